"""Requests: sent by an organisation, answered by a coordinator, closed when served."""

from core.models import Sequence


def next_number(name: str, letter: str) -> str:
    """The next number of this year's sequence, such as R26-00012; never given twice."""
    return Sequence.objects.number_of_year(name, letter, width=5)


def next_numbers(name: str, letter: str, count: int) -> list[str]:
    """The next `count` numbers of this year's sequence."""
    return Sequence.objects.numbers_of_year(name, letter, count, width=5)

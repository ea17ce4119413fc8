"""Answers to checklist items and their validation."""

from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from django.utils.translation import gettext as _

from core.lives import Refused
from inventory.lifecycle import Outcome
from inventory.lifecycle.checklists import Beyond, Proof, ValueKind
from inventory.models import ChecklistItem


class Upload(NamedTuple):
    """A file that was read and found good: its bytes, its content type, its name."""

    content: bytes
    content_type: str
    name: str


class Answer(NamedTuple):
    """What was found about an item. `value`: a number as `Decimal` writes it, a text, a code.

    `upload` is the photo (a JPEG made anew) or the file that the item asks for.
    """

    outcome: Outcome
    note: str = ""
    value: str = ""
    upload: Upload | None = None


def judged(item: ChecklistItem, answer: Answer) -> Answer:
    """Normalise an answer: not applicable has no value; a value beyond its limits is a fault."""
    if answer.outcome == Outcome.NOT_APPLICABLE:
        return answer._replace(value="", upload=None)
    if item.value_kind == ValueKind.NUMBER and answer.value:
        number = as_number(answer.value)
        is_fault = item.beyond == Beyond.FAULT and not item.is_within(number)
        outcome = Outcome.FAIL if is_fault else answer.outcome
        return answer._replace(value=f"{number:f}", outcome=outcome)
    if not item.value_kind:
        return answer._replace(value="")
    return answer


def as_number(text: str) -> Decimal:
    """A number as people type it, comma or point; raises `Refused` for what is none."""
    typed = "".join(str(text).split()).replace(",", ".")
    try:
        number = Decimal(typed)
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite() or abs(number) >= 10_000_000:
        raise Refused(_("%(text)s is not a number.") % {"text": text}, "value")
    number = number.quantize(Decimal("0.01"))
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number


def check_complete(item: ChecklistItem, answer: Answer) -> None:
    """Raise `Refused` for an answer that lacks what its item asks for."""
    previous = getattr(item, "result", None)
    has_proof = answer.upload or (previous and (previous.photo_id or previous.file_id))
    is_pass, is_fault = answer.outcome == Outcome.PASS, answer.outcome == Outcome.FAIL
    if is_pass and item.value_kind and not answer.value:
        raise Refused(_("%(item)s: write its value down.") % {"item": item}, "value")
    if (
        answer.value
        and item.value_kind == ValueKind.CHOICE
        and not dict(item.options).get(answer.value)
    ):
        raise Refused(_("%(item)s: choose one of its list.") % {"item": item}, "value")
    if item.proof == Proof.PHOTO and (is_pass or is_fault) and not has_proof:
        raise Refused(_("%(item)s: add a photo.") % {"item": item}, "upload")
    if item.proof == Proof.FILE and is_pass and not has_proof:
        raise Refused(_("%(item)s: add a file.") % {"item": item}, "upload")


def check_seen(answers: dict[ChecklistItem, Answer], seen: int) -> None:
    """Raise `Refused` where somebody answered otherwise since the attempt `seen`."""
    theirs = [
        item
        for item, answer in answers.items()
        if item.result
        and item.result.attempt_id > seen
        and (item.result.outcome, item.result.value) != (answer.outcome, answer.value)
    ]
    if theirs:
        raise Refused(
            _("%(who)s answered otherwise meanwhile: %(items)s. Save again if yours stands.")
            % {"who": theirs[0].result.by, "items": ", ".join(map(str, theirs))}
        )

"""Binding papers: while valid, they freeze the donor and the declared values of their lot."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from django.utils.translation import gettext as _

from core.workflow.lifecycle import Refused
from donations.models import Donation


class Binding(NamedTuple):
    """A kind of binding paper; both reasons are untranslated and contain `%(paper)s`."""

    valid_papers: Callable  # returns the queryset of valid papers of some lots
    why_not_donor: str
    why_not_values: str


BINDINGS: list[Binding] = []  # extended by modules


def binding_of(lots: Iterable[Donation]) -> tuple[Binding, dict] | None:
    """Return (binding, parameters of its reasons) of a valid paper of these lots, or None."""
    for binding in BINDINGS:
        if paper := binding.valid_papers(lots).first():
            return binding, {"paper": str(paper)}
    return None


def check_values_may_change(lots: Iterable[Donation]) -> None:
    """Raise `Refused` if a valid paper states the declared values of one of these lots."""
    if bound := binding_of(lots):
        binding, params = bound
        raise Refused(_(binding.why_not_values) % params)

"""Merge definition of donors."""

from django.utils.translation import gettext as _

from core.merging.merging import Merging
from core.workflow.lifecycle import Refused
from donations.lifecycle import DonorKind
from donations.models import Donor
from people.merging import in_touch


def _check(loser, survivor):
    kinds = {loser.kind, survivor.kind}
    if DonorKind.INDIVIDUAL in kinds and len(kinds) > 1:
        raise Refused(_("One is an individual, the other is not: these are not the same."))
    if DonorKind.INDIVIDUAL in kinds and (loser.forgotten_at or survivor.forgotten_at):
        raise Refused(_("Of one of them nothing is known any more: who it was cannot be told."))
    if loser.siren and survivor.siren and loser.siren != survivor.siren:
        raise Refused(_("They have two SIREN numbers: these are two legal persons."))


MERGING = Merging(
    Donor,
    search=lambda rows, text: rows.called(text).order_by("name"),
    check=_check,
    details=lambda donor: " · ".join(filter(None, (donor.get_kind_display(), donor.siren))),
    after=in_touch,
)

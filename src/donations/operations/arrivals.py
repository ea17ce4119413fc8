"""Unannounced donations: received at once, and completed later by the coordinator."""

import re
from collections.abc import Iterable

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from core.folding import folded
from core.models import Event, Sequence
from core.photos.photos import add_photos, stored_pictures
from core.text_input import line_of
from core.workflow.operations import operation, save_valid
from core.workflow.undo import undoes
from donations.lifecycle import EXPECTED, DonationStatus, DonorKind
from donations.models import Donation, Donor
from people.models import User

# Words of names of organisations; the first kind with such a word.
KINDS_BY_WORD = {
    DonorKind.PUBLIC: re.compile(
        r"\b(mairie|ville de|commune de|communaute|metropole|agglomeration|departement de"
        r"|conseil (?:departemental|regional|municipal)|prefecture|ministere|ccas|lycee"
        r"|college|ecole|universite|hopital|chu|caf|cpam"
        r"|town hall|city of|council|ministry|university|school|hospital)\b"
    ),
    DonorKind.COMPANY: re.compile(
        r"\b(sas|sasu|sarl|eurl|scop|s\.a|ets|etablissements|entreprise|societe|groupe|banque|credit"
        r"|mutuelle|assurances?|cooperative|association|asso|fondation|federation|syndicat|cabinet"
        r"|ltd|plc|inc|llc|gmbh|company|bank|insurance|foundation|charity)\b"
    ),
}


def arrivals_of(name: str, user: User) -> QuerySet[Donation]:
    """Donations expected, or received today, of donors with this name."""
    donors = Donor.objects.called(name) if name else Donor.objects.none()
    lots = Donation.objects.visible_to(user).filter(donor__in=donors.order_by().values("pk"))
    of_today = Q(status=DonationStatus.RECEIVED, received_on=timezone.localdate())
    return lots.filter(of_today | Q(status__in=EXPECTED)).select_related("donor").order_by("pk")


@operation("inventory.receive_device", prepare=stored_pictures)
def receive_unannounced(
    donation: Donation, *, by: User, donor: str, pictures: Iterable[UploadedFile | bytes] = ()
) -> Donation:
    """Create a received lot for a donor known only by name; the coordinator completes it."""
    donation.donor = _donor_named(line_of(donor), by)
    donation.reference = Sequence.objects.number_of_year("donation", "D")
    donation.is_to_complete = True
    save_valid(donation)
    donation.transition_to(DonationStatus.RECEIVED, received_on=timezone.localdate())
    if pictures:
        add_photos.perform(donation, by=by, pictures=pictures)
    Event.objects.record("donation.arrived", donation, by=by)
    return donation


def _donor_named(name: str, by: User) -> Donor:
    """Get or create the donor of this name; unless the name says what it is, a new donor is an
    individual, shown by initials.
    """
    namesake = Donor._base_manager.filter(name__iexact=name).select_related("merged_into").first()
    if namesake:
        return namesake.merged_into or namesake
    donor = Donor(name=name, kind=_kind_of(name))
    save_valid(donor)
    Event.objects.record("donor.entered", donor, by=by)
    return donor


def _kind_of(name: str) -> DonorKind:
    words = folded(name)
    of_words = (kind for kind, pattern in KINDS_BY_WORD.items() if pattern.search(words))
    return next(of_words, DonorKind.INDIVIDUAL)


@undoes("donation.arrived", back=lambda _lot: reverse("donation_arrive"))
@operation("inventory.receive_device", locks=True)
def undo_arrival(donation: Donation, *, by: User, event: Event) -> Donation:
    """Undo `receive_unannounced` by cancelling the lot."""
    donation.transition_to(DonationStatus.CANCELLED, received_on=None, is_to_complete=False)
    Event.objects.record("donation.arrival_undone", donation, by=by)
    return donation

"""What is done with donors and lots."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue.models import Category
from core.lives import Refused
from core.models import Event, Sequence
from core.operations import operation
from donations.lifecycle import DonationStatus
from donations.models import Donation, DonationLine, Donor
from people.models import User


@operation("donations.change_donor")
def save_donor(donor: Donor, *, by: User) -> Donor:
    """Write a donor, new or corrected."""
    kind = "donor.changed" if donor.pk else "donor.entered"
    donor.full_clean()
    donor.save()
    Event.objects.record(kind, donor, by=by)
    return donor


@operation("donations.change_donation")
def promise(donation: Donation, *, by: User, lines: list[DonationLine] | None = None) -> Donation:
    """Open a lot under a new reference, with the lines the donor announced."""
    year = timezone.localdate().year % 100
    number = Sequence.objects.take(f"donation:{year}")[0]
    donation.reference = f"D{year}-{number:04}"
    donation.full_clean()
    donation.save()
    _write_lines(donation, lines or [])
    Event.objects.record("donation.promised", donation, by=by)
    return donation


@operation("donations.change_donation")
def change(donation: Donation, *, by: User, lines: list[DonationLine] | None = None) -> Donation:
    """Correct a lot's details; `lines=None` leaves its lines as they are.

    Lines left out are no longer announced; what was counted at the door stays.
    """
    donation.full_clean()
    donation.save(update_fields=Donation.plain_fields())
    if lines is not None:
        donation.lines.filter(counted=None).delete()
        donation.lines.update(announced=0)
        _write_lines(donation, lines)
    Event.objects.record("donation.changed", donation, by=by)
    return donation


def _write_lines(donation: Donation, lines: list[DonationLine]) -> None:
    for line in lines:
        line.donation = donation
        line.clean_fields()
    DonationLine.objects.bulk_create(
        lines,
        update_conflicts=True,
        unique_fields=["donation", "category"],
        update_fields=["announced"],
    )


@operation("donations.change_donation")
def schedule(donation: Donation, *, by: User, collect_on: date) -> Donation:
    """Plan the collection of `donation` on that day."""
    donation.lock()
    donation.move_to(DonationStatus.SCHEDULED, collect_on=collect_on)
    Event.objects.record("donation.scheduled", donation, by=by, on=collect_on.isoformat())
    return donation


@operation("inventory.receive_device")
def receive(donation: Donation, *, by: User) -> Donation:
    """Take the lot in: it is in the house from today."""
    donation.lock()
    if donation.status == DonationStatus.CLOSED:
        raise Refused(_("%(donation)s is closed: open it again first.") % {"donation": donation})
    donation.move_to(DonationStatus.RECEIVED, received_on=timezone.localdate())
    Event.objects.record("donation.received", donation, by=by)
    return donation


@operation("inventory.receive_device")
def count(donation: Donation, *, by: User, counted: dict[Category, int | None]) -> Donation:
    """Write how many devices of each category stand at the door; None is not counted yet."""
    donation.lock()
    if donation.status in {DonationStatus.CLOSED, DonationStatus.CANCELLED}:
        raise Refused(
            _("%(donation)s is “%(status)s”: nothing more can be received in it.")
            % {"donation": donation, "status": donation.status_label}
        )
    lines = [
        DonationLine(donation=donation, category=category, counted=number)
        for category, number in counted.items()
    ]
    for line in lines:
        line.clean_fields()
    DonationLine.objects.bulk_create(
        lines,
        update_conflicts=True,
        unique_fields=["donation", "category"],
        update_fields=["counted"],
    )
    donation.lines.filter(announced=0, counted=None).delete()
    total = sum(filter(None, counted.values()))
    Event.objects.record("donation.counted", donation, by=by, count=total)
    return donation


@operation("donations.change_donation")
def close(donation: Donation, *, by: User) -> Donation:
    """Say that everything in the lot is accounted for."""
    donation.lock()
    donation.move_to(DonationStatus.CLOSED)
    Event.objects.record("donation.closed", donation, by=by)
    return donation


@operation("donations.change_donation")
def reopen(donation: Donation, *, by: User) -> Donation:
    """Open a closed lot again."""
    donation.lock()
    if donation.status != DonationStatus.CLOSED:
        raise Refused(_("%(donation)s is not closed.") % {"donation": donation})
    donation.move_to(DonationStatus.RECEIVED)
    Event.objects.record("donation.reopened", donation, by=by)
    return donation


@operation("donations.change_donation")
def cancel(donation: Donation, *, by: User) -> Donation:
    """Say that the lot will not come."""
    donation.lock()
    donation.move_to(DonationStatus.CANCELLED)
    Event.objects.record("donation.cancelled", donation, by=by)
    return donation


@operation("donations.change_donation")
def restore(donation: Donation, *, by: User) -> Donation:
    """Take back a cancellation, or a date that fell through: the lot is promised again."""
    donation.lock()
    donation.move_to(DonationStatus.PROMISED)
    Event.objects.record("donation.restored", donation, by=by)
    return donation

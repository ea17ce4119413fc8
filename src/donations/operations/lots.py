from datetime import date, time

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue.models import Category
from core.models import Event, Sequence
from core.workflow.guards import FORGOTTEN
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation, save_valid
from core.workflow.undo import undoes
from donations.binding import binding_of
from donations.lifecycle import EXPECTED, DonationStatus
from donations.models import Donation, DonationLine, Donor
from people.models import User


def check_not_erased_since(donor: Donor) -> None:
    """Lock the row of `donor`; raise `Refused` if its contact was erased since it was read."""
    locked = Donor.objects.filter(pk=donor.pk).select_for_update(no_key=True).first()
    if locked and locked.forgotten_at != donor.forgotten_at:
        raise Refused(
            _("The contact of this donor has been erased in the meantime: open the page again.")
        )


@operation("donations.change_donor")
def save_donor(donor: Donor, *, by: User) -> Donor:
    """Save a new or corrected donor.

    Raise `Refused` if the contact was erased after `donor` was read, since saving would restore it,
    or if the name starts with the placeholder for erased names.
    """
    if donor.name.startswith(FORGOTTEN):
        raise Refused(_("Enter the name of the donor."))
    kind = "donor.changed" if donor.pk else "donor.entered"
    check_not_erased_since(donor)
    donor.contact_on, donor.erase_on, donor.forgotten_at = timezone.localdate(), None, None
    save_valid(donor)
    Event.objects.record(kind, donor, by=by)
    return donor


@operation("donations.change_donation")
def promise(donation: Donation, *, by: User, lines: list[DonationLine] | None = None) -> Donation:
    """Create a lot with a new reference and the lines announced by the donor."""
    donation.reference = Sequence.objects.number_of_year("donation", "D")
    save_valid(donation)
    _write_lines(donation, lines or [])
    Event.objects.record("donation.promised", donation, by=by)
    return donation


@operation("donations.change_donation")
def change(donation: Donation, *, by: User, lines: list[DonationLine] | None = None) -> Donation:
    """Correct a lot's details; `lines=None` leaves its lines unchanged.

    Missing lines are set to 0 announced devices; counted and declared values are kept.
    """
    donation.full_clean()
    _check_donor_may_change(donation)
    donation.is_to_complete = False
    donation.save(update_fields=[*Donation.plain_fields(), "is_to_complete"])
    if lines is not None:
        donation.lines.filter(counted=None, declared_value=None).delete()
        donation.lines.update(announced=0)
        _write_lines(donation, lines)
    Event.objects.record("donation.changed", donation, by=by)
    return donation


def _check_donor_may_change(donation: Donation) -> None:
    """Lock the lot; raise `Refused` if its donor changed although a valid paper names the donor."""
    locked = Donation.objects.filter(pk=donation.pk).lock()[0]
    bound = binding_of([donation])
    if bound and locked.donor_id != donation.donor_id:
        binding, params = bound
        raise Refused(_(binding.why_not_donor) % params)


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


@operation("donations.change_donation", locks=True)
def schedule(
    donation: Donation,
    *,
    by: User,
    collect_on: date,
    collect_from: time | None = None,
    collect_until: time | None = None,
    **who_and_where: str,
) -> Donation:
    """Plan the collection of `donation`, or move it to another day.

    `who_and_where` may contain `collect_at`, `collect_contact`, `collect_phone` and `carrier`:
    omitted values stay unchanged.
    """
    kind = "donation.scheduled"
    when = {"collect_on": collect_on, "collect_from": collect_from, "collect_until": collect_until}
    if donation.status == DonationStatus.SCHEDULED:
        kind = "donation.rescheduled"
        donation.transition_to(DonationStatus.PROMISED)
    donation.transition_to(DonationStatus.SCHEDULED, **when, **who_and_where)
    Event.objects.record(kind, donation, by=by, on=collect_on.isoformat())
    return donation


@operation("inventory.receive_device", locks=True)
def receive(donation: Donation, *, by: User) -> Donation:
    if donation.status == DonationStatus.CLOSED:
        raise Refused(_("%(donation)s is closed: open it again first.") % {"donation": donation})
    was = donation.status
    donation.transition_to(DonationStatus.RECEIVED, received_on=timezone.localdate())
    Event.objects.record("donation.received", donation, by=by, was=was)
    return donation


@undoes("donation.received", back=lambda _lot: reverse("donation_arrive"))
@operation("inventory.receive_device", locks=True)
def undo_receive(donation: Donation, *, by: User, event: Event) -> Donation:
    """Undo `receive`; the lot is expected again."""
    donation.revert_to(event.data["was"], received_on=None)
    Event.objects.record("donation.not_received", donation, by=by)
    return donation


@operation("inventory.receive_device", locks=True)
def count(donation: Donation, *, by: User, counted: dict[Category, int | None]) -> Donation:
    """Set the number of counted devices of each category; None means not counted yet."""
    if donation.status in {DonationStatus.CLOSED, DonationStatus.CANCELLED}:
        raise Refused(
            _("%(donation)s is “%(status)s”: it can no longer receive devices.")
            % {"donation": donation, "status": donation.status_label}
        )
    before = dict(donation.lines.values_list("category", "counted"))
    if {*counted.values(), *before.values()} == {None}:
        raise Refused(_("Enter the number of devices you counted, or 0 if there are none."))
    _write_counts(donation, {category.pk: number for category, number in counted.items()})
    total = sum(filter(None, counted.values()))
    were = {str(category.pk): before.get(category.pk) for category in counted}
    Event.objects.record("donation.counted", donation, by=by, count=total, were=were)
    return donation


def _write_counts(donation: Donation, counted: dict[int, int | None]) -> None:
    """Set the counted devices by category id; delete lines that have no other data."""
    lines = [
        DonationLine(donation=donation, category_id=category, counted=number)
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
    donation.lines.filter(announced=0, counted=None, declared_value=None).delete()


@undoes("donation.counted")
@operation("inventory.receive_device", locks=True)
def undo_count(donation: Donation, *, by: User, event: Event) -> Donation:
    """Undo `count` by restoring the former numbers."""
    _write_counts(donation, {int(pk): number for pk, number in event.data["were"].items()})
    Event.objects.record("donation.count_undone", donation, by=by)
    return donation


@operation("donations.change_donation", locks=True)
def close(donation: Donation, *, by: User) -> Donation:
    """Close a lot in which everything is accounted for."""
    donation.transition_to(DonationStatus.CLOSED)
    Event.objects.record("donation.closed", donation, by=by)
    return donation


@undoes("donation.closed")
@operation("donations.change_donation", locks=True)
def reopen(donation: Donation, *, by: User, event: Event | None = None) -> Donation:
    """Reopen a closed lot; also undoes `close`."""
    if donation.status != DonationStatus.CLOSED:
        raise Refused(_("%(donation)s is not closed.") % {"donation": donation})
    donation.transition_to(DonationStatus.RECEIVED)
    Event.objects.record("donation.reopened", donation, by=by)
    return donation


@operation("donations.change_donation", locks=True)
def cancel(donation: Donation, *, by: User) -> Donation:
    donation.check_status(EXPECTED, _("%(donation)s is “%(status)s”: it cannot be cancelled."))
    donation.transition_to(DonationStatus.CANCELLED)
    Event.objects.record("donation.cancelled", donation, by=by)
    return donation


@operation("donations.change_donation", locks=True)
def restore(donation: Donation, *, by: User) -> Donation:
    """Undo a cancellation or a missed collection; the lot is promised again."""
    no_day = {"collect_on": None, "collect_from": None, "collect_until": None}
    fell_through = donation.status == DonationStatus.SCHEDULED
    donation.transition_to(DonationStatus.PROMISED, **(no_day if fell_through else {}))
    Event.objects.record("donation.restored", donation, by=by)
    return donation

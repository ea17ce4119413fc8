"""Values declared by donors. Nothing here computes a value."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from catalogue.models import Category
from core.lives import Refused
from core.models import Event
from core.operations import operation
from donations.lifecycle import ValueBasis
from donations.models import Donation, DonationLine
from donations.public import check_worth
from inventory.lifecycle import DeviceStatus
from inventory.models import Device
from people.models import User

DECLARED = [
    "declared_value",
    "declared_count",
    "value_basis",
    "declared_by",
    "declared_on",
    "bought_on",
]
OF_A_DEVICE = ["declared_value", "value_basis", "declared_by", "declared_on", "bought_on"]


@operation("donations.change_donation")
def declare_lines(donation: Donation, *, by: User, lines: list[DonationLine]) -> Donation:
    """Write what the donor declares of each category: the value of all of it, or nothing.

    Each line carries its category and the whole of its declaration. Raises `Refused` for what a
    public body may not give, for a category whose devices carry values of their own, and once a
    tax receipt stands on the values.
    """
    donation.lock()
    _check_no_receipt(donation)
    for line in lines:
        line.donation = donation
        if line.declared_value is not None:
            check_worth(donation.donor, line.declared_value, line.declared_count)
            _check_not_by_device(donation, line.category)
    DonationLine.objects.bulk_create(
        lines,
        update_conflicts=True,
        unique_fields=["donation", "category"],
        update_fields=DECLARED,
    )
    donation.lines.filter(announced=0, counted=None, declared_value=None).delete()
    count = sum(line.declared_count or 0 for line in lines)
    kind = "donation.value_declared" if count else "donation.value_withdrawn"
    Event.objects.record(kind, donation, by=by, **({"count": count} if count else {}))
    return donation


@operation("donations.change_donation")
def declare_device(
    device: Device,
    *,
    by: User,
    declared_value: Decimal | None,
    value_basis: ValueBasis | str = "",
    declared_by: str = "",
    declared_on: date | None = None,
    bought_on: date | None = None,
) -> Device:
    """Write what the donor declares that one device is worth; None takes the declaration back."""
    donation = device.donation
    if donation is None:
        raise Refused(_("No donor is known for this device."))
    donation.lock()
    _check_no_receipt(donation)
    device.lock()
    if declared_value is None:
        value_basis, declared_by, declared_on = "", "", None
    else:
        check_worth(donation.donor, declared_value)
        _check_not_by_line(donation, device.category)
    device.declared_value, device.value_basis = declared_value, value_basis
    device.declared_by, device.declared_on = declared_by, declared_on
    device.bought_on = bought_on
    device.save(update_fields=OF_A_DEVICE)
    kind = "device.value_withdrawn" if declared_value is None else "device.value_declared"
    Event.objects.record(kind, device, by=by)
    return device


def _check_no_receipt(donation: Donation) -> None:
    receipt = donation.receipts.standing().first()
    if receipt:
        raise Refused(
            _("The tax receipt %(receipt)s says these values: cancel it first.")
            % {"receipt": receipt}
        )


def _check_not_by_device(donation: Donation, category: Category) -> None:
    valued = Device.objects.filter(
        donation=donation, category=category, declared_value__isnull=False
    )
    if valued.exclude(status=DeviceStatus.WITHDRAWN).exists():
        raise Refused(
            _("%(category)s: devices carry a value of their own; take those back first.")
            % {"category": category}
        )


def _check_not_by_line(donation: Donation, category: Category) -> None:
    if donation.lines.filter(category=category, declared_value__isnull=False).exists():
        raise Refused(
            _("%(category)s: the lot carries one value for all of them; take that back first.")
            % {"category": category}
        )

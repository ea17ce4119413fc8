"""Intake by hand: so many devices of one model, named as a person types it."""

from catalogue.models import Category
from catalogue.names import kind_named
from core.operations import operation
from donations.models import Donation
from inventory.facts import DeviceFacts
from inventory.models import Device, Place
from inventory.operations.intake import receive_devices
from people.models import User


@operation("inventory.receive_device")
def receive_alike(
    donation: Donation,
    *,
    by: User,
    category: Category,
    quantity: int,
    brand: str = "",
    model: str = "",
    serials: list[str] | None = None,
    place: Place | None = None,
) -> list[Device]:
    """Enter `quantity` devices of one model; the first of them have `serials`, in order.

    A brand or model that is not known yet is made. Raises `RowsRefused` as `receive_devices` does.
    """
    maker, kind = kind_named(brand, model)
    known = [*(serials or []), *[""] * quantity][:quantity]
    facts = [
        DeviceFacts(category=category, brand=maker, model=kind, serial=serial, place=place)
        for serial in known
    ]
    return receive_devices(facts, by=by, donation=donation)

"""Manual intake: one device, or a quantity of one model."""

from catalogue.models import Category
from catalogue.names import kind_named
from core.lives import NeedsConfirmation, Refused
from core.operations import operation
from donations.models import Donation
from inventory.facts import OTHER_MODEL, DeviceDraft
from inventory.identifiers import clean_code
from inventory.models import Device, Place
from inventory.operations.intake import RowsRefused, receive_devices
from inventory.operations.stock import MAY_CONFIRM_SERIAL, check_category
from inventory.operations.tags import check_free
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
    check_category(kind, category)
    numbers = [*(serials or []), *[""] * quantity][:quantity]
    facts = [
        DeviceDraft(
            category=category,
            brand=maker,
            model=kind,
            serial=serial,
            place=place,
            is_in_hand=True,
        )
        for serial in numbers
    ]
    return receive_devices(facts, by=by, donation=donation)


@operation("inventory.receive_device")
def register(
    donation: Donation,
    *,
    by: User,
    category: Category,
    brand: str = "",
    model: str = "",
    serial: str = "",
    imei: str = "",
    place: Place | None = None,
    tag: str = "",
    override: bool = False,
) -> Device:
    """Enter one device, with the free tag that is stuck on it if there is one.

    `NeedsConfirmation` where a device of another model has this serial number: a coordinator says
    with `override` that there are two; for others it is `Refused`.
    """
    if tag:
        check_free(clean_code(tag), by=by)
    maker, kind = kind_named(brand, model)
    check_category(kind, category)
    may_confirm = by.has_perm(MAY_CONFIRM_SERIAL)
    fact = DeviceDraft(
        category=category,
        brand=maker,
        model=kind,
        serial=serial,
        imei=imei,
        place=place,
        tag=tag,
        is_in_hand=True,
        serial_shared_by=by if override and may_confirm else None,
    )
    try:
        device = receive_devices([fact], by=by, donation=donation)[0]
    except RowsRefused as refusal:
        problems = refusal.problems[0]
        asks = may_confirm and all(sentence.source == OTHER_MODEL for sentence in problems)
        kind = NeedsConfirmation if asks else Refused
        raise kind([str(sentence) for sentence in problems]) from refusal
    return device

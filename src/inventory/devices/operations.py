"""Operations on a device outside the workshop: data, status and shelf, and how to undo them."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from catalogue.models import Category, DeviceModel
from catalogue.names import kind_named
from core.formatting import day
from core.forms.reserved_terms import check_words
from core.models import Event
from core.workflow.event_messages import Sentence
from core.workflow.lifecycle import NeedsConfirmation, Refused
from core.workflow.operations import operation, save_valid
from core.workflow.undo import undoes
from inventory.devices.lifecycle.devices import ENDED, DeviceStatus, NumberReason
from inventory.devices.models.place import Purpose
from inventory.models import Device, Medium, Place
from people.models import Site, User

OTHER_CATEGORY = gettext_noop(
    "“%(model)s” is a model of the category “%(known)s”, not “%(chosen)s”: choose another model or"
    " another category."
)


LEFT_FOR_GOOD = gettext_noop("%(device)s left with %(batch)s on %(day)s: it cannot come back.")
ON_ITS_WAY = gettext_noop(
    "%(device)s is on its way, with %(transfer)s: receive it first, or tell the coordinator if it"
    " never left."
)
FREED_BY = {
    DeviceStatus.RESERVED: gettext_noop("%(device)s is set aside: release it first."),
    DeviceStatus.ON_LOAN: gettext_noop(
        "%(device)s is on loan: if it came back, record its return first."
    ),
    DeviceStatus.GIVEN: gettext_noop(
        "%(device)s was given: if it came back, record its return first."
    ),
}


def other_category(model: DeviceModel, expected: Category, chosen: Category) -> Sentence:
    """Error message saying that the model is of category `expected`, not `chosen`."""
    names = {"known": expected.names, "chosen": chosen.names}
    params = {"model": str(model), "text": model.name, **names}
    return Sentence(OTHER_CATEGORY, params)


# --- Shelves: created, renamed, closed. ---


@operation("inventory.change_place")
def save_place(place: Place, *, by: User) -> Place:
    """Create or update a shelf."""
    save_valid(place)
    Event.objects.record("place.saved", place, by=by)
    return place


# --- Status and location operations of a device outside the workshop. ---

# Fields that a user may correct; other fields have separate operations.
FACTS = [
    "category",
    "brand",
    "model",
    "serial",
    "serial_shared_by",
    "imei",
    "imei2",
    "donor_tag",
    "year_made",
    "age_years",
    "fault",
    "remark",
    "known_limits",
]


# The recipient signed an agreement that states the numbers of the device.
SIGNED_FOR = {DeviceStatus.ON_LOAN, DeviceStatus.GIVEN}
# required to confirm that two devices share a serial number
MAY_CONFIRM_SERIAL = "inventory.import_device"


def works_at(site_id: int, user: User) -> bool:
    return user.has_perm("inventory.view_every_site") or site_id in user.site_ids


def check_works_at(site: Site, by: User) -> None:
    """Raise `Refused` unless the user works at this site."""
    if not works_at(site.pk, by):
        raise Refused(
            _("Only people who work at this site can do this: %(site)s.") % {"site": site}
        )


def check_is_here(device: Device) -> None:
    """Raise `Refused` for a device that left for good, naming the batch and the day."""
    if device.left_with_id:
        batch = device.left_with
        params = {"device": str(device), "batch": str(batch), "day": day(batch.sent_on)}
        raise Refused(Sentence(LEFT_FOR_GOOD, params))


def check_on_hand(device: Device) -> None:
    """Raise `Refused` for a device that is out or in transit, naming the operation that frees it.

    No operation frees a device that left for good.
    """
    check_is_here(device)
    if device.transfer_id:
        params = {"device": str(device), "transfer": str(device.transfer)}
        raise Refused(Sentence(ON_ITS_WAY, params))
    if device.is_out:
        raise Refused(Sentence(FREED_BY[device.status], {"device": str(device)}))


def check_lies_here(device: Device) -> None:
    """Raise `Refused` for a device that is not on our shelves; reserved devices are."""
    if device.status != DeviceStatus.RESERVED:
        check_on_hand(device)
    if device.status in {DeviceStatus.LOST, DeviceStatus.STOLEN, DeviceStatus.WITHDRAWN}:
        raise Refused(
            _("%(device)s is “%(status)s”: it is not on a shelf.")
            % {"device": device, "status": device.status_label}
        )


def check_category(
    model: DeviceModel | None, category: Category, but: Device | None = None
) -> None:
    """Raise `Refused` for a model of another category.

    If the catalogue has no category for the model, the categories of its devices count, without
    `but`.
    """
    if model and model.category_id:
        if model.category_id != category.pk:
            raise Refused(other_category(model, model.category, category))
        return
    alike = Device.objects.filter(model=model).exclude(status=DeviceStatus.WITHDRAWN)
    other = alike.exclude(pk=but and but.pk).select_related("category").first() if model else None
    if other and not alike.filter(category=category).exclude(pk=but and but.pk).exists():
        raise Refused(other_category(model, other.category, category))


@operation("inventory.change_device")
def correct(
    device: Device,
    *,
    by: User,
    brand: str | None = None,
    model: str | None = None,
    number_reason: NumberReason | str = "",
    override: bool = False,
) -> Device:
    """Save corrected data of a device, except its status and tag.

    `brand` and `model` are names as typed, created if missing; None leaves them unchanged. A device
    that turns out to hold data needs erasure; the category of a device that is out cannot change.
    Correcting a number in a signed agreement requires a reason. Raises `NeedsConfirmation` if a
    device of another model has the serial number, unless `override` is set.
    """
    check_words(device.known_limits)
    locked = Device.objects.filter(pk=device.pk).lock()[0]
    check_is_here(locked)
    if locked.category_id != device.category_id:
        check_on_hand(locked)
    if brand is not None or model is not None:
        device.brand, device.model = kind_named(brand or "", model or "", by=by)
        check_category(device.model, device.category, but=device)
    before = numbers_of(locked)
    if locked.status in SIGNED_FOR and before != numbers_of(device) and not number_reason:
        why = _("The signed agreement names %(numbers)s: give the reason for the correction.")
        raise Refused({"number_reason": why % {"numbers": before}})
    _check_serial(device, locked, by, override=override)
    gains_medium = device.category.holds_data and not device.media.exists()
    if gains_medium:
        device.needs_erasure = True
    save_valid(device, update_fields=[*FACTS, "needs_erasure"] if gains_medium else FACTS)
    if gains_medium:
        Medium.objects.create(device=device)
    Event.objects.record("device.changed", device, by=by)
    record_renumbering([(device, before)], by=by, reason=number_reason)
    return device


def numbers_of(device: Device) -> str:
    """Serial number and IMEIs of a device, as in a signed agreement."""
    return ", ".join(filter(None, (device.serial, device.imei, device.imei2))) or "–"


def record_renumbering(
    changed: list[tuple[Device, str]], *, by: User, reason: NumberReason | str
) -> None:
    """Record an event for each (device, former numbers) that differs from a signed agreement.

    The signed paper is unchanged; the event explains the difference.
    """
    event_rows = [
        (device, {"old": before, "new": numbers_of(device), "number_reason": str(reason)})
        for device, before in changed
        if device.status in SIGNED_FOR and before != numbers_of(device)
    ]
    Event.objects.record_many("device.renumbered", event_rows, by=by)


def _check_serial(device: Device, locked: Device, by: User, *, override: bool) -> None:
    """Record the user who confirmed a shared serial number, or raise `NeedsConfirmation`."""
    device.serial_shared_by = locked.serial_shared_by if device.serial == locked.serial else None
    others = Device.objects.living().filter(serial=device.serial, serial_shared_by=None)
    other = others.exclude(pk=device.pk).exclude(serial=None).first()
    if other is None or device.serial_shared_by or device.status in ENDED:
        return
    if other.model_id == device.model_id or not by.has_perm(MAY_CONFIRM_SERIAL):
        return  # refused by its constraint, with the message
    if not override:
        raise NeedsConfirmation(
            _(
                "The serial number %(serial)s belongs to %(device)s, another model: "
                "check it. If there really are two, confirm it."
            )
            % {"serial": device.serial, "device": other}
        )
    device.serial_shared_by = by


@operation("inventory.move_device", locks=True)
def move_to_place(device: Device, *, by: User, place: Place) -> Device:
    """Move a device to a place of its site, even if reserved.

    If the device is already there, only its presence is recorded.
    """
    check_lies_here(device)
    if place.site_id != device.site_id:
        raise Refused(_("%(place)s is at another site.") % {"place": place})
    former = device.place
    device.place, device.seen_at = place, timezone.now()
    device.save(update_fields=["place", "seen_at"])
    if former != place:
        data = {"former": former.code if former else "—", "to": place.code, "place": place.pk}
        data["from"] = former and former.pk
        Event.objects.record("device.moved", device, by=by, **data)
    return device


class IsItHere(NeedsConfirmation):
    """Raised for a device in hand that is recorded at another site."""


def bring_here(device: Device, site: Site, *, by: User, is_here: bool) -> None:
    """Correct the site of a locked device in hand; raise `IsItHere` unless that is confirmed."""
    if device.site_id == site.pk:
        return
    sites = {"former": str(device.site), "to": str(site)}
    if not is_here:
        words = _("%(device)s is recorded at another site: %(former)s. Is it here?")
        raise IsItHere(words % {"device": device, **sites})
    device.site, device.place, device.seen_at = site, None, timezone.now()
    device.save(update_fields=["site", "place", "seen_at"])
    Event.objects.record("device.site_corrected", device, by=by, **sites)


def add_limitation(device: Device, text: str) -> None:
    """Add a sentence to the known faults of a locked device; raise `Refused` if it is too long."""
    check_words(text)
    device.known_limits = f"{device.known_limits.strip()} {text.strip()}".strip()
    save_valid(device, update_fields=["known_limits"])


def arrival(device: Device) -> dict:
    """{field: value} to set at each arrival: the time, and whether the device needs erasure again.

    A device with a disk holds data, even if its category does not.
    """
    holds_data = device.category.holds_data or device.media.exists()
    now = timezone.now()
    return {"received_at": now, "seen_at": now, "needs_erasure": holds_data, "bench_by": None}


@operation("inventory.quarantine_device", locks=True)
def quarantine(device: Device, *, by: User) -> Device:
    """Quarantine a locked or blacklisted device: it cannot be used until released."""
    check_on_hand(device)
    was = {"was": device.status, "place": device.place_id}
    device.transition_to(DeviceStatus.QUARANTINED, place=Place.objects.of_site(Purpose.QUARANTINE))
    Event.objects.record("device.quarantined", device, by=by, **was)
    return device


@operation("inventory.declare_loss", locks=True)
def declare_lost(device: Device, *, by: User, is_stolen: bool = False) -> Device:
    check_on_hand(device)
    was = device.status
    device.transition_to(DeviceStatus.STOLEN if is_stolen else DeviceStatus.LOST)
    Event.objects.record("device.stolen" if is_stolen else "device.lost", device, by=by, was=was)
    return device


@operation("inventory.declare_loss", locks=True)
def find_again(device: Device, *, by: User) -> Device:
    """Take back a lost or stolen device as a new arrival, to check and to erase."""
    if device.status not in {DeviceStatus.LOST, DeviceStatus.STOLEN}:
        raise Refused(_("%(device)s is neither lost nor stolen.") % {"device": device})
    device.transition_to(DeviceStatus.RECEIVED, grade="", **arrival(device))
    Event.objects.record("device.found", device, by=by)
    return device


# --- Undo operations for mistakes made just before, each with its own event. ---

# Events of a device on the bench that do not count as work.
PASSIVE_EVENTS = [
    "device.changed",
    "device.changed_back",
    "device.moved",
    "device.moved_back",
    "device.seen",
    "device.unseen",
    "device.numbered",
    "device.unnumbered",
    "device.came_with",
    "device.label_reprinted",
]


@operation("inventory.move_device", locks=True)
def move_back(device: Device, *, by: User, place: Place, former: Place | None) -> Device:
    """Undo the move to `place`: the device returns to `former`, or to no shelf if it is None."""
    if device.place_id != place.pk:
        raise Refused(_("%(device)s has been moved since then.") % {"device": device})
    check_lies_here(device)
    device.place = former
    device.save(update_fields=["place"])
    back = former.code if former else "—"
    Event.objects.record("device.moved_back", device, by=by, former=place.code, to=back)
    return device


@undoes("device.moved", ignoring=["device.seen"])
@operation("inventory.move_device", locks=True)
def undo_move(device: Device, *, by: User, event: Event) -> Device:
    """Undo `move_to_place`."""
    places = Place.objects.filter(site=device.site_id)
    former = places.filter(pk=event.data.get("from")).first()
    return move_back(device, by=by, place=places.get(pk=event.data["place"]), former=former)


def _return_to_status_before(device: Device, by: User, event: Event) -> Device:
    before = {"place": event.data["place"]} if "place" in event.data else {}
    device.revert_to(event.data["was"], **before)
    Event.objects.record("device.status_back", device, by=by)
    return device


@undoes("device.quarantined")
@operation("inventory.quarantine_device", locks=True)
def undo_quarantine(device: Device, *, by: User, event: Event) -> Device:
    return _return_to_status_before(device, by, event)


@undoes("device.lost")
@undoes("device.stolen")
@operation("inventory.declare_loss", locks=True)
def undo_loss(device: Device, *, by: User, event: Event) -> Device:
    """Undo `declare_lost`; the device never left, so this is not a new arrival."""
    if "was" not in event.data:  # it was lost on loan or in a transfer, which its loss ended
        raise Refused(_("%(device)s was not in stock: mark it as found.") % {"device": device})
    return _return_to_status_before(device, by, event)


@operation("inventory.receive_device", locks=True)
def undo_presence(device: Device, *, by: User, seen_at: datetime | None) -> Device:
    """Undo `confirm_presence` by restoring the former `seen_at`."""
    device.seen_at = seen_at
    device.save(update_fields=["seen_at"])
    Event.objects.record("device.unseen", device, by=by)
    return device


def _is_at_bench(device: Device) -> bool:
    """Whether the device is at the bench, or on no shelf."""
    return device.place is None or device.place.purpose == Purpose.BENCH


@undoes("device.refurbishing", ignoring=PASSIVE_EVENTS)
@operation("inventory.refurbish_device", locks=True)
def undo_refurbish(device: Device, *, by: User, event: Event | None = None) -> Device:
    """Undo `refurbish`; raise `Refused` if the device was worked on."""
    last = Event.objects.about(device).exclude(kind__in=PASSIVE_EVENTS).first()
    is_untouched = last is not None and last.kind == "device.refurbishing"
    if device.status != DeviceStatus.REFURBISHING or not is_untouched:
        raise Refused(
            _("%(device)s has been worked on since then: it stays as it is.") % {"device": device}
        )
    was = DeviceStatus(last.data.get("was", DeviceStatus.RECEIVED))
    place = last.data.get("place") if _is_at_bench(device) else device.place_id
    device.transition_to(was, bench_by=last.data.get("had"), place=place)
    Event.objects.record("device.off_bench", device, by=by)
    return device

"""Intake of devices, many at once or by hand, and its undo."""

from collections.abc import Iterable, Iterator

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue.models import AccessoryKind, Category
from catalogue.names import kind_named
from core.models import Event, Photo
from core.models.bulk_insert import bulk_insert, bulk_save
from core.workflow.event_messages import Sentence
from core.workflow.lifecycle import NeedsConfirmation, Refused
from core.workflow.operations import operation
from core.workflow.undo import undoes
from donations.binding import binding_of, check_values_may_change
from donations.lifecycle import DonationStatus
from donations.models import Donation, DonationLine
from donations.operations.lots import receive as receive_donation
from donations.operations.lots import undo_receive
from inventory.accessories.operations import save_came_with
from inventory.devices.identifiers import SERIAL_MAX, clean_code, clean_imei, clean_serial
from inventory.devices.lifecycle.devices import DeviceStatus, TagStatus
from inventory.devices.operations import (
    MAY_CONFIRM_SERIAL,
    PASSIVE_EVENTS,
    check_category,
    check_lies_here,
)
from inventory.devices.tags import check_free, lock_tags, next_tags, put_tags
from inventory.intake.validation import (
    BATCH_SIZE,
    OTHER_MODEL,
    DeviceDraft,
    build,
    name_former_lives,
    problems_of,
    value_problems,
)
from inventory.models import Device, Medium, Place, Specification, Tag
from people.models import User


@operation("inventory.receive_device", locks=True)
def confirm_presence(device: Device, *, by: User) -> Device:
    check_lies_here(device)
    device.seen_at = timezone.now()
    device.save(update_fields=["seen_at"])
    Event.objects.record("device.seen", device, by=by)
    return device


@operation("inventory.receive_device", locks=True)
def note_number(device: Device, *, by: User, number: str) -> str:
    """Set the serial number or IMEI of a device that has just arrived.

    Return the name of the field. Existing numbers do not change.
    """
    device.check_status(
        {DeviceStatus.RECEIVED},
        _("%(device)s is “%(status)s”: correct its numbers on its page."),
    )
    name, value = _number(device, number)
    if value is None or len(value) > SERIAL_MAX:
        raise Refused(_("%(number)s is not a serial number.") % {"number": number})
    if getattr(device, name):
        raise Refused(
            _("%(device)s already has a serial number: %(serial)s.")
            % {"device": device, "serial": getattr(device, name)}
        )
    setattr(device, name, value)
    device.save(update_fields=[name])
    Event.objects.record("device.numbered", device, by=by, number=value)
    return name


def _number(device: Device, text: str) -> tuple[str, str | None]:
    """Return (field name, value) for the identifier of this device that the text fits."""
    if device.category.has_imei:
        try:
            imei = clean_imei(text)
        except ValueError:
            imei = None
        if imei:
            return ("imei2" if device.imei else "imei"), imei
    return "serial", clean_serial(text)


@operation("inventory.receive_device", locks=True)
def forget_number(device: Device, *, by: User, name: str, number: str) -> Device:
    """Undo `note_number` by clearing this number of the device."""
    if device.status != DeviceStatus.RECEIVED or getattr(device, name) != number:
        raise Refused(_("%(device)s has changed since then.") % {"device": device})
    setattr(device, name, None)
    device.serial_shared_by = None if name == "serial" else device.serial_shared_by
    device.save(update_fields=[name, "serial_shared_by"])
    Event.objects.record("device.unnumbered", device, by=by, number=number)
    return device


# --- Intake: create devices of a lot from drafts, with tags, media and events. ---


class RowsRefused(Refused):
    """Error for refused rows; `problems` maps the index of each row to its sentences."""

    def __init__(
        self, problems: dict[int, list[Sentence]], labels: list[int | str] | None = None
    ) -> None:
        self.problems = problems
        sentences = []
        for index, why in sorted(problems.items()):
            row = labels[index] if labels else index + 1
            sentences.append(
                _("Row %(row)s: %(why)s") % {"row": row, "why": " ".join(map(str, why))}
            )
        super().__init__(sentences)

    def of(self, labels: list[int | str]) -> "RowsRefused":
        """Return a copy of the error with these labels for its rows."""
        return RowsRefused(self.problems, labels)


@operation("inventory.receive_device")
def receive_devices(facts: list[DeviceDraft], *, by: User, donation: Donation) -> list[Device]:
    """Create tagged devices of `donation` from drafts, in order; devices with data need erasure.

    A device takes the free tag in its draft, or the next number. An expected lot becomes received.
    Raises `RowsRefused`, with the errors of each row, and creates nothing if a row is refused.
    """
    donation.lock()
    if donation.is_expected:
        receive_donation(donation, by=by)
    donation.check_status(
        {DonationStatus.RECEIVED},
        _("%(donation)s is “%(status)s”: it can no longer receive devices."),
    )
    preprinted = lock_tags(fact.numbers.tag for fact in facts)
    problems = problems_of(facts) or value_problems(donation, dict(enumerate(facts)))
    if problems:
        raise RowsRefused(problems)
    devices = [build(fact, donation) for fact in facts]
    numbered = [device for device in devices if not device.asset_tag]
    for device, tag in zip(numbered, next_tags(len(numbered)), strict=True):
        device.asset_tag = tag
    name_former_lives(devices)
    bulk_save(devices)
    put_tags({d.asset_tag: d for d in devices if d.asset_tag in preprinted})
    codes = ({"code": device.asset_tag, "device_id": device.pk} for device in numbered)
    bulk_insert(Tag, codes, status=TagStatus.CURRENT)
    bulk_insert(Medium, ({"device_id": device.pk} for device in devices if device.needs_erasure))
    save_specifications(devices, facts)
    Event.objects.record_many(
        "device.received", [(d, {"donation": donation.pk}) for d in devices], by=by
    )
    save_came_with(devices, [fact.came_with for fact in facts], by=by)
    if devices:
        Event.objects.record("donation.devices_received", donation, by=by, count=len(devices))
    return devices


def save_specifications(devices: list[Device], facts: list[DeviceDraft]) -> None:
    """Save the specifications in the drafts of new devices."""
    pairs = zip(devices, facts, strict=True)
    specified = [(device, fact.specs) for device, fact in pairs if fact.specs]
    names = {name for _device, specs in specified for name in specs}
    nothing = {name: Specification._meta.get_field(name).get_default() for name in names}
    bulk_insert(Specification, ({**nothing, **specs, "device_id": d.pk} for d, specs in specified))


@operation("inventory.withdraw_device")
def withdraw(devices: list[Device], *, by: User) -> list[Device]:
    """Withdraw devices entered in error; raise `Refused` if anything has happened to them."""
    return _withdraw(devices, by)


def entered_today(device: Device, user: User) -> bool:
    """Whether `user` entered this device today, and may therefore withdraw it."""
    arrivals = Event.objects.about(device).filter(kind="device.received")
    return arrivals.filter(by=user, on=timezone.localdate()).exists()


@operation("inventory.receive_device")
def withdraw_own(device: Device, *, by: User) -> Device:
    """Withdraw a device that the user entered; raise `Refused` if anything has happened to it."""
    arrival = Event.objects.about(device).filter(kind="device.received").first()
    if arrival is None or arrival.by_id != by.pk:
        raise Refused(_("%(device)s was entered by someone else.") % {"device": device})
    return _withdraw([device], by)[0]


@undoes(
    "donation.devices_received",
    back=lambda lot: reverse("donation_enter", args=[lot.pk]),
)
@operation("inventory.receive_device", locks=True)
def undo_entry(donation: Donation, *, by: User, event: Event) -> list[Device]:
    """Undo `receive_devices`; if it marked the lot as received, the lot is expected again."""
    together = Event.objects.filter(on=event.on, by=by, request_id=event.request_id)
    entered = together.filter(kind="device.received").values("subject_id")
    devices = Device.objects.filter(donation=donation, pk__in=entered)
    devices = _withdraw(list(devices), by) if event.request_id else []
    if len(devices) != event.data["count"]:
        raise Refused(_("%(donation)s has changed since then.") % {"donation": donation})
    Event.objects.record("donation.entry_undone", donation, by=by, count=len(devices))
    receipt = together.about(donation).filter(kind="donation.received").first()
    if receipt:
        undo_receive(donation, by=by, event=receipt)
    return devices


def _withdraw(devices: list[Device], by: User) -> list[Device]:
    rows = Device.objects.filter(pk__in=[d.pk for d in devices])
    devices = rows.lock()
    check_withdrawable(devices)
    rows.transition_to(DeviceStatus.WITHDRAWN)
    Event.objects.record_many("device.withdrawn", [(d, {}) for d in devices], by=by)
    return devices


def check_withdrawable(devices: list[Device]) -> None:
    """Raise `Refused` if one of these devices cannot be withdrawn."""
    _check_untouched(devices)
    valued = {device.donation_id for device in devices if device.declared_value is not None}
    check_values_may_change(Donation.objects.filter(pk__in=valued))


# Events that do not prevent withdrawing a device.
HARMLESS = [
    "device.received",
    "device.taken_over",
    "device.value_declared",
    "device.value_withdrawn",
    *PASSIVE_EVENTS,
]


PUT_BACK = {"device.changed_back", "device.specified_back"}


def standing_events(events: QuerySet) -> Iterator[Event]:
    """Filter out the changes of an update that was undone, and the undo itself."""
    events = list(events)
    undone = {(e.subject_id, e.data["import"]) for e in events if e.kind in PUT_BACK}
    return (e for e in events if (e.subject_id, e.data.get("import")) not in undone)


def _check_untouched(devices: list[Device]) -> None:
    """Raise `Refused` for a device that was worked on, lent or given."""
    for start in range(0, len(devices), BATCH_SIZE):
        some = {device.pk: device for device in devices[start : start + BATCH_SIZE]}
        events = Event.objects.about(*some.values()).exclude(kind__in=HARMLESS)
        if event := next(standing_events(events), None):
            raise Refused(
                _("%(device)s has been worked on since it arrived: it can no longer be withdrawn.")
                % {"device": some[event.subject_id]}
            )


# --- An unannounced lot that turns out to be an announced lot. ---


@operation("donations.change_donation")
def merge_into_announced(donation: Donation, *, by: User, announced: Donation) -> Donation:
    """Move the devices of an unannounced lot to the announced lot, and cancel the former.

    Raises `Refused` once papers or certificates name the unannounced lot.
    """
    Donation.objects.filter(pk__in=[donation.pk, announced.pk]).lock()
    donation.refresh_from_db()
    announced.refresh_from_db()
    _check_mergeable(donation, announced)
    moved = Device.objects.filter(donation=donation).update(donation=announced)
    _merge_counts(donation, announced)
    Photo.objects.of(donation).select_related(None).update(subject_id=announced.pk)
    boxes = announced.boxes or donation.boxes
    announced.transition_to(DonationStatus.RECEIVED, received_on=donation.received_on, boxes=boxes)
    donation.transition_to(DonationStatus.CANCELLED, is_to_complete=False)
    Event.objects.record("donation.merged_into", donation, by=by, lot=str(announced))
    Event.objects.record("donation.merged_from", announced, by=by, lot=str(donation), count=moved)
    return announced


def _check_mergeable(donation: Donation, announced: Donation) -> None:
    if not donation.is_to_complete or donation.status != DonationStatus.RECEIVED:
        raise Refused(_("%(donation)s has changed since then.") % {"donation": donation})
    if not announced.is_expected or announced.site_id != donation.site_id:
        raise Refused(
            _("%(donation)s is no longer expected at this site.") % {"donation": announced}
        )
    if binding_of([donation]) or donation.papers.exists() or donation.certificates.exists():
        raise Refused(
            _("%(donation)s already has documents: correct its details instead.")
            % {"donation": donation}
        )


def _merge_counts(donation: Donation, announced: Donation) -> None:
    """Add the counted quantities of an unannounced lot to those of the announced lot."""
    lines = {line.category_id: line for line in announced.lines.all()}
    for counted in donation.lines.exclude(counted=None):
        line = lines.get(counted.category_id)
        line = line or DonationLine(donation=announced, category_id=counted.category_id)
        line.counted = (line.counted or 0) + counted.counted
        line.save()


# --- Manual intake: one device, or a quantity of one model. ---


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
    came_with: Iterable[AccessoryKind] = (),
) -> list[Device]:
    """Enter `quantity` devices of one model; the first devices get `serials`, in order.

    An unknown brand or model is created. Raises `RowsRefused` as `receive_devices` does.
    """
    maker, kind = kind_named(brand, model, by=by)
    check_category(kind, category)
    numbers = [*(serials or []), *[""] * quantity][:quantity]
    facts = [
        DeviceDraft(
            category=category,
            brand=maker,
            model=kind,
            serial=serial,
            place=place,
            came_with=[accessory.code for accessory in came_with],
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
    came_with: Iterable[AccessoryKind] = (),
    override: bool = False,
) -> Device:
    """Enter one device, with the free tag that is stuck on it, if any.

    If a device of another model has this serial number, raises `NeedsConfirmation` for a
    coordinator (`override` confirms), and `Refused` for other users.
    """
    if tag:
        check_free(clean_code(tag), by=by)
    maker, kind = kind_named(brand, model, by=by)
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
        is_in_hand=bool(tag),
        came_with=[accessory.code for accessory in came_with],
        serial_shared_by=by if override and may_confirm else None,
    )
    try:
        return receive_devices([fact], by=by, donation=donation)[0]
    except RowsRefused as refusal:
        problems = refusal.problems[0]
        asks = may_confirm and all(sentence.source == OTHER_MODEL for sentence in problems)
        kind = NeedsConfirmation if asks else Refused
        raise kind([str(sentence) for sentence in problems]) from refusal

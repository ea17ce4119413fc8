"""Legacy import: devices of an earlier system, with their holders and dates."""

from collections import Counter, defaultdict
from datetime import date, datetime, time

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from core.dates import midnight
from core.models import Event
from core.models.bulk_insert import bulk_insert, bulk_save
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation
from donations.lifecycle import DonationStatus
from donations.models import Donation
from donations.operations.lots import promise
from inventory.devices.lifecycle.devices import DeviceStatus, ErasureResult, TagStatus
from inventory.devices.lifecycle.erasure import usual_standard
from inventory.devices.tags import next_tags
from inventory.intake.operations.intake import RowsRefused, save_specifications
from inventory.intake.validation import declared
from inventory.models import Device, Erasure, Medium, Tag
from loans.base.lifecycle.loans import Audience, ItemStatus, LoanKind, LoanStatus
from loans.base.operations import next_numbers
from loans.models import Loan, LoanItem
from modules.legacy_import.holders import one
from modules.legacy_import.lines import CHUNK, IN_USE, Line, code_of, faults_of
from modules.legacy_import.operations.records import (
    enter_donors,
    enter_organisations,
    enter_places,
    places_taken_back,
    readmit,
)
from people.models import Organisation, Recipient, Site, User


@operation("legacy_import.take_over")
def take_over(
    lines: list[Line], *, by: User, site: Site, is_attested: bool = False
) -> list[Device]:
    """Create devices of an earlier register in their current state, with past dates.

    Items that left together (same holder, days and agreement) form one loan or gift, active
    without an agreement of ours, or closed if all of it came back. Returns the device of each
    line; lines of its earlier loans have the same device. With `is_attested`, `by` attests past
    erasures; otherwise, devices in use that store data are refused. All or nothing: raises
    `RowsRefused` with the errors by line. Devices are created in the order of the lines.
    """
    Recipient.objects.filter(pk__in=[line.person.pk for line in lines if line.person]).hold()
    Organisation.objects.filter(pk__in={o.pk for o in _organisations(lines) if o.pk}).lock()
    unsaved = [line.unsaved(site) for line in lines]
    faults = faults_of(lines, unsaved)
    if faults:
        raise RowsRefused(faults)
    of_line = dict(zip(lines, unsaved, strict=True))
    mains = [line for line in lines if line.of is None]
    devices = [of_line[line] for line in mains]
    if not is_attested and any(line.must_be_attested for line in mains):
        raise Refused(
            _(
                "Confirm that the devices in use were erased: otherwise, no device can be "
                "handed over."
            )
        )
    now = timezone.now()
    enter_holders(lines, by)
    _enter_places(devices, by)
    _enter_lots(mains, devices, site, by)
    _enter_devices(mains, devices, now)
    if is_attested:
        _attest(mains, devices, now, by)
    _put_on_the_shelf(mains, devices)
    of_line = {line: of_line[line.of or line] for line in lines}
    items = enter_loans(of_line, site, now, by)
    send_out(mains, devices)
    _record_events(of_line, items, by)
    return list(of_line.values())


def _organisations(lines: list[Line]) -> list[Organisation]:
    """The organisations of these lines, without duplicates, in order."""
    return list(
        {one(line.organisation): line.organisation for line in lines if line.has_loan}.values()
    )


def enter_holders(lines: list[Line], by: User) -> None:
    """Create the organisations and people that do not exist yet."""
    organisations = _organisations(lines)
    readmit(organisations, by)
    enter_organisations([o for o in organisations if o.pk is None], by=by)
    named = [line for line in lines if line.person and not line.is_nameless]
    people = {one(line.person): line.person for line in named}.values()
    new = [person for person in people if person.pk is None]
    Recipient.objects.bulk_create(new, batch_size=CHUNK)
    Event.objects.record_many("recipient.taken_over", [(p, {}) for p in new], by=by)


def _enter_places(devices: list[Device], by: User) -> None:
    """Create the places that do not exist yet; reactivate undone places."""
    places = {id(device.place): device.place for device in devices if device.place}
    back = set(places_taken_back().values_list("pk", flat=True))
    new = [place for place in places.values() if place.pk is None or place.pk in back]
    enter_places(list({place.pk or id(place): place for place in new}.values()), by=by)
    for device in devices:
        device.place = device.place  # its id, now that it is saved


def _enter_lots(lines: list[Line], devices: list[Device], site: Site, by: User) -> None:
    """Create a received lot for each donor named in the register, and put its devices in it."""
    by_donor = defaultdict(list)
    for line, device in zip(lines, devices, strict=True):
        if line.donor:
            by_donor[one(line.donor)].append((line, device))
    for some in by_donor.values():
        donor = some[0][0].donor
        if donor.pk is None:
            enter_donors([donor], by=by)
        days = [line.arrived_on for line, _device in some if line.arrived_on]
        lot = promise(Donation(donor=donor, site=site), by=by)
        received_on = min(days, default=timezone.localdate())
        lot.transition_to(DonationStatus.RECEIVED, received_on=received_on)
        Event.objects.record("donation.received", lot, by=by)
        for line, device in some:
            device.donation = lot
            _declare(device, line, lot)


def _declare(device: Device, line: Line, lot: Donation) -> None:
    """Set the net book value of the register as the donor's, on the day of the lot."""
    for name, value in declared(line.device, lot).items():
        setattr(device, name, lot.received_on if name == "declared_on" else value)


def _enter_devices(lines: list[Line], devices: list[Device], now: datetime) -> None:
    """Create the devices with their new and earlier tags, and a medium for their data."""
    for line, device, tag in zip(lines, devices, next_tags(len(devices)), strict=True):
        device.asset_tag = tag
        device.taken_over_at = now
        device.received_at = midnight(line.arrived_on or timezone.localdate(now))
        device.status_since = device.received_at
    bulk_save(devices)
    save_specifications(devices, [line.device for line in lines])
    own = ({"code": device.asset_tag, "device_id": device.pk} for device in devices)
    bulk_insert(Tag, own, status=TagStatus.CURRENT)
    earlier = [
        Tag(code=code_of(line.code), status=TagStatus.FOREIGN, device=device)
        for line, device in zip(lines, devices, strict=True)
        if line.code
    ]
    # A code of a withdrawn device, from an undone register, now belongs to this device.
    Tag.objects.bulk_create(
        earlier,
        batch_size=CHUNK,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["device"],
    )
    bulk_insert(Medium, ({"device_id": device.pk} for device in devices if device.needs_erasure))


def _attest(lines: list[Line], devices: list[Device], now: datetime, by: User) -> None:
    """Record the attestation by `by` of the erasures of devices in use."""
    days = {
        device.pk: line
        for line, device in zip(lines, devices, strict=True)
        if line.must_be_attested or (line.clean_since and line.holds_data)
    }
    media = Medium.objects.filter(device__in=days).select_related("device")
    erasures = [_attested(medium, days[medium.device_id], now, by) for medium in media]
    Erasure.objects.bulk_create(erasures, batch_size=CHUNK)
    Device.objects.filter(pk__in=days).update(needs_erasure=False)
    event_rows = [
        (device, {"on": _day(days[device.pk], now).isoformat()})
        for device in devices
        if device.pk in days
    ]
    Event.objects.record_many("device.attested", event_rows, by=by)


def _attested(medium: Medium, line: Line, now: datetime, by: User) -> Erasure:
    moment = _midday_of(_day(line, now), now)
    return Erasure(
        medium=medium,
        is_attested=True,
        result=ErasureResult.PASSED,
        standard=usual_standard(line.erasure_method),
        method=line.erasure_method,
        tool=line.erased_with,
        device_received_at=medium.device.received_at,
        started_at=moment,
        ended_at=moment,
        operator=by,
    )


def _day(line: Line, now: datetime) -> date:
    """The day of erasure: from the register, otherwise the day the device left, otherwise today."""
    left_on = line.starts_on if line.is_out else None
    return line.clean_since or left_on or timezone.localdate(now)


def _midday_of(day: date, now: datetime) -> datetime:
    """Noon of a day: the time used where the list has only a date."""
    return min(timezone.make_aware(datetime.combine(day, time(12))), now)


def _put_on_the_shelf(lines: list[Line], devices: list[Device]) -> None:
    """Mark the erased devices in use as ready, so that they can be handed over.

    They are ready since their erasure in the list, otherwise since they came in.
    """
    last = Erasure.objects.filter(medium__device=OuterRef("pk")).order_by("-pk")
    since = Coalesce(Subquery(last.values("ended_at")[:1]), "received_at")
    ready = _those(lines, devices, IN_USE)
    dated = [device.pk for line, device in zip(lines, devices, strict=True) if line.clean_since]
    ready.filter(pk__in=dated).transition_to(DeviceStatus.READY, status_since=since)
    ready.exclude(pk__in=dated).transition_to(DeviceStatus.READY, status_since=F("received_at"))


def _those(lines: list[Line], devices: list[Device], statuses: set[DeviceStatus]) -> QuerySet:
    """The devices whose line has one of these statuses."""
    return Device.objects.filter(
        pk__in=[
            device.pk
            for line, device in zip(lines, devices, strict=True)
            if line.status in statuses
        ]
    )


def enter_loans(
    of_line: dict[Line, Device], site: Site, now: datetime, by: User
) -> dict[Line, LoanItem]:
    """Create the loans and gifts with their items, including ended ones; return {line: item}."""
    together = {}
    for line, device in of_line.items():
        if line.has_loan:
            together.setdefault(outing_of(line), []).append((line, device))
    numbers = next_numbers("loan", "P", len(together))
    loans = [
        _loan(number, [line for line, _device in outing], site, now, by)
        for number, outing in zip(numbers, together.values(), strict=True)
    ]
    Loan.objects.bulk_create(loans, batch_size=CHUNK)
    items, accessories = {}, []
    for loan, outing in zip(loans, together.values(), strict=True):
        items |= {line: _item(loan, line, now, device=device) for line, device in outing}
        accessories += _accessories(loan, [line for line, _device in outing], now)
    LoanItem.objects.bulk_create([*items.values(), *accessories], batch_size=CHUNK)
    return items


def send_out(lines: list[Line], devices: list[Device]) -> None:
    """Move the lent or given devices off the shelf."""
    opened = LoanItem.objects.filter(device=OuterRef("pk"), status=ItemStatus.OPEN)
    since = Subquery(opened.values("opened_at")[:1])
    for status in (DeviceStatus.ON_LOAN, DeviceStatus.GIVEN):
        _those(lines, devices, {status}).transition_to(status, status_since=since)


def outing_of(line: Line) -> tuple:
    """The grouping key of a loan: equal for all items that left together."""
    days = (line.starts_on, line.due_on)
    return one(line.organisation), one(line.person), line.is_gift, *days, line.agreement


def _loan(number: str, lines: list[Line], site: Site, now: datetime, by: User) -> Loan:
    line, is_over = lines[0], all(line.is_ended for line in lines)
    since = max(line.returned_on for line in lines) if is_over else line.starts_on
    return Loan(
        number=number,
        status=LoanStatus.CLOSED if is_over else LoanStatus.ACTIVE,
        status_since=_midday_of(since, now),
        kind=LoanKind.GIFT if line.is_gift else LoanKind.LOAN,
        audience=Audience(line.person.kind) if line.person else Audience.STRUCTURE,
        organisation=line.organisation,
        recipient=None if line.is_nameless else line.person,
        site=site,
        starts_on=line.starts_on,
        due_on=line.due_on,
        taken_over_at=now,
        former_agreement=code_of(line.agreement),
        created_by=by,
    )


def _item(loan: Loan, line: Line, now: datetime, **what: object) -> LoanItem:
    """An unsaved item that left with the device of `line`, returned if the line has ended."""
    left = _midday_of(line.starts_on, now)
    back = _midday_of(line.returned_on, now) if line.is_ended else None
    return LoanItem(
        loan=loan,
        status=ItemStatus.RETURNED if back else ItemStatus.OPEN,
        status_since=back or left,
        opened_at=left,
        ended_at=back,
        **what,
    )


def _accessories(loan: Loan, lines: list[Line], now: datetime) -> list[LoanItem]:
    """Unsaved accessory items of a loan, one for each kind and return day, None if still out."""
    counts = Counter()
    for line in lines:
        counts.update({(kind, line.returned_on): n for kind, n in line.accessories.items()})
    by_day = {line.returned_on: line for line in lines}
    return [
        _item(loan, by_day[day], now, accessory=kind, quantity=n, quantity_back=n if day else 0)
        for (kind, day), n in counts.items()
    ]


def _record_events(of_line: dict[Line, Device], items: dict[Line, LoanItem], by: User) -> None:
    """Record the takeover on each device and loan; ids, numbers and days only."""
    at_home = [(device, {}) for line, device in of_line.items() if not (line.of or line.is_out)]
    Event.objects.record_many("device.taken_over", at_home, by=by)
    valued = [
        (d, {}) for line, d in of_line.items() if not line.of and d.declared_value is not None
    ]
    Event.objects.record_many("device.value_declared", valued, by=by)
    record_loans(of_line, items, by)


def record_loans(of_line: dict[Line, Device], items: dict[Line, LoanItem], by: User) -> None:
    """Record on each device and loan that it was lent, given or returned."""
    stories = defaultdict(list)
    for line, device in of_line.items():
        if line in items:
            data = {"loan": items[line].loan.number, "on": line.starts_on.isoformat()}
            back = {"until": line.returned_on.isoformat()} if line.is_ended else {}
            how = "returned" if back else "given" if line.is_gift else "lent"
            stories[f"device.taken_over_{how}"].append((device, data | back))
    for kind, event_rows in stories.items():
        Event.objects.record_many(kind, event_rows, by=by)
    entered = {item.loan.pk: item.loan for item in items.values()}.values()
    event_rows = [(loan, {"on": loan.starts_on.isoformat()}) for loan in entered]
    Event.objects.record_many("loan.taken_over", event_rows, by=by)

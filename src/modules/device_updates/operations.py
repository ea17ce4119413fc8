"""Write and undo an update import: one change and one event per device."""

from collections import defaultdict

from django.utils.translation import gettext as _

from core.models import Event
from core.workflow.lifecycle import Refused
from inventory.devices.lifecycle.devices import NumberReason
from inventory.devices.operations import numbers_of, record_renumbering
from inventory.imports.device_export import (
    MADE_OF,
    for_export,
    specification_of,
)
from inventory.imports.donor_list import change_models
from inventory.imports.resources import create_missing_brands
from inventory.intake.operations.intake import standing_events
from inventory.models import Device, ImportBatch, ImportRow, Medium, Specification
from modules.device_updates.fields import compared_text
from people.models import User

BATCH_SIZE = 500
# events that do not prevent the undo of an update
HARMLESS = ["device.moved"]


def write_update(batch: ImportBatch, rows: list[ImportRow], *, by: User) -> list[list[Device]]:
    """Change the devices of these rows as checked; return the devices of each row."""
    outcomes = [row.outcome for row in rows]
    locked = _lock([outcome.device for outcome in outcomes])
    before = {pk: numbers_of(device) for pk, device in locked.items()}
    # a device that turns out to store data must be erased, and gets a medium of unknown kind
    bare = set(Device.objects.filter(pk__in=locked, media=None).values_list("pk", flat=True))
    create_missing_brands([outcome.draft for outcome in outcomes])
    change_models(batch, [outcome.draft for outcome in outcomes], by=by)
    changed, noted = defaultdict(list), {}
    for outcome in outcomes:
        changes, after = outcome.diff, outcome.corrected
        ours = locked[outcome.device.pk]
        _check_as_shown(ours, changes)
        after.brand, after.model = outcome.draft.brand, outcome.draft.model
        for name in changes.keys() - MADE_OF.keys():
            setattr(ours, name, getattr(after, name))
        facts = changes.keys() & MADE_OF.keys()
        noted[ours] = {name: getattr(after.specification, name) for name in facts}
        _forget_word(ours, changes)
        ours.needs_erasure |= "category" in changes and ours.pk in bare and after.needs_erasure
        _add(changed, ours, changes, "needs_erasure", "serial_shared_by")
    _save(changed)
    _note(noted)
    devices = [locked[outcome.device.pk] for outcome in outcomes]
    Medium.objects.bulk_create(
        (Medium(device=each) for each in devices if each.needs_erasure and each.pk in bare),
        batch_size=BATCH_SIZE,
    )
    pairs = [(outcome.device, outcome.diff) for outcome in outcomes]
    _record(batch, pairs, by, changed="device.changed", specified="device.specified")
    record_renumbering(
        [(device, before[device.pk]) for device in devices], by=by, reason=NumberReason.LIST
    )
    return [[device] for device in devices]


def undo_update(batch: ImportBatch, rows: list[ImportRow], *, by: User) -> None:
    """Restore the values changed by these rows, unless their devices changed since."""
    locked = _lock([device for row in rows for device in row.devices.all()])
    _check_untouched(batch, locked)
    before = [(device, numbers_of(device)) for device in locked.values()]
    changed, noted, pairs = defaultdict(list), {}, []
    for row in rows:
        for device in row.devices.all():
            ours = locked[device.pk]
            for name in row.changes.keys() - MADE_OF.keys():
                setattr(ours, *_stored(Device, name, row.changes[name]))
            facts = row.changes.keys() & MADE_OF.keys()
            stored = [_stored(Specification, name, row.changes[name]) for name in facts]
            noted[ours] = dict(stored)
            _forget_word(ours, row.changes)
            _add(changed, ours, row.changes, "serial_shared_by")
            pairs.append((ours, row.changes))
    _save(changed)
    _note(noted)
    _record(batch, pairs, by, changed="device.changed_back", specified="device.specified_back")
    record_renumbering(before, by=by, reason=NumberReason.LIST)


def check_undo_update(batch: ImportBatch) -> None:
    """Raise `Refused` if a device that the list changed has changed since."""
    _check_untouched(batch, Device.objects.filter(import_rows__batch=batch).in_bulk())


def _stored(model: type, name: str, change: list) -> tuple[str, object]:
    """Column of a field, and its stored value before a change."""
    field, (_before, _after, value) = model._meta.get_field(name), change
    return field.attname, field.to_python(value) if value else None if field.null else ""


def _add(changed: dict, device: Device, changes: dict, *also: str) -> None:
    """Mark the columns of these changes, and their dependent columns, to be saved."""
    names = changes.keys() - MADE_OF.keys()
    if names:
        changed[(*sorted(names), *also)].append(device)


def _note(noted: dict[Device, dict]) -> None:
    """Save these specifications, {device: {field: value}}; create missing specifications."""
    new, by_names = [], defaultdict(list)
    for device, facts in noted.items():
        row = specification_of(device) or Specification(device=device)
        for name, value in facts.items():
            setattr(row, name, value)
        if facts and row.pk is None:
            new.append(row)
        elif facts:
            by_names[tuple(sorted(facts))].append(row)
    Specification.objects.bulk_create(new, batch_size=BATCH_SIZE)
    for names, some in by_names.items():
        Specification.objects.bulk_update(some, names, batch_size=BATCH_SIZE)


def _record(
    batch: ImportBatch,
    pairs: list[tuple[Device, dict]],
    by: User,
    *,
    changed: str,
    specified: str,
) -> None:
    """Record the changes of a list by these kinds of events: of devices, and of specifications."""
    of_devices, of_specifications = [], []
    for device, changes in pairs:
        facts = sorted(changes.keys() & MADE_OF.keys())
        if facts:
            data = {"import": batch.pk, "count": len(facts), "fields": facts}
            of_specifications.append((device, data))
        if len(facts) < len(changes):
            of_devices.append((device, {"import": batch.pk}))
    Event.objects.record_many(changed, of_devices, by=by)
    Event.objects.record_many(specified, of_specifications, by=by)


def _forget_word(device: Device, changes: dict) -> None:
    """Clear the confirmation of a duplicate serial number when the number changes."""
    if "serial" in changes:
        device.serial_shared_by = None


def _lock(devices: list[Device]) -> dict[int, Device]:
    ids = sorted({device.pk for device in devices})
    Device.objects.filter(pk__in=ids).lock()
    return {device.pk: device for device in for_export(Device.objects.filter(pk__in=ids))}


def _check_as_shown(device: Device, changes: dict) -> None:
    if any(compared_text(device, name) != before for name, (before, *_rest) in changes.items()):
        raise Refused(
            _("%(device)s has changed in the meantime: check its row again.") % {"device": device}
        )


def _check_untouched(batch: ImportBatch, locked: dict[int, Device]) -> None:
    started = Event.objects.about(batch).filter(kind="import.started").first()
    kinds = ["device.changed", "device.specified"]
    ids = list(locked)
    for start in range(0, len(ids), BATCH_SIZE):
        some = [locked[pk] for pk in ids[start : start + BATCH_SIZE]]
        since = Event.objects.about(*some).filter(pk__gt=started.pk)
        # by id: in SQL, an event without this data belongs neither to this list nor to another
        ours = since.filter(kind__in=kinds, data__import=batch.pk).order_by()
        since = since.exclude(pk__in=ours.values("pk")).exclude(kind__in=HARMLESS)
        if event := next(standing_events(since), None):
            raise Refused(
                _("%(device)s has changed since then: this import cannot be undone.")
                % {"device": locked[event.subject_id]}
            )


def _save(changed: dict[tuple[str, ...], list[Device]]) -> None:
    for names, devices in changed.items():
        Device.objects.bulk_update(devices, names, batch_size=BATCH_SIZE)

"""Write and undo an update import: one change and one event per device."""

from collections import defaultdict

from django.db.models import Q
from django.utils.translation import gettext as _

from core.models import Event
from core.workflow.lifecycle import Refused
from inventory.devices.lifecycle.devices import NumberReason
from inventory.devices.operations import numbers_of, record_renumbering
from inventory.imports.device_export import field_text, for_export
from inventory.imports.resources import create_missing_brands
from inventory.models import Device, ImportBatch, ImportRow, Medium
from people.models import User

CHUNK = 500
# What may have happened to a device whose corrections are taken back.
HARMLESS = ["device.moved"]


def write_update(batch: ImportBatch, rows: list[ImportRow], *, by: User) -> list[list[Device]]:
    """Change the devices of these rows as they were checked; the devices of each row."""
    outcomes = [row.outcome for row in rows]
    locked = _lock([outcome.device for outcome in outcomes])
    before = {pk: numbers_of(device) for pk, device in locked.items()}
    # A device that turns out to store data must be erased, and gets a medium of unknown kind.
    bare = set(Device.objects.filter(pk__in=locked, media=None).values_list("pk", flat=True))
    create_missing_brands([outcome.draft for outcome in outcomes])
    changed = defaultdict(list)
    for outcome in outcomes:
        changes, after = outcome.diff, outcome.corrected
        ours = locked[outcome.device.pk]
        _check_as_shown(ours, changes)
        after.brand, after.model = outcome.draft.brand, outcome.draft.model
        for name in changes:
            setattr(ours, name, getattr(after, name))
        _forget_word(ours, changes)
        ours.needs_erasure |= "category" in changes and ours.pk in bare and after.needs_erasure
        changed[(*sorted(changes), "needs_erasure", "serial_shared_by")].append(ours)
    _save(changed)
    devices = [locked[outcome.device.pk] for outcome in outcomes]
    Medium.objects.bulk_create(
        (Medium(device=each) for each in devices if each.needs_erasure and each.pk in bare),
        batch_size=CHUNK,
    )
    Event.objects.record_many(
        "device.changed", [(device, {"import": batch.pk}) for device in devices], by=by
    )
    record_renumbering(
        [(device, before[device.pk]) for device in devices], by=by, reason=NumberReason.LIST
    )
    return [[device] for device in devices]


def undo_update(batch: ImportBatch, rows: list[ImportRow], *, by: User) -> None:
    """Restore the values changed by these rows, unless their devices changed since."""
    locked = _lock([device for row in rows for device in row.devices.all()])
    _check_untouched(batch, locked)
    before = [(device, numbers_of(device)) for device in locked.values()]
    changed = defaultdict(list)
    for row in rows:
        for device in row.devices.all():
            ours = locked[device.pk]
            for name, (_before, _after, value) in row.changes.items():
                field = Device._meta.get_field(name)
                empty = None if field.null else ""
                setattr(ours, field.attname, field.to_python(value) if value else empty)
            _forget_word(ours, row.changes)
            changed[(*sorted(row.changes), "serial_shared_by")].append(ours)
    _save(changed)
    Event.objects.record_many(
        "device.changed", [(device, {"import": batch.pk}) for device in locked.values()], by=by
    )
    record_renumbering(before, by=by, reason=NumberReason.LIST)


def check_undo_update(batch: ImportBatch) -> None:
    """Raise `Refused` if something has happened since to a device that the list changed."""
    _check_untouched(batch, Device.objects.filter(import_rows__batch=batch).in_bulk())


def _forget_word(device: Device, changes: dict) -> None:
    """A confirmed duplicate serial number is unconfirmed when the number changes."""
    if "serial" in changes:
        device.serial_shared_by = None


def _lock(devices: list[Device]) -> dict[int, Device]:
    ids = sorted({device.pk for device in devices})
    Device.objects.filter(pk__in=ids).lock()
    return {device.pk: device for device in for_export(Device.objects.filter(pk__in=ids))}


def _check_as_shown(device: Device, changes: dict) -> None:
    if any(field_text(device, name) != before for name, (before, *_rest) in changes.items()):
        raise Refused(
            _("%(device)s has changed meanwhile: look at its row again.") % {"device": device}
        )


def _check_untouched(batch: ImportBatch, locked: dict[int, Device]) -> None:
    started = Event.objects.about(batch).filter(kind="import.started").first()
    ours = Q(kind="device.changed", data__import=batch.pk)
    ids = list(locked)
    for start in range(0, len(ids), CHUNK):
        some = [locked[pk] for pk in ids[start : start + CHUNK]]
        since = Event.objects.about(*some).filter(pk__gt=started.pk).exclude(ours)
        event = since.exclude(kind__in=HARMLESS).first()
        if event:
            raise Refused(
                _("Something has happened to %(device)s since: what was changed stays.")
                % {"device": locked[event.subject_id]}
            )


def _save(changed: dict[tuple[str, ...], list[Device]]) -> None:
    for names, devices in changed.items():
        Device.objects.bulk_update(devices, names, batch_size=CHUNK)

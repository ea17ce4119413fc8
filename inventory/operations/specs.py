"""Specifications of one device, or of many alike at once."""

from collections.abc import Collection
from decimal import Decimal

from django.utils.translation import gettext as _

from core.lives import Refused
from core.models import Event
from core.operations import operation
from inventory.lifecycle import DeviceStatus
from inventory.models import Device, Specification
from people.models import User

Fact = str | int | Decimal | bool | None
FACTS = [
    field.name
    for field in Specification._meta.concrete_fields
    if field.editable and not field.primary_key
]


@operation("inventory.change_device")
def specify(
    devices: Device | Collection[Device],
    *,
    by: User,
    clears: Collection[str] = (),
    **facts: Fact,
) -> list[Specification]:
    """Note `facts` of one device or of many alike, by the names of `Specification`'s fields.

    None and "" leave what stands there; the fields named by `clears` become unknown. Refused for
    what was entered in error, or when one of the facts cannot be. Returns their specifications.
    """
    ids = {device.pk for device in ([devices] if isinstance(devices, Device) else devices)}
    locked = Device.objects.filter(pk__in=ids).lock()
    for device in locked:
        if device.status == DeviceStatus.WITHDRAWN:
            raise Refused(_("%(device)s was entered in error.") % {"device": device})
    cleaned = _clean({name: fact for name, fact in facts.items() if fact not in (None, "")})
    blank = Specification()
    cleaned |= {name: getattr(blank, name) for name in clears if name not in cleaned}
    return _write(locked, cleaned, by)


def _clean(facts: dict) -> dict:
    """These facts as they are stored; raises `ValidationError` for what cannot be."""
    if "coa_number" in facts:
        facts["coa_number"] = "".join(str(facts["coa_number"]).upper().split())
    for name in ("cpu", "os_version"):
        if name in facts:
            facts[name] = " ".join(str(facts[name]).split())
    row = Specification(**facts)
    row.clean_fields(exclude=[f.name for f in row._meta.fields if f.name not in facts])
    return {name: getattr(row, name) for name in facts}


def _write(devices: list[Device], facts: dict, by: User) -> list[Specification]:
    specifications = {
        row.device_id: row for row in Specification.objects.filter(device__in=devices)
    }
    stored = set(specifications)
    specifications |= {d.pk: Specification(device=d) for d in devices if d.pk not in stored}
    changes = {}
    for device in devices:
        row = specifications[device.pk]
        differing = sorted(name for name, value in facts.items() if getattr(row, name) != value)
        for name in differing:
            setattr(row, name, facts[name])
        if differing:
            changes[device] = {"count": len(differing), "fields": differing}
    new = [specifications[device.pk] for device in changes if device.pk not in stored]
    Specification.objects.bulk_create(new)
    Specification.objects.filter(device__in=[d.pk for d in changes if d.pk in stored]).update(
        **facts
    )
    Event.objects.record_many("device.specified", changes.items(), by=by)
    return [specifications[device.pk] for device in devices]


def same_coa(specification: Specification) -> list[Device]:
    """The other living devices whose COA number is that of this one: a licence is of one machine.

    It warns and forbids nothing: the number may have been misread on either.
    """
    if not specification.coa_number:
        return []
    others = Device.objects.living().exclude(pk=specification.device_id)
    return list(others.filter(specification__coa_number=specification.coa_number)[:5])

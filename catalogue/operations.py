"""Operations on the catalogue."""

from django.db import models

from catalogue.models import Brand, DeviceModel, FaultAlias, Kit, KitPart
from catalogue.names import key_of, tidy
from core.models import Event
from core.workflow.operations import operation
from people.models import User


@operation("catalogue.change_reference")
def save_reference(row: models.Model, *, by: User, **related: list) -> models.Model:
    """Write a row of the catalogue, new or corrected, and the rows it is related to by name."""
    kind = "reference.changed" if row.pk else "reference.entered"
    if isinstance(row, (Brand, DeviceModel, FaultAlias)):
        row.name, row.key = tidy(row.name), key_of(row.name)
    row.full_clean()
    row.save()
    for name, rows in related.items():
        getattr(row, name).set(rows)
    Event.objects.record(kind, row, by=by)
    return row


@operation("catalogue.change_kit")
def save_kit(kit: Kit, *, by: User, parts: list[KitPart]) -> Kit:
    """Write a kit, new or changed, with these parts instead of any it had.

    Requests that asked for it keep what it was then.
    """
    kind = "kit.changed" if kit.pk else "kit.entered"
    kit.full_clean()
    kit.save()
    kit.parts.all().delete()
    for part in parts:
        part.kit = kit
        part.full_clean()
    KitPart.objects.bulk_create(parts)
    Event.objects.record(kind, kit, by=by)
    return kit

"""What is done with the catalogue."""

from django.db import models

from catalogue.models import Brand, DeviceModel
from catalogue.names import key_of, tidy
from core.models import Event
from core.operations import operation
from people.models import User


@operation("catalogue.change_reference")
def save_reference(row: models.Model, *, by: User) -> models.Model:
    """Write a row of the catalogue, new or corrected."""
    kind = "reference.changed" if row.pk else "reference.entered"
    if isinstance(row, (Brand, DeviceModel)):
        row.name, row.key = tidy(row.name), key_of(row.name)
    row.full_clean()
    row.save()
    Event.objects.record(kind, row, by=by)
    return row

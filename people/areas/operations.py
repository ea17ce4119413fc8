"""Operations on tables of territories: checked, then applied or dropped."""

from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import Event
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation
from people.areas.communes import place_recipients
from people.areas.csv_tables import Read
from people.base.models.area import key_of
from people.models import Area, AreaTable, User

CHUNK = 2_000


@operation("people.import_area")
def check_table(*, by: User, file: Read, source: str, dated: object) -> AreaTable:
    """Store an uploaded table for preview; nothing else changes."""
    if not file.rows:
        raise Refused(_("No row of this table can be taken in."))
    return AreaTable.objects.create(
        source=source,
        dated=dated,
        pending=file.rows,
        faults=file.faults,
        count=len(file.rows),
        by=by,
    )


@operation("people.import_area")
def apply_table(table: AreaTable, *, by: User) -> AreaTable:
    """Take a table in: its territories are new or renamed, and people are placed by their town."""
    table = AreaTable.objects.select_for_update().get(pk=table.pk)
    if table.applied_at:
        return table
    areas = [
        Area(
            kind=kind,
            code=code,
            name=name,
            key=key_of(name),
            department=department,
            epci=epci,
            table=table,
        )
        for kind, code, name, department, epci in table.pending
    ]
    Area.objects.bulk_create(
        areas,
        batch_size=CHUNK,
        update_conflicts=True,
        unique_fields=["kind", "code"],
        update_fields=["name", "key", "department", "epci", "table"],
    )
    table.pending, table.applied_at = [], timezone.now()
    table.save(update_fields=["pending", "applied_at"])
    Event.objects.record("areatable.applied", table, by=by, count=table.count)
    place_recipients()
    return table


@operation("people.import_area")
def drop_table(table: AreaTable, *, by: User) -> None:
    """Delete a table that was previewed and not imported."""
    if table.applied_at:
        raise Refused(_("A table that was taken in is kept."))
    table.delete()

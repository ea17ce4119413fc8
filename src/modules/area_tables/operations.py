from core.models import Event
from core.workflow.operations import operation
from people.areas.communes import place_recipients
from people.models import Area, AreaTable, User

CHUNK = 2_000


@operation("people.import_area")
def take_in(table: AreaTable, areas: list[Area], *, by: User) -> AreaTable:
    """Import a published table: create or rename its territories, and place people by town."""
    table.by, table.count = by, len(areas)
    table.save()
    for area in areas:
        area.table = table
    Area.objects.bulk_create(
        areas,
        batch_size=CHUNK,
        update_conflicts=True,
        unique_fields=["kind", "code"],
        update_fields=["name", "key", "department", "epci", "table"],
    )
    Event.objects.record("areatable.applied", table, by=by, count=table.count)
    place_recipients()
    return table

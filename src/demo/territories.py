"""Territories, shared views, people to anonymise."""

from datetime import date

from django.db.models.functions import TruncDate

from core.models import SavedView
from demo.words import words
from loans.privacy.operations import announce_erasures
from people.areas.communes import place_recipients
from people.base.lifecycle import AreaKind, RecipientKind
from people.base.models.area import key_of
from people.models import Area, AreaTable, Recipient, User

ONE_FAMILY_IN = 4  # one in four families lives in the priority area of its town


def list_places(world):
    """Create territories with families in their priority areas."""
    table = AreaTable(source=words.area_source, dated=date(world.today.year, 1, 1))
    names = ("kind", "code", "name", "department", "epci")
    rows = [dict(zip(names, area, strict=True)) for area in words.areas]
    table.by, table.count = world.admin, len(rows)
    table.save()
    Area.objects.bulk_create(Area(**row, key=key_of(row["name"]), table=table) for row in rows)
    place_recipients()
    families = Recipient.objects.filter(commune__code="35238", kind=RecipientKind.FAMILY)
    for place, area in enumerate(Area.objects.filter(kind=AreaKind.QPV).order_by("code")):
        some = [pk for pk in families.values_list("pk", flat=True) if pk % ONE_FAMILY_IN == place]
        Recipient.objects.filter(pk__in=some).update(priority_area=area)


def keep(world):
    """Create saved views, and people whose retention ends soon."""
    by = world.coordinator
    for view in words.views:
        SavedView.objects.create(owner=by, is_shared=True, **view)
    Recipient.objects.update(contact_on=TruncDate("created_at"))
    announce_erasures(by=User.objects.system(), today=world.today)

"""Territories, places of help, kept reports, a donor's page, shared views, people to anonymise."""

from datetime import date

from django.db.models.functions import TruncDate

from core.models import SavedView
from demo.words import words
from desk.lifecycle import Period
from desk.models import Report
from desk.models.report import FigureRules
from desk.outcomes.operations import open_outcome
from desk.reports.operations import keep_report, save_figure_rules
from donations.models import Donor
from loans.agreements.operations.texts import import_places
from loans.agreements.places import read_places
from loans.privacy.operations import announce_erasures
from people.areas.csv_tables import Read
from people.areas.operations import apply_table, check_table
from people.base.lifecycle import AreaKind, RecipientKind
from people.models import Area, Recipient, User

SAVED_REPORTS = {"Bilan de l’année": Period.THIS_YEAR, "Mois dernier": Period.LAST_MONTH}
EVERY = 4  # one family of a town in so many lives in its priority area


def list_places(world):
    """Territories with families in their priority areas, and places of help near one's home."""
    file, dated = Read(words.areas, []), date(world.today.year, 1, 1)
    table = check_table(by=world.admin, file=file, source=words.area_source, dated=dated)
    apply_table(table, by=world.admin)
    families = Recipient.objects.filter(commune__code="35238", kind=RecipientKind.FAMILY)
    for place, area in enumerate(Area.objects.filter(kind=AreaKind.QPV).order_by("code")):
        some = [pk for pk in families.values_list("pk", flat=True) if pk % EVERY == place]
        Recipient.objects.filter(pk__in=some).update(priority_area=area)
    names = ("nom", "commune", "adresse", "telephone", "horaires", "description")
    rows = [dict(zip(names, place, strict=True)) for place in words.help_places]
    import_places(by=world.coordinator, file=read_places(rows))


def keep(world):
    """What is kept of all this: reports, public figures, views; who is out of term soon."""
    by, days = world.coordinator, {"first": f"{world.today:%Y}-01-01", "last": str(world.today)}
    save_figure_rules(FigureRules(pk=1, is_public=True), by=world.admin)
    for name, period in SAVED_REPORTS.items():
        keep_report(Report(name=name, period=period, is_shared=True, query=days), by=by)
    donor = Donor.objects.filter(donations__devices__isnull=False).order_by("pk")[0]
    open_outcome(donor, by=by, days=90)
    for view in words.views:
        SavedView.objects.create(owner=by, is_shared=True, **view)
    Recipient.objects.update(contact_on=TruncDate("created_at"))
    announce_erasures(by=User.objects.system(), today=world.today)

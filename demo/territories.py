"""Territories, reports kept and an address for a donor, so that figures have something to say."""

from datetime import date

from desk.lifecycle import Period
from desk.models import Report
from desk.models.report import FigureRules
from desk.outcomes.operations import open_outcome
from desk.reports.operations import keep_report, save_figure_rules
from donations.models import Donor
from people.areas import Read
from people.lifecycle import AreaKind, RecipientKind
from people.models import Area, Recipient
from people.operations import apply_table, check_table
from people.roles import Role

SOURCE = "Table d’exemple de la démonstration, à remplacer par celle de l’INSEE"
KEPT = {"Bilan de l’année": Period.THIS_YEAR, "Mois dernier": Period.LAST_MONTH}
EVERY = 4  # one family of a town in so many lives in its priority area
TABLE = [
    ["departement", "35", "Ille-et-Vilaine", "", ""],
    ["departement", "22", "Côtes-d’Armor", "", ""],
    ["departement", "53", "Mayenne", "", ""],
    ["departement", "50", "Manche", "", ""],
    ["epci", "243500139", "Rennes Métropole", "", ""],
    ["epci", "243500782", "Saint-Malo Agglomération", "", ""],
    ["commune", "35238", "Rennes", "35", "243500139"],
    ["commune", "35288", "Saint-Malo", "35", "243500782"],
    ["commune", "35360", "Vitré", "35", ""],
    ["commune", "35115", "Fougères", "35", ""],
    ["commune", "35236", "Redon", "35", ""],
    ["commune", "22050", "Dinan", "22", ""],
    ["commune", "53130", "Laval", "53", ""],
    ["commune", "50025", "Avranches", "50", ""],
    ["qpv", "QDEMO35A", "Villejean", "", ""],
    ["qpv", "QDEMO35B", "Le Blosne", "", ""],
]


def happen(world):
    """A table taken in, families placed; last year kept as a report, and a donor told."""
    admin, coordinator = world.staff[Role.ADMIN][0], world.staff[Role.COORDINATOR][0]
    read = Read(TABLE, [])
    table = check_table(by=admin, file=read, source=SOURCE, dated=date(world.today.year, 1, 1))
    apply_table(table, by=admin)
    _live_in_priority_areas()
    save_figure_rules(FigureRules(pk=1, is_public=True), by=admin)
    for name, period in (
        ("Bilan de l’année", Period.THIS_YEAR),
        ("Mois dernier", Period.LAST_MONTH),
    ):
        days = {"first": f"{world.today:%Y}-01-01", "last": world.today.isoformat()}
        keep_report(Report(name=name, period=period, is_shared=True, query=days), by=coordinator)
    donor = Donor.objects.filter(donations__devices__isnull=False).order_by("pk").first()
    if donor:
        open_outcome(donor, by=coordinator, days=90)


def _live_in_priority_areas():
    rennes = Area.objects.get(kind=AreaKind.COMMUNE, code="35238")
    families = Recipient.objects.filter(commune=rennes, kind=RecipientKind.FAMILY)
    for place, area in enumerate(Area.objects.filter(kind=AreaKind.QPV).order_by("code")):
        some = [pk for pk in families.values_list("pk", flat=True) if pk % EVERY == place]
        Recipient.objects.filter(pk__in=some).update(priority_area=area)

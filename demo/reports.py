"""Territories, kept reports, an address for a donor, shared views, people not seen for long."""

from datetime import date

from django.db.models.functions import TruncDate

from core.models import SavedView
from desk.lifecycle import Period
from desk.models import Report
from desk.models.report import FigureRules
from desk.outcomes.operations import open_outcome
from desk.reports.operations import keep_report, save_figure_rules
from donations.models import Donor
from loans.privacy.operations import announce_erasures
from people.areas.csv_tables import Read
from people.areas.operations import apply_table, check_table
from people.base.lifecycle import AreaKind, RecipientKind
from people.models import Area, Recipient, User

SOURCE = "Table d’exemple de la démonstration, à remplacer par celle de l’INSEE"
SAVED_REPORTS = {"Bilan de l’année": Period.THIS_YEAR, "Mois dernier": Period.LAST_MONTH}
EVERY = 4  # one family of a town in so many lives in its priority area
# Kind, code, name, the département and the EPCI of a commune.
TABLE = [
    row.split(";")
    for row in """
departement;35;Ille-et-Vilaine;;
departement;22;Côtes-d’Armor;;
departement;53;Mayenne;;
departement;50;Manche;;
epci;243500139;Rennes Métropole;;
epci;243500782;Saint-Malo Agglomération;;
commune;35238;Rennes;35;243500139
commune;35288;Saint-Malo;35;243500782
commune;35360;Vitré;35;
commune;35115;Fougères;35;
commune;35236;Redon;35;
commune;22050;Dinan;22;
commune;53130;Laval;53;
commune;50025;Avranches;50;
qpv;QDEMO35A;Villejean;;
qpv;QDEMO35B;Le Blosne;;
""".strip().splitlines()
]
VIEWS = [
    ("device_list", "Prêts à sortir", {"status": ["ready"]}, ["designation", "grade", "place"]),
    (
        "device_list",
        "Ordinateurs de 8 Go ou plus",
        {"status": ["ready"], "ram": ["8"]},
        ["designation", "cpu", "ram_gb", "storage_gb", "grade", "place"],
    ),
    ("request_list", "À répondre", {"status": ["sent"]}, []),
    ("loan_list", "En retard", {"overdue": ["true"]}, []),
]


def place_families(world):
    """A table of territories is taken in, and families live in its communes and areas."""
    dated = date(world.today.year, 1, 1)
    table = check_table(by=world.admin, file=Read(TABLE, []), source=SOURCE, dated=dated)
    apply_table(table, by=world.admin)
    rennes = Area.objects.get(kind=AreaKind.COMMUNE, code="35238")
    families = Recipient.objects.filter(commune=rennes, kind=RecipientKind.FAMILY)
    for place, area in enumerate(Area.objects.filter(kind=AreaKind.QPV).order_by("code")):
        some = [pk for pk in families.values_list("pk", flat=True) if pk % EVERY == place]
        Recipient.objects.filter(pk__in=some).update(priority_area=area)


def keep_reports(world):
    """Reports kept under a name, public key figures, and what a donor may read."""
    by, days = world.coordinator, {"first": f"{world.today:%Y}-01-01", "last": str(world.today)}
    save_figure_rules(FigureRules(pk=1, is_public=True), by=world.admin)
    for name, period in SAVED_REPORTS.items():
        keep_report(Report(name=name, period=period, is_shared=True, query=days), by=by)
    donor = Donor.objects.filter(donations__devices__isnull=False).order_by("pk").first()
    if donor:
        open_outcome(donor, by=by, days=90)


def share_views(world):
    for list_name, name, filters, columns in VIEWS:
        shown = {"is_shared": True, "filters": filters, "columns": columns}
        SavedView.objects.create(owner=world.coordinator, list_name=list_name, name=name, **shown)


def announce_forgetting(world):
    """Last contacts are those that the demo tells of; who is out of term soon is announced."""
    Recipient.objects.update(contact_on=TruncDate("created_at"))
    announce_erasures(by=User.objects.system(), today=world.today)

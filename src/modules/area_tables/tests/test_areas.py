"""A published table of territories is previewed, imported as a whole, and places people."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from people.areas.communes import commune_of, place_recipients
from people.areas.forms import AreaField
from people.base.lifecycle import AreaKind
from people.models import Area, AreaTable, Recipient
from tests.factories import AreaFactory, RecipientFactory
from tests.visits import undone

ANSWERS = {"source": "INSEE", "dated": "2026-01-01"}
GOOD = """type;code;nom;departement;epci
departement;35;Ille-et-Vilaine;;
epci;243500139;Rennes Métropole;;
commune;35238;Rennes;35;243500139
commune;93066;Saint-Denis;93;
commune;97411;Saint-Denis;974;
qpv;QN03501M;Villejean;;
"""
BAD = GOOD + "planet;1;Mars;;\ncommune;3523;Rennes;;\ncommune;35001;;;\ncommune;35238;Rennes;;\n"

pytestmark = pytest.mark.django_db


@pytest.fixture
def send(coordinator, sign_in):
    """`send(text)` uploads a table, and returns the function that imports its valid rows."""
    browser = sign_in(coordinator)

    def upload(text):
        file = SimpleUploadedFile("table.csv", text.encode())
        page = browser.post(reverse("area_import"), {"file": file, **ANSWERS}, follow=True)
        start = reverse("import_start", args=[page.context["batch"].pk])
        return lambda: browser.post(start, {"skip_refused": "on"})

    return upload


@pytest.fixture
def tables(send):
    send(GOOD)()


def test_a_table_is_previewed_then_its_valid_rows_are_imported(coordinator, sign_in):
    browser = sign_in(coordinator)
    start = reverse("area_import")
    file = SimpleUploadedFile("table.csv", BAD.encode())
    form = {"file": file, "source": "INSEE", "dated": "2999-01-01"}
    assert "dated" in browser.post(start, form).context["form"].errors
    file.seek(0)
    page = browser.post(start, form | {"dated": "2026-01-01"}, follow=True)
    batch = page.context["batch"]
    assert [row.number for row in batch.rows.refused()] == [8, 9, 10, 11]
    assert not Area.objects.exists()

    browser.post(reverse("import_start", args=[batch.pk]), {"skip_refused": "on"})
    assert Area.objects.count() == 6
    assert Area.objects.get(code="35238").table == AreaTable.objects.get(count=6)
    kinds = dict(browser.get(reverse("area_list")).context["kinds"])
    assert kinds == {"département": 1, "intercommunalité (EPCI)": 1, "communes": 3} | {
        "quartier prioritaire (QPV)": 1
    }


@pytest.mark.usefixtures("tables")
def test_a_newer_table_renames_and_adds(send):
    before = Area.objects.get(code="QN03501M")
    newer = "kind,code,name\nqpv,QN03501M,Villejean-Kennedy\nqpv,QN03502M,Maurepas\n"
    apply = send(newer)
    assert Area.objects.filter(kind=AreaKind.QPV).count() == 1
    apply()
    before.refresh_from_db()
    assert before.name == "Villejean-Kennedy"
    assert Area.objects.filter(kind=AreaKind.QPV).count() == 2


@pytest.mark.usefixtures("tables")
def test_a_town_matches_a_commune_if_unambiguous():
    for town, code in (
        ("Rennes", "35238"),
        ("35000 RENNES", "35238"),
        ("St Denis", None),
        ("93200 Saint-Denis", "93066"),
        ("97400 St-Denis", "97411"),
        ("75001 Rennes", None),
        ("", None),
    ):
        with undone():
            commune = commune_of(town)
            assert (commune and commune.code) == code, (town, code)


@pytest.mark.usefixtures("tables")
def test_every_way_to_enter_a_person_sets_the_commune():
    here = RecipientFactory(town="35700 Rennes")
    RecipientFactory(town="Nowhere-les-Bains")
    assert place_recipients() == 1
    assert list(Recipient.objects.exclude(commune=None)) == [here]


@pytest.mark.usefixtures("tables")
def test_a_territory_is_matched_by_name_or_code():
    for text in ("Rennes", "rennes", "35238", "Rennes (35238)"):
        with undone():
            assert AreaField().clean(text).code == "35238", text


@pytest.mark.usefixtures("tables", "english")
def test_none_or_several_matches_are_reported():
    for text, words in (("Saint-Denis", "93066"), ("Atlantis", "Atlantis")):
        with undone(), pytest.raises(ValidationError, match=words):
            AreaField().clean(text)


def test_each_kind_of_territory_filters_its_residents():
    for kind in AreaKind:
        with undone():
            commune = AreaFactory(epci="243500139", department="35")
            quarter = AreaFactory(qpv=True)
            person = RecipientFactory(commune=commune, priority_area=quarter)
            RecipientFactory(commune=AreaFactory(epci="200000000", department="22"))
            area = {
                AreaKind.COMMUNE: commune,
                AreaKind.QPV: quarter,
                AreaKind.EPCI: AreaFactory(kind=kind, code="243500139"),
                AreaKind.DEPARTMENT: AreaFactory(kind=kind, code="35"),
            }[kind]
            assert list(Recipient.objects.filter(area.holds(""))) == [person], kind

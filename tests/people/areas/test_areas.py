"""Territories: a published table is looked at, taken in whole, and places people by their town."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from people.areas.communes import commune_of, place_recipients
from people.areas.csv_tables import read_table
from people.areas.forms import AreaField
from people.areas.operations import apply_table
from people.base.lifecycle import AreaKind
from people.models import Area, AreaTable, Recipient
from tests.factories import AreaFactory, RecipientFactory

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


def sent(text):
    return SimpleUploadedFile("table.csv", text.encode())


@pytest.fixture
def tables(tmp_path):
    file = tmp_path / "table.csv"
    file.write_text(GOOD)
    call_command("import_areas", file, source="INSEE 2026", dated=date(2026, 1, 1), verbosity=0)


def test_an_invalid_row_is_reported_with_number_and_reason():
    read = read_table(sent(BAD))
    assert len(read.rows) == 6
    assert [(row, words.partition(" ")[0]) for row, words in read.faults] == [
        (8, "The"),
        (9, "This"),
        (10, "It"),
        (11, "This"),
    ]


@pytest.mark.parametrize("text", ["", "nom;population\nRennes;220000\n"])
def test_an_unknown_table_is_refused_with_a_message(text):
    with pytest.raises(ValidationError, match="code"):
        read_table(sent(text))


def test_a_table_is_previewed_then_imported_once(coordinator, sign_in):
    browser = sign_in(coordinator)
    form = {"file": sent(BAD), "source": "INSEE", "dated": "2026-01-01"}
    page = browser.post(reverse("area_list"), form, follow=True)
    assert len(page.context["faults"]) == 4
    assert not Area.objects.exists()
    table = AreaTable.objects.get()
    for _time in range(2):
        browser.post(reverse("areatable_apply", args=[table.pk]))
    assert Area.objects.count() == 6
    assert Area.objects.get(code="35238").table == table
    browser.post(reverse("areatable_drop", args=[table.pk]))
    assert AreaTable.objects.filter(pk=table.pk).exists()


def test_nul_characters_are_no_server_error(coordinator, sign_in):
    file = sent("kind,code,name\nCOM,35238,Ren\0nes\n")
    form = {"file": file, "source": "INSEE", "dated": "2026-01-01"}
    assert sign_in(coordinator).post(reverse("area_list"), form).status_code == 302
    assert AreaTable.objects.get().pending[0][2] == "Ren\N{REPLACEMENT CHARACTER}nes"


@pytest.mark.usefixtures("tables")
def test_a_newer_table_renames_and_adds(coordinator):
    before = Area.objects.get(code="QN03501M")
    form = sent("kind,code,name\nqpv,QN03501M,Villejean-Kennedy\nqpv,QN03502M,Maurepas\n")
    table = AreaTable.objects.create(
        source="ANCT", dated=date(2026, 6, 1), pending=read_table(form).rows, by=coordinator
    )
    apply_table(table, by=coordinator)
    before.refresh_from_db()
    assert before.name == "Villejean-Kennedy"
    assert Area.objects.filter(kind=AreaKind.QPV).count() == 2


@pytest.mark.usefixtures("tables")
@pytest.mark.parametrize(
    ("town", "code"),
    [
        ("Rennes", "35238"),
        ("35000 RENNES", "35238"),
        ("St Denis", None),
        ("93200 Saint-Denis", "93066"),
        ("97400 St-Denis", "97411"),
        ("75001 Rennes", None),
        ("", None),
    ],
)
def test_a_town_matches_a_commune_if_unambiguous(town, code):
    commune = commune_of(town)
    assert (commune and commune.code) == code


@pytest.mark.usefixtures("tables")
def test_every_way_to_enter_a_person_sets_the_commune():
    here = RecipientFactory(town="35700 Rennes")
    RecipientFactory(town="Nowhere-les-Bains")
    assert place_recipients() == 1
    assert list(Recipient.objects.exclude(commune=None)) == [here]


@pytest.mark.usefixtures("tables")
@pytest.mark.parametrize("text", ["Rennes", "rennes", "35238", "Rennes (35238)"])
def test_a_territory_is_matched_by_name_or_code(text):
    assert AreaField().clean(text).code == "35238"


@pytest.mark.usefixtures("tables", "english")
@pytest.mark.parametrize(("text", "words"), [("Saint-Denis", "93066"), ("Atlantis", "Atlantis")])
def test_none_or_several_matches_are_reported(text, words):
    with pytest.raises(ValidationError, match=words):
        AreaField().clean(text)


@pytest.mark.parametrize("kind", AreaKind)
def test_each_kind_of_territory_filters_its_residents(kind):
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
    assert list(Recipient.objects.filter(area.holds(""))) == [person]

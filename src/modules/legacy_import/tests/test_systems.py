"""Cells of known systems that a general list would read otherwise."""

from datetime import date

import pytest

from core.imports.kinds import reason_key
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.models import Device
from loans.models import Loan
from modules.legacy_import.kinds.loans import NOT_READY
from modules.legacy_import.lines import NO_DUE, NO_RETURN, NO_START
from modules.legacy_import.tests.moves import Move
from tests.factories import CategoryFactory

pytestmark = pytest.mark.django_db

SNIPE = "Company,Asset Tag,Model,Category,Manufacturer,Serial,Checked Out To,Type,Status,"
SNIPE += "Checkout Date,Expected Checkin Date"
ROW = "{company},A-{n},ThinkPad X250,Laptop,Lenovo,SNX{n},{to},{type},{status},{out},{due}"


@pytest.fixture
def move(sign_in, coordinator, site):
    CategoryFactory(code="laptop", holding_data=True)
    client = sign_in(coordinator)
    return lambda system: Move(client, site, system)


def assets(*rows, company=""):
    """A Snipe-IT export of rows with these cells: status, name, type of the holder, days."""
    lines = [SNIPE]
    for number, (status, to, kind, out, due) in enumerate(rows, start=1):
        cells = {"status": status, "to": to, "type": kind, "out": out, "due": due}
        lines.append(ROW.format(company=company, n=number, **cells))
    return "\n".join(lines)


def statuses():
    return list(Device.objects.order_by("serial").values_list("status", flat=True))


LENT = ("Awa Kerjean", "user", "2026-03-04", "2027-03-04")
STOCK = ("", "", "", "")


@pytest.mark.parametrize("system", ["snipe_it", "spreadsheet"])
def test_the_company_of_a_device_in_stock_is_no_holder(move, system):
    one = move(system)
    export = assets(
        ("Deployable", *STOCK), ("Pending", *STOCK), ("Deployed", *LENT), company="Valbourg"
    )
    one.send(assets=export)

    assert [question.text for question in one.questions()] == ["Valbourg"]
    one.answer(("Valbourg", "new"))
    assert one.reasons() == [], one.problems()
    one.start()
    assert statuses() == [DeviceStatus.READY, DeviceStatus.RECEIVED, DeviceStatus.ON_LOAN]
    assert Loan.objects.get().organisation.name == "Valbourg"


def test_the_entity_of_glpi_is_no_holder(move):
    one = move("glpi")
    head = "Nom;Entité;Statut;Fabricant;Numéro de série;Type;Modèle;Usager;Numéro d'inventaire"
    one.send(glpi=f"{head}\nPC-01;Racine;En stock;Dell;GSN0001;Portable;Latitude 5400;;INV-1")
    entity = next(f.batch for f in one.migration.files.all()).headings.index("Entité")
    one.choose("register", **{f"column_{entity}": "organisation"})

    assert one.questions() == []
    assert one.reasons() == [], one.problems()


def test_the_word_in_brackets_tells_statuses_of_one_name_apart(move):
    one = move("snipe_it")
    one.send(
        assets=assets(
            ("Ready to Deploy (deployed)", *LENT),
            ("Ready to Deploy (deployable)", *STOCK),
            ("New (pending)", *STOCK),
            ("Old (archived)", *STOCK),
            ("Odd (undeployable)", *STOCK),
            ("Lost (undeployable)", *STOCK),
            company="Our house",
        )
    )
    one.answer(("Our house", "new"))

    assert one.reasons() == [], one.problems()
    one.start()
    assert statuses() == [
        DeviceStatus.ON_LOAN,
        DeviceStatus.READY,
        DeviceStatus.RECEIVED,
        DeviceStatus.RETIRED,
        DeviceStatus.REFURBISHING,
        DeviceStatus.LOST,
    ]


@pytest.mark.parametrize("status", ["Ready to Deploy (deployed)", "Ready to Deploy", "Deployed"])
def test_a_location_that_a_device_is_checked_out_to_is_its_place(move, status):
    one = move("snipe_it")
    location = ("Reading room", "location", "2026-03-04", "")
    one.send(assets=assets((status, *location), ("Deployed", *LENT), company="Valbourg"))
    one.answer(("Reading room", "new"), ("Valbourg", "new"))

    assert one.reasons() == [], one.problems()
    one.start()
    assert statuses() == [DeviceStatus.READY, DeviceStatus.ON_LOAN]
    assert Device.objects.order_by("serial")[0].place.name == "Reading room"
    assert str(Loan.objects.get().recipient) == "Awa Kerjean"


def test_a_bare_name_of_a_status_with_a_holder_is_asked(move):
    one = move("snipe_it")
    one.send(assets=assets(("Ready to Deploy", *LENT), ("Ready to Deploy", *STOCK)))

    assert [question.rows for question in one.questions()] == [1]


def test_missing_days_are_asked_and_answered_with_the_other_questions(move):
    one = move("spreadsheet")
    head = "N° inventaire;Catégorie;N° de série;Statut;Nom;Organisation;Prêté le;Retour prévu;"
    rows = [
        "1;Portable;SN1;prêté;Kerjean;CCAS;;;",
        "2;Portable;SN2;rendu;Le Gall;CCAS;02/10/2023;;",
    ]
    one.send(register="\n".join([f"{head}Rendu le", *rows]))
    one.answer(("CCAS", "new"), (NO_RETURN, "2024-01-10"))
    asked = {question.key: question.rows for question in one.questions() if not question.answer}
    assert asked == {reason_key(NO_START): 1, reason_key(NO_DUE): 1}

    one.answer((NO_START, "2026-03-01"), (NO_DUE, "2027-03-01"))
    assert one.reasons() == [], one.problems()
    one.start()
    days = Loan.objects.order_by("starts_on").values_list("starts_on", "due_on", "status")
    assert list(days) == [
        (date(2023, 10, 2), date(2024, 1, 10), "closed"),
        (date(2026, 3, 1), date(2027, 3, 1), "active"),
    ]


def test_missing_days_of_a_list_of_loans_are_asked_too(move):
    one = move("snipe_it")
    one.send(assets=assets(("Deployable", *STOCK)))
    one.send(
        loans="Item Number,Member Name,Organisation,Checked Out At,Due At,Ended At\nA-1,Awa,CCAS,,,"
    )
    one.answer(("CCAS", "new"))
    one.answer((NO_START, "2026-03-01"), (NO_DUE, "2027-03-01"))
    one.answer((NOT_READY, "lent"))

    assert one.reasons() == [], one.problems()

"""Personal data in existing texts of devices and rows of lists: found, erased or retained."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from core.models import Event
from inventory.devices import operations as device_operations
from modules.personal_data_cleaning.suspicions import search
from tests.factories import (
    BrandFactory,
    DeviceFactory,
    ImportBatchFactory,
    ImportRowFactory,
    RepairFactory,
)
from tests.law import write

REMARK = "Ancien poste de Jean Dupont, écran rayé"
PERSON = "Mme Awa Kerjean"
LOGIN = "jdupont"
PHONE = "0612345678"
HEADINGS = ["Marque", "N° de série", "Service", "Dernière connexion", "Appeler"]


@pytest.fixture
def device(site):
    BrandFactory(name="Zorglub")
    DeviceFactory(site=site, remark="Zorglub Tempo, écran rayé", fault="Batterie HS")
    return DeviceFactory(site=site, remark=REMARK, collected_from="Salle Marie Curie")


@pytest.fixture
def row(device):
    batch = ImportBatchFactory(
        applied=True, headings=HEADINGS, mapping={"0": "brand", "1": "serial"}
    )
    cells = ["HP", "0698765432", f"Compta ({PERSON})", LOGIN, PHONE]
    return ImportRowFactory(batch=batch, written=True, cells=cells, devices=[device])


@pytest.fixture
def desk(sign_in, coordinator):
    client = sign_in(coordinator)
    client.post(reverse("language"), {"language": "en"})
    return client


def page_of(client):
    return client.get(reverse("suspicion_list")).content.decode()


def keys():
    return [one.key for one in search()[0]]


def decide(client, *keys, **choice):
    client.post(reverse("suspicion_decide"), {"text": keys, **(choice or {"erase": "1"})})


def test_texts_of_devices_and_unread_cells_that_name_somebody_are_listed(desk, device, row):
    RepairFactory(device=device, fixed=True, found="Signalé par M. Dupont")

    page = page_of(desk)

    shown = [REMARK, PERSON, LOGIN, PHONE, "Signalé par M. Dupont"]
    assert [text for text in shown if text not in page] == []
    assert "Marie Curie" not in page
    assert "Zorglub" not in page
    assert "0698765432" not in page
    assert "Name of a person" in page
    assert device.get_absolute_url() in page
    assert "They cannot be read again." in page
    assert page.index("They cannot be read again.") < page.index('name="erase"')


def test_erased_texts_are_gone_from_the_page_of_the_device(desk, sign_in, device, row, volunteer):
    assert PERSON in sign_in(volunteer).get(device.get_absolute_url()).content.decode()

    decide(desk, *keys())

    row.refresh_from_db()
    device.refresh_from_db()
    assert row.cells == ["HP", "0698765432", "", "", ""]
    assert device.remark == ""
    page = sign_in(volunteer).get(device.get_absolute_url()).content.decode()
    assert [text for text in (REMARK, PERSON, LOGIN, PHONE) if text in page] == []
    assert keys() == []
    events = str(list(Event.objects.values_list("data", flat=True)))
    assert [text for text in (REMARK, PERSON, LOGIN, PHONE) if text in events] == []
    assert Event.objects.about(row.batch).filter(kind="import.cell_blanked").count() == 3


def test_retained_texts_are_not_proposed_again_until_they_change(desk, device, row, coordinator):
    before = keys()
    decide(desk, *before, keep="1")

    assert keys() == []
    row.refresh_from_db()
    assert row.cells[3] == LOGIN
    device.refresh_from_db()
    device.remark = "Rendu par Mme Petit"
    device_operations.correct(device, by=coordinator)
    assert keys() == [f"inventory.device.remark:{device.pk}:0"]


def test_a_text_made_of_a_restored_cell_is_not_proposed(device, row):
    keep_cell_texts = {"2": None, "3": None, "4": None}
    write(row, cells=[*row.cells[:2], "", "", ""], withheld=keep_cell_texts)
    assert keys() == [f"inventory.device.remark:{device.pk}:0"]
    other = ImportRowFactory(
        batch=row.batch, number=99, written=True, cells=["x", REMARK], devices=[device]
    )
    write(other, withheld={"1": None})

    assert keys() == []


def test_the_command_is_a_dry_run_by_default_and_prints_no_text(device, row, capsys, english):
    call_command("clean_personal_data")
    dry = capsys.readouterr().out
    device.refresh_from_db()
    assert device.remark == REMARK
    assert "list rows (login): 1 would be deleted" in dry
    assert [text for text in (REMARK, PERSON, LOGIN, PHONE) if text in dry] == []

    call_command("clean_personal_data", erase=True)
    assert "device, remark (name of a person): 1 deleted" in capsys.readouterr().out
    device.refresh_from_db()
    assert device.remark == ""
    assert keys() == []


def test_many_texts_are_shown_a_part_at_a_time(device, row, site):
    for _n in range(3):
        DeviceFactory(site=site, remark=REMARK)
    seen, position = [], ""
    while True:
        part, position = search(position, limit=2, budget=3)
        seen += [one.key for one in part]
        assert len(part) <= 4
        if not position:
            break

    assert seen == keys()
    assert len(set(seen)) == len(seen) == 7


def test_only_a_coordinator_sees_suspected_personal_data(sign_in, volunteer, device):
    client = sign_in(volunteer)
    assert client.get(reverse("suspicion_list")).status_code == 403
    assert client.post(reverse("suspicion_decide"), {}).status_code == 403


def test_missing_or_unknown_texts_are_ignored(desk, device, row):
    decide(desk, "cells:0:0", "inventory.device.asset_tag:1:0", "?", f"cells:{row.pk}:99")

    row.refresh_from_db()
    assert row.cells[4] == PHONE
    assert "Tick the texts" in page_of(desk)

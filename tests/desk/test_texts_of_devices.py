"""Texts about devices are read through, and are a person's where they name them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.workflow.guards import FORGOTTEN
from desk.privacy.dossier import dossier_of
from inventory.devices import operations as device_operations
from inventory.devices.lifecycle.erasure import FROZEN
from inventory.models import Erasure
from people.models import Retention
from people.privacy.operations import anonymise
from tests.factories import (
    DeviceFactory,
    ErasureFactory,
    LoanFactory,
    LoanItemFactory,
    MediumFactory,
    RecipientFactory,
    RepairFactory,
)
from tests.law import refused, write

NAMES = "Rendu par Mme Kerjean, le clavier colle."
SCREEN = "Écran blanc au démarrage"


@pytest.fixture
def person(db):
    return RecipientFactory(
        first_name="Enora", last_name="Kerjean", phone="06 39 98 11 22", email="e.k@example.org"
    )


@pytest.fixture
def lent(person, site):
    """A device that was lent to the person and came back."""
    loan = LoanFactory(closed=True, recipient=person, organisation=person.organisation)
    device = LoanItemFactory(loan=loan, returned=True).device
    type(device).objects.filter(pk=device.pk).update(remark=NAMES)
    return device


def texts_in(person):
    dossier = dossier_of(person)
    return [words for section in dossier.sections for row in section.rows for *_x, words in row]


def test_a_remark_is_listed_for_review_and_blanked(sign_in, coordinator, site):
    device = DeviceFactory(site=site, remark="Il est malade.", known_limits="Une touche manque.")
    desk = sign_in(coordinator)
    page = desk.get(reverse("text_list")).content.decode()
    assert "Il est malade." in page
    assert "Une touche manque." in page
    desk.post(reverse("text_blank"), {"code": "inventory.device.remark", "row": device.pk})
    device.refresh_from_db()
    assert (device.remark, device.known_limits) == ("", "Une touche manque.")


def test_the_remark_of_an_erasure_is_listed_and_blanked_alone(sign_in, coordinator, person, site):
    loan = LoanFactory(closed=True, recipient=person, organisation=person.organisation)
    device = LoanItemFactory(loan=loan, returned=True, device__site=site).device
    erasure = ErasureFactory(medium=MediumFactory(device=device), remark=NAMES)
    assert NAMES in texts_in(person)
    desk = sign_in(coordinator)
    assert NAMES in desk.get(reverse("text_list")).content.decode()
    with refused("inventory_erasure_append_only"):
        write(erasure, remark="Autre chose")
    desk.post(reverse("text_blank"), {"code": "inventory.erasure.remark", "row": erasure.pk})
    erasure.refresh_from_db()
    assert erasure.remark == FORGOTTEN


def test_other_columns_of_an_erasure_are_unchanged(site):
    columns = {field.column for field in Erasure._meta.local_fields}
    assert columns == {*FROZEN, "remark"}


def test_a_changed_remark_must_be_reviewed_again(sign_in, coordinator, site):
    past = timezone.now() - timedelta(days=9)
    device = DeviceFactory(site=site, remark="Lu.", received_at=past)
    Retention.objects.update_or_create(pk=1, defaults={"texts_read_at": past + timedelta(days=1)})
    desk = sign_in(coordinator)
    assert "Lu." not in desk.get(reverse("text_list")).content.decode()
    device.remark = "Elle a déménagé."
    device_operations.correct(device, by=coordinator)
    assert "Elle a déménagé." in desk.get(reverse("text_list")).content.decode()


def test_texts_that_name_a_person_are_in_their_data_export(person, lent, site):
    elsewhere = DeviceFactory(site=site, remark="Vu avec enora KERJEAN au 06.39.98.11.22")
    DeviceFactory(site=site, remark="M. Kerjean, du service informatique")  # never theirs
    texts = texts_in(person)
    assert NAMES in texts
    assert elsewhere.remark in texts
    assert "M. Kerjean, du service informatique" not in texts


def test_names_are_matched_without_case_and_accents(site):
    person = RecipientFactory(first_name="Zoé", last_name="Lefèvre")
    device = DeviceFactory(site=site, remark="Vu avec Zoe LEFEVRE")
    loan = LoanFactory(closed=True, recipient=person, organisation=person.organisation)
    lent = LoanItemFactory(loan=loan, returned=True).device
    type(lent).objects.filter(pk=lent.pk).update(remark="Mme Lefevre a cassé l’écran")
    assert {device.remark, "Mme Lefevre a cassé l’écran"} <= set(texts_in(person))


def test_a_common_word_is_not_matched_as_a_name(lent, site):
    white = RecipientFactory(first_name="Lou", last_name="Blanc")
    DeviceFactory(site=site, remark=SCREEN)
    assert SCREEN not in texts_in(white)


def test_a_text_that_names_a_person_is_blanked_with_their_anonymisation(
    person, lent, coordinator, site
):
    other = DeviceFactory(site=site, remark=SCREEN)
    anonymise([person], by=coordinator)
    lent.refresh_from_db()
    other.refresh_from_db()
    assert (lent.remark, other.remark) == ("", SCREEN)


BESIDE = ["fault", "retire_remark"]
OF_REPAIRS = ["reported", "found", "done"]


@pytest.mark.parametrize("name", BESIDE)
def test_other_free_texts_of_devices_are_listed(name, sign_in, coordinator, person, lent):
    type(lent).objects.filter(pk=lent.pk).update(remark="", **{name: NAMES})
    assert NAMES in texts_in(person)
    desk = sign_in(coordinator)
    assert NAMES in desk.get(reverse("text_list")).content.decode()
    desk.post(reverse("text_blank"), {"code": f"inventory.device.{name}", "row": lent.pk})
    lent.refresh_from_db()
    assert getattr(lent, name) == ""


@pytest.mark.parametrize("name", OF_REPAIRS)
@pytest.mark.parametrize("state", ["open", "fixed", "cancelled"])
def test_repair_texts_are_listed_and_blanked(state, name, sign_in, coordinator, person, lent):
    type(lent).objects.filter(pk=lent.pk).update(remark="")
    made = {} if state == "open" else {state: True}
    repair = RepairFactory(device=lent, **made, **{name: NAMES})
    other = RepairFactory(**{name: SCREEN})
    assert NAMES in texts_in(person)
    page = sign_in(coordinator).get(reverse("text_list")).content.decode()
    assert NAMES in page
    assert SCREEN in page
    anonymise([person], by=coordinator)
    repair.refresh_from_db()
    other.refresh_from_db()
    assert (getattr(repair, name), getattr(other, name)) == (FORGOTTEN, SCREEN)


def test_reasons_of_cancelled_repairs_are_listed(sign_in, coordinator, lent):
    repair = RepairFactory(device=lent, cancelled=True, cancel_reason=NAMES)
    desk = sign_in(coordinator)
    desk.post(reverse("text_blank"), {"code": "inventory.repair.cancel_reason", "row": repair.pk})
    repair.refresh_from_db()
    assert repair.cancel_reason == FORGOTTEN

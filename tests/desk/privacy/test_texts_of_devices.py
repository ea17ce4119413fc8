"""Texts about devices: reviewed, and part of a person's data if they name the person."""

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
    """A device that was lent to the person and returned."""
    loan = LoanFactory(closed=True, recipient=person, organisation=person.organisation)
    device = LoanItemFactory(loan=loan, returned=True).device
    type(device).objects.filter(pk=device.pk).update(remark=NAMES)
    return device


def texts_in(person):
    dossier = dossier_of(person)
    return [words for section in dossier.sections for row in section.rows for *_x, words in row]


def test_a_text_of_a_device_is_listed_for_review_and_blanked_alone(
    sign_in, coordinator, lent, person
):
    """Texts are the remark, fault and reason of retirement, and reasons of cancelled repairs."""
    texts = {name: f"{name}: {NAMES}" for name in ("remark", "fault", "retire_remark")}
    write(lent, **texts, known_limits="Une touche manque.")
    repair = RepairFactory(device=lent, cancelled=True, cancel_reason=NAMES)
    desk = sign_in(coordinator)
    assert set(texts.values()) <= set(texts_in(person))
    page = desk.get(reverse("text_list")).content.decode()
    assert [text for text in (*texts.values(), "Une touche manque.") if text not in page] == []
    for name in texts:
        desk.post(reverse("text_blank"), {"code": f"inventory.device.{name}", "row": lent.pk})
    desk.post(reverse("text_blank"), {"code": "inventory.repair.cancel_reason", "row": repair.pk})
    lent.refresh_from_db()
    repair.refresh_from_db()
    assert {getattr(lent, name) for name in texts} == {""}
    assert (lent.known_limits, repair.cancel_reason) == ("Une touche manque.", FORGOTTEN)


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
    # before the loan, about another person
    DeviceFactory(site=site, remark="M. Kerjean, du service informatique")
    texts = texts_in(person)
    assert NAMES in texts
    assert elsewhere.remark in texts
    assert "M. Kerjean, du service informatique" not in texts
    # Case and accents are ignored; a common word does not match as a name.
    person = RecipientFactory(first_name="Zoé", last_name="Lefèvre")
    device = DeviceFactory(site=site, remark="Vu avec Zoe LEFEVRE")
    loan = LoanFactory(closed=True, recipient=person, organisation=person.organisation)
    write(LoanItemFactory(loan=loan, returned=True).device, remark="Mme Lefevre a cassé l’écran")
    assert {device.remark, "Mme Lefevre a cassé l’écran"} <= set(texts_in(person))
    white = RecipientFactory(first_name="Lou", last_name="Blanc")
    DeviceFactory(site=site, remark=SCREEN)
    assert SCREEN not in texts_in(white)


def test_texts_that_name_a_person_are_blanked_with_their_anonymisation(
    sign_in, coordinator, person, lent, site
):
    """These are texts of devices, and of repairs in any status."""
    texts = {name: f"{name}: {NAMES}" for name in ("reported", "found", "done")}
    states = ({}, {"fixed": True}, {"cancelled": True})
    repairs = [RepairFactory(device=lent, **state, **texts) for state in states]
    other = RepairFactory(**dict.fromkeys(texts, SCREEN), device__remark=SCREEN)
    assert {NAMES, *texts.values()} <= set(texts_in(person))
    page = sign_in(coordinator).get(reverse("text_list")).content.decode()
    assert [text for text in (SCREEN, *texts.values()) if text not in page] == []
    anonymise([person], by=coordinator)
    for row in (lent, other, *repairs):
        row.refresh_from_db()
    assert (lent.remark, other.device.remark) == ("", SCREEN)
    assert {getattr(other, name) for name in texts} == {SCREEN}
    assert {getattr(repair, name) for repair in repairs for name in texts} == {FORGOTTEN}

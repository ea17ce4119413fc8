"""Parents who live apart: neither parent's paper discloses the other's address or phone."""

import json

import pytest
from django.urls import reverse

from loans.agreements.operations import agreements as agreement_operations
from loans.allocation.operations import reservations as reservations_operations
from tests.factories import BriefingFactory, GuardianFactory
from tests.leaks import words_of
from tests.loans.conftest import sign

pytestmark = pytest.mark.papers

SECRETS = ["sente du Moulin", "06 39 98 55 44", "rue du Lavoir", "06 39 98 55 45", "Ploubalay"]


@pytest.fixture
def child(loan):
    person = loan.recipient
    person.address, person.town, person.phone = "3 rue du Lavoir", "Ploubalay", "06 39 98 55 45"
    person.save()
    GuardianFactory(
        recipient=person,
        name="Rozenn Tanguy",
        relationship="mother",
        address="1 sente du Moulin",
        phone="06 39 98 55 44",
    )
    GuardianFactory(recipient=person, name="Yann Kerjean", address="3 rue du Lavoir, Ploubalay")
    return person


def test_the_agreement_names_only_the_signing_parent_and_their_capacity(
    child, loan, device, counter, texts, no_annex
):
    reservations_operations.reserve(loan, by=counter, devices=[device])
    BriefingFactory(loan=loan)
    agreement = agreement_operations.issue(loan, by=counter)
    words = words_of(agreement_operations.draw_agreement(agreement, by=counter).document.read())
    assert "Rozenn Tanguy, mère" in words
    assert "Yann Kerjean" not in words
    for secret in SECRETS:
        assert secret not in words
    child.guardians.all().delete()  # an adult reads their own address
    loan.refresh_from_db()
    agreement = agreement_operations.issue(loan, by=counter)
    words = words_of(agreement_operations.draw_agreement(agreement, by=counter).document.read())
    assert "3 rue du Lavoir" in words


def test_the_data_export_of_a_child_shows_only_names_and_relations_of_guardians(
    child, sign_in, coordinator
):
    desk = sign_in(coordinator)
    exported = desk.get(reverse("recipient_export", args=[child.pk, "json"])).content
    guardians = json.loads(exported)["sections"]["people.guardian"]
    assert [set(guardian) - {"recipient"} for guardian in guardians] == [
        {"name", "relationship"},
        {"name", "relationship"},
    ]
    paper = words_of(desk.get(reverse("recipient_export", args=[child.pk, "pdf"])).content)
    for secret in SECRETS:
        assert secret not in exported.decode()
        assert secret not in paper
    assert "mère" in paper
    assert "parent où" in paper


def test_an_organisation_is_mailed_a_link_and_never_the_paper_of_a_family(
    loan, device, counter, texts, mailoutbox, django_capture_on_commit_callbacks
):
    reservations_operations.reserve(loan, by=counter, devices=[device])
    BriefingFactory(loan=loan)
    agreement = agreement_operations.issue(loan, by=counter)
    loan.organisation.email = "ccas@example.org"
    loan.organisation.save()
    with django_capture_on_commit_callbacks(execute=True):
        sign(agreement, counter, b"%PDF-1.7 signed")
    [letter] = [letter for letter in mailoutbox if letter.to == ["ccas@example.org"]]
    assert letter.attachments == []
    assert agreement.get_absolute_url() in letter.body
    assert loan.recipient.last_name not in letter.subject + letter.body

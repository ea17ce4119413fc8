"""Holders in an earlier register: matched with known people, or created once."""

import pytest

from inventory.intake.operations.intake import RowsRefused
from loans.models import Loan
from modules.legacy_import.operations.takeover import take_over
from people.models import Recipient
from tests.factories import OrganisationFactory, RecipientFactory
from tests.visits import undone

pytestmark = pytest.mark.django_db


def person(**values):
    return Recipient(**values)


def test_an_existing_person_is_matched(line, coordinator, site, organisation):
    existing = RecipientFactory(
        organisation=organisation, first_name="Awa", last_name="Kerjean", reference="D-7"
    )
    for values in (
        {"first_name": "AWA", "last_name": "kerjean"},
        {"last_name": "Kerjean Awa"},
        {"reference": "d-7"},
        {"first_name": "Awa", "last_name": "Kerjean", "reference": "D-7"},
    ):
        with undone():
            take_over([line(person=person(**values))], by=coordinator, site=site, is_attested=True)
            assert Loan.objects.get().recipient == existing, values
            assert Recipient.objects.count() == 1, values


def test_a_person_of_another_organisation_or_anonymised_is_not_matched(
    line, coordinator, site, organisation
):
    RecipientFactory(first_name="Awa", last_name="Kerjean", organisation=OrganisationFactory())
    RecipientFactory(anonymised=True, organisation=organisation)
    take_over([line()], by=coordinator, site=site, is_attested=True)
    assert Recipient.objects.count() == 3


def test_different_names_are_different_people(line, coordinator, site):
    for rows in (
        [{"last_name": "Roue", "reference": "1"}, {"last_name": "Roué", "reference": "2"}],
        [{"last_name": "Roue"}, {"last_name": "Moal"}],
    ):
        with undone():
            lines = [line(person=person(**values)) for values in rows]
            take_over(lines, by=coordinator, site=site, is_attested=True)
            assert Recipient.objects.count() == 2, rows


def test_a_line_without_reference_matches_a_person_with_one(line, coordinator, site):
    lines = [line(person=person(last_name="Roue")), line(person=person(last_name="Roue"))]
    lines[1].person.reference = "7"
    take_over(lines, by=coordinator, site=site, is_attested=True)

    assert Recipient.objects.get().reference == "7"


def test_equal_names_need_a_reference(line, coordinator, site, organisation):
    for reference in "12":
        RecipientFactory(
            organisation=organisation, first_name="Awa", last_name="Kerjean", reference=reference
        )
    with pytest.raises(RowsRefused) as refusal:
        take_over([line()], by=coordinator, site=site, is_attested=True)
    assert "Kerjean" not in str(refusal.value)

    awa = person(first_name="Awa", last_name="Kerjean", reference="2")
    take_over([line(person=awa)], by=coordinator, site=site, is_attested=True)
    assert Loan.objects.get().recipient.reference == "2"


def test_a_reference_with_two_names_is_refused(line, coordinator, site, organisation):
    RecipientFactory(organisation=organisation, last_name="Moal", reference="D-7")
    with pytest.raises(RowsRefused) as refusal:
        take_over(
            [line(person=person(last_name="Kerjean", reference="D-7"))],
            by=coordinator,
            site=site,
            is_attested=True,
        )
    assert "Moal" not in str(refusal.value)


def test_an_invalid_person_is_refused(line, coordinator, site):
    for values in ({}, {"last_name": "x" * 61}, {"last_name": "Roue", "email": "not one"}):
        with pytest.raises(RowsRefused):
            take_over([line(person=person(**values))], by=coordinator, site=site, is_attested=True)
        assert not Recipient.objects.exists()


def test_a_person_is_matched_by_reference_alone(line, coordinator, site):
    take_over([line(person=person(reference="D-7"))], by=coordinator, site=site, is_attested=True)

    assert Recipient.objects.get().reference == "D-7"

"""Holders in an earlier register: matched with known people, or created once."""

import pytest

from inventory.intake.operations.intake import RowsRefused
from loans.models import Loan
from modules.legacy_import.kinds.people import SEVERAL_ORGANISATIONS
from modules.legacy_import.operations.takeover import take_over
from modules.legacy_import.tests.moves import NEW, goes_live
from people.models import Organisation, Recipient
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


@pytest.mark.usefixtures("house")
def test_people_listed_without_organisation_are_those_of_the_loans(move):
    """Unless they have another phone number; where the loans name several organisations, we ask."""
    one = move("spreadsheet")
    one.send(
        personnes="Nom;Prénom;Téléphone\n"
        "Kerjean;Awa;01 99 00 00 01\n"
        "Le Gall;Idris;01 99 00 00 02\n"
        "Mahé;Lou;\n"
        "Sorel;Jade;\n",
        prets="N° PC;Type;Statut;Emprunteur;Tél;Structure;Date prêt;Retour prévu\n"
        "P-1;laptop;prêté;Awa Kerjean;0199000001;CCAS de Valbourg;01/09/2026;01/03/2027\n"
        "P-2;laptop;prêté;Idris Le Gall;0199000009;CCAS de Valbourg;01/09/2026;01/03/2027\n"
        "P-3;laptop;prêté;Lou Mahé;;CCAS de Valbourg;01/09/2026;01/03/2027\n"
        "P-4;laptop;prêté;Lou Mahé;;Mission locale;01/09/2026;01/03/2027\n",
    )
    assert one.kinds() == ["old_people", "register"]
    one.confirm("old_people")
    one.confirm("register")
    one.answer(("CCAS de Valbourg", NEW), ("Mission locale", NEW))
    assert [row for _kind, row, _sentences in one.problems()] == [4]
    one.answer((SEVERAL_ORGANISATIONS, "same"))
    goes_live(one)
    ours = Organisation.objects.get(is_ours=True)
    assert sorted(f"{p}: {p.organisation}" for p in Recipient.objects.all()) == [
        "Awa Kerjean: CCAS de Valbourg",
        *sorted([f"Idris Le Gall: {ours}", "Idris Le Gall: CCAS de Valbourg"]),
        f"Jade Sorel: {ours}",
        *["Lou Mahé: CCAS de Valbourg", "Lou Mahé: Mission locale"],
    ]

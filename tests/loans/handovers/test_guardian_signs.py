"""Signatories for a minor or with a protected adult: a parent, a guardian, a curator."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from core.workflow.lifecycle import Refused
from loans.agreements.operations import agreements as agreement_operations
from loans.agreements.papers import facts_of_amendment
from loans.agreements.remote import ways_to
from loans.allocation.operations import reservations as reservations_operations
from loans.base.lifecycle.agreements import SignerRole
from loans.base.papers import facts_of
from loans.base.parties import borrower_of, signatories_of
from loans.models import Amendment
from people.base.lifecycle import Relationship
from people.base.representation import EMPLOYER, ORGANISATION, REPRESENTATIONS
from people.models import Message
from tests.cases import tried
from tests.factories import (
    AgreementTextFactory,
    BriefingFactory,
    GuardianFactory,
    MandateFactory,
    OrganisationFactory,
)
from tests.leaks import words_of
from tests.loans.conftest import turned

INK = b"a drawing"


@pytest.fixture
def child(loan):
    loan.recipient.birth_date = timezone.localdate() - timedelta(days=3000)
    loan.recipient.save()
    return loan.recipient


@pytest.fixture
def issue(loan, device, counter, texts):
    def issue():
        reservations_operations.reserve(loan, by=counter, devices=[device])
        BriefingFactory(loan=loan)
        return agreement_operations.issue(loan, by=counter)

    return issue


def guardian(person, name, relationship):
    return GuardianFactory(recipient=person, name=name, relationship=relationship)


def signatories(agreement):
    facts = facts_of(agreement.loan, agreement.text)
    return [(str(who.role), who.name, who.note) for who in facts["signatories"]]


def shown(facts, part="represented"):
    words = render_to_string(f"papers/loans/agreements/_{part}.html", facts)
    return words.replace("\N{NO-BREAK SPACE}", " ")


def sign(agreement, by, *drawings):
    facts = {"pdf": b"%PDF-", "signed_at": timezone.now(), "drawings": drawings}
    return agreement_operations.sign_on_screen(agreement, by=by, **facts)


@pytest.mark.papers
def test_one_parent_signs_without_the_other(no_annex, child, issue, sign_in, counter, signature):
    guardian(child, "Rozenn Tanguy", "mother")
    guardian(child, "Yann Kerjean", "father")
    agreement = issue()
    note = f"mère, pour {child}. Déclare exercer l’autorité parentale."
    assert signatories(agreement) == [("guardian", "Rozenn Tanguy", note)]
    path = reverse("agreement_sign", args=[agreement.pk])
    browser = sign_in(counter)
    page = turned(browser, path)
    assert page.count("<canvas") == 1
    assert "autorité parentale" in page
    browser.post(path, {"signature": signature})
    agreement.refresh_from_db()
    assert agreement.status == "signed"
    assert not Amendment.objects.exists()
    assert not Message.objects.filter(kind__contains="guardian").exists()
    words = words_of(agreement.document.read())
    assert "Rozenn Tanguy" in words
    assert "Yann Kerjean" not in words


def test_the_other_parent_who_came_signs_instead(child, issue, loan, sign_in, counter):
    guardian(child, "Rozenn Tanguy", "mother")
    other = guardian(child, "Yann Kerjean", "father")
    stranger = GuardianFactory()
    agreement = issue()
    for drawings in [(), (b"",), (INK, INK)]:
        with pytest.raises(Refused):
            sign(agreement, counter, *drawings)
    assert not agreement.signatures.exists()
    browser, path = sign_in(counter), reverse("loan_signer", args=[loan.pk])
    page = browser.get(reverse("loan_recipient", args=[loan.pk])).content.decode()
    assert "Yann Kerjean signe" in page
    browser.post(path, {"guardian": stranger.pk})  # not a guardian of the person
    assert child.representative.name == "Rozenn Tanguy"
    assert stranger.recipient.guardians.get() == stranger
    type(other).objects.filter(pk=other.pk).update(phone="06 39 98 00 03", address="2 rue B")
    browser.post(path, {"guardian": other.pk})
    names = list(child.guardians.order_by("pk").values_list("name", "relationship"))
    assert names == [("Yann Kerjean", "father"), ("Rozenn Tanguy", "mother")]
    first = child.guardians.order_by("pk")[0]
    assert (first.phone, first.address) == ("06 39 98 00 03", "2 rue B")
    later = agreement_operations.issue(loan, by=counter)
    assert later != agreement
    assert [name for _role, name, _note in signatories(later)] == ["Yann Kerjean"]


def test_adults_sign_alone_unless_a_guardian_signs_for_them(child, issue, loan, counter):
    guardian(child, "Rozenn Tanguy", "mother")
    child.birth_date = timezone.localdate() - timedelta(days=19 * 366)
    child.save()
    assert [role for role, _name, _note in signatories(issue())] == ["person"]
    child.guardians.all().delete()
    guardian(child, "Maëlle Riou", "tutor")
    loan.refresh_from_db()
    note = f"tuteur ou tutrice d’un majeur, pour {child}. Agit en vertu d’une décision de justice."
    agreement = agreement_operations.issue(loan, by=counter)
    assert signatories(agreement) == [("guardian", "Maëlle Riou", note)]


EXTENDED = {"from": "2026-12-01", "until": "2027-12-01"}
ARTICLES = {ORGANISATION: "an", EMPLOYER: "the"}
PARENTS = "exercer l’autorité parentale"
JUDGED = "en vertu d’une décision de justice"
# Party of a loan and declaration of the representative; a gift belongs to the person.
SITUATIONS = {
    "mother": ("representative", PARENTS),
    "father": ("representative", PARENTS),
    "third": ("representative", "que l’enfant lui est confié"),
    "guardian": ("person", "décision du conseil de famille ou du juge"),
    "tutor": ("person", JUDGED),
    "empower": ("person", JUDGED),
    "mandate": ("person", "mandat de protection future en vigueur"),
}


@pytest.mark.parametrize("relationship", SITUATIONS)
def test_the_represented_person_is_bound_but_parents_borrow_for_a_child(
    relationship, loan, issue, counter
):
    person, (bound, declaration) = loan.recipient, SITUATIONS[relationship]
    chosen = guardian(person, "Maëlle Riou", relationship)
    chosen.seen_on = date(2026, 3, 2)
    chosen.save()
    represented = f"{person}, que représente Maëlle Riou, {chosen.get_relationship_display()}"
    facts = facts_of(loan, issue().text)
    party, child = facts["borrower"][:2]
    if bound == "person":
        assert (party, child) == (represented, "")
    else:
        assert (party, child) == (represented.partition("représente ")[2], str(person))
    [(_role, _name, note)] = facts["signatories"]
    assert f"pour {person}. " in note
    assert declaration in note
    assert "Justificatif vu le lundi 2 mars 2026" in note
    assert (f"« vous » désigne {person}" in shown(facts)) == (bound == "person")
    loan.kind = "gift"
    assert borrower_of(loan, [chosen]).name == represented
    amendment = Amendment(loan=loan, kind="keep", language="fr", at=timezone.now())
    assert f"« vous » désigne {person}" in shown(facts_of_amendment(amendment), "amendment_terms")


def test_a_mandate_is_signed_for_the_person_who_is_bound(child, loan):
    mother = guardian(child, "Rozenn Tanguy", "mother")
    [signatory] = signatories_of(loan, [mother], MandateFactory.build(name="Sophie Bihan"))
    assert (signatory.name, signatory.note) == (
        "Sophie Bihan",
        "pour\N{NO-BREAK SPACE}Rozenn Tanguy, mère",
    )


@pytest.mark.papers
@pytest.mark.parametrize("situation", [ORGANISATION, EMPLOYER])
def test_an_organisation_is_bound_by_the_person_who_types_a_name_and_role(
    situation, loan, issue, counter, sign_in, signature
):
    AgreementTextFactory(kind="three_party", audience="staff", body="## Objet\n\nPour.")
    AgreementTextFactory(kind="three_party", audience="structure", body="## Lui\n\nIl informe.")
    body = OrganisationFactory(approved=True, email="a@example.org")
    is_employer = situation == EMPLOYER
    loan.audience = "staff" if is_employer else "structure"
    loan.employer = body if is_employer else None
    if not is_employer:
        loan.recipient, body = None, loan.organisation
    body.siret = "73282932000074"
    body.save()
    loan.save()
    paper = agreement = issue()
    if is_employer:
        sign(agreement, counter, INK)
        paper = Amendment.objects.get()
    facts = facts_of_amendment(paper) if is_employer else facts_of(loan, agreement.text)
    party = facts["signs_as_employer" if is_employer else "borrower"]
    assert (party.name, party.details[:20]) == (str(body), "SIRET 73282932000074")
    [signatory] = facts["signatories"]
    with translation.override("fr"):
        declares = str(REPRESENTATIONS[situation].declares)
    assert signatory == (SignerRole.AGENT, str(body), declares)
    browser = sign_in(counter)
    for agent, is_signed in (
        ({}, False),
        ({"signature_name": "Paul Le Goff"}, False),
        ({"signature_name": "Paul Le Goff", "signature_capacity": "directeur"}, True),
    ):
        browser.post(paper.sign_url, agent | {"signature": signature})
        paper.refresh_from_db()
        assert (paper.status == "signed") == is_signed
    if not is_employer:
        assert paper.signatures.first().role == SignerRole.AGENT
        change = Amendment(loan=loan, kind="renewal", data=EXTENDED, language="fr")
        for change.status, says_who in (("issued", True), ("noted", False)):
            change_shown = shown(facts_of_amendment(change), "amendment_terms")
            assert f"« vous » désigne {body}" in change_shown
            assert "SIRET 73282932000074" in change_shown
            assert ("figurent à la signature" in change_shown) == says_who
    words = " ".join(words_of(paper.document.read()).split())
    assert words.count("Paul Le Goff, directeur") == 2  # in the text, and at the signature
    assert ("vous" in words) != is_employer


def test_every_capacity_has_an_effect_that_the_documentation_shows(db):
    words = (settings.PROJECT_DIR / "docs/law.md").read_text()
    assert set(REPRESENTATIONS) == {*Relationship, ORGANISATION, EMPLOYER}
    for situation in (ORGANISATION, EMPLOYER):
        assert f"| {ARTICLES[situation]} {situation} " in words
    for capacity in Relationship:
        with tried(capacity), translation.override("fr"):
            effect = REPRESENTATIONS[capacity]
            assert str(capacity.label) in words
            assert effect.seen
            assert bool(effect.declares) != effect.assists


@pytest.mark.parametrize("capacity", [Relationship.CURATOR, Relationship.ASSISTANT])
def test_an_assistant_of_an_adult_signs_beside_them(loan, issue, counter, capacity):
    guardian(loan.recipient, "Maëlle Riou", capacity)
    agreement = issue()
    assert [(role, name) for role, name, _note in signatories(agreement)] == [
        ("person", str(loan.recipient)),
        ("guardian", "Maëlle Riou"),
    ]
    assert f"assiste {loan.recipient}" in signatories(agreement)[1][2]
    assert f"« vous » désigne {loan.recipient}" in shown(facts_of(loan, agreement.text))
    assert ways_to(agreement) == []  # both sign the same paper
    with pytest.raises(Refused):
        sign(agreement, counter, INK)
    sign(agreement, counter, INK, INK)
    assert agreement.signatures.filter(role__in=["person", "guardian"]).count() == 2


def test_a_curator_alone_does_not_answer_for_a_minor(child, loan, device, counter, texts):
    guardian(child, "Maëlle Riou", "curator")
    reservations_operations.reserve(loan, by=counter, devices=[device])
    with pytest.raises(Refused):
        agreement_operations.issue(loan, by=counter)


def test_proofs_not_seen_are_a_reminder_before_the_signature(sign_in, counter, loan):
    tutor = guardian(loan.recipient, "Yann Tutelle", Relationship.TUTOR)
    visitor = sign_in(counter)
    path = reverse("agreement_issue", args=[loan.pk])
    assert "Justificatifs non vus" in visitor.get(path).text
    proof = reverse("loan_proof", args=[loan.pk])
    answer = visitor.post(proof, {"guardian": tutor.pk, "back": "agreement_issue"})
    assert answer.url == path
    visitor.post(proof, {"kind": "identity", "back": "agreement_issue"})
    tutor.refresh_from_db()
    assert tutor.seen_on == timezone.localdate()
    assert "Justificatifs non vus" not in visitor.get(path).text

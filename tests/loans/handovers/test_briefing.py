"""The briefing of a hand-over: explained topics, proof of identity, collector, attachments."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from core.models import Event
from core.workflow.lifecycle import Refused
from loans.aftercare.forms import TransferForm
from loans.agreements.operations import agreements as agreement_operations
from loans.allocation.operations import reservations as reservations_operations
from loans.appointments import operations as appointment_operations
from loans.base import operations as base_operations
from loans.base.letters import notify_signed
from loans.base.lifecycle.agreements import (
    MandatePaper,
    Outcome,
    PaperKind,
    SignerRole,
    Training,
    WhyNotSigned,
)
from loans.base.lifecycle.loans import AgreementStatus, Audience
from loans.base.papers import facts_of, text_for
from loans.handovers import operations as handover_operations
from loans.handovers.forms import DeclineForm, ProofForm
from loans.handovers.steps import steps_of
from loans.models import Attachment, Briefing, Mandate
from loans.requests.forms.answers import FirstForm
from people.base.lifecycle import ProofKind
from people.privacy.operations import anonymise
from people.recipients.operations import see_proof
from tests.factories import UserFactory
from tests.loans.conftest import INK, sign
from tests.modules import use, use_all_but
from tests.visits import undone


def collector(**more):
    facts = {"name": "Maëlle Cosquer", "structure": "CCAS", "paper": MandatePaper.WRITTEN}
    return Mandate(**facts | {"seen_on": timezone.localdate()} | more)


def issue(loan, device, counter):
    reservations_operations.reserve(loan, by=counter, devices=[device])
    return agreement_operations.issue(loan, by=counter)


def test_signing_requires_an_answer_to_the_training_question(loan, device, counter, texts):
    agreement = issue(loan, device, counter)
    signed = {"pdf": b"%PDF-", "signed_at": timezone.now(), "drawings": [INK]}
    with pytest.raises(Refused, match="formation"):
        agreement_operations.sign_on_screen(agreement, by=counter, **signed)
    agreement.refresh_from_db()
    assert agreement.status == AgreementStatus.ISSUED
    with undone():
        use()  # without training
        agreement_operations.sign_on_screen(agreement, by=counter, **signed)
        assert agreement.status == AgreementStatus.SIGNED
    agreement.refresh_from_db()
    use_all_but()
    handover_operations.brief(loan, Briefing(training=Training.AT_EASE), by=counter)
    agreement_operations.sign_on_screen(agreement, by=counter, **signed)
    assert agreement.status == AgreementStatus.SIGNED


def test_an_organisation_needs_no_training_answer(loan, device, counter, texts):
    base_operations.set_recipient(loan, by=counter, recipient=None)
    agreement = issue(loan, device, counter)
    signed = {"pdf": b"%PDF-", "signed_at": timezone.now(), "drawings": [INK]}
    agreement_operations.sign_on_screen(agreement, by=counter, **signed)
    assert loan.audience == Audience.STRUCTURE
    assert agreement.status == AgreementStatus.SIGNED


def test_an_accepted_training_needs_a_place_and_replaces_an_earlier_answer(loan, counter):
    with pytest.raises(ValidationError):
        handover_operations.brief(loan, Briefing(training=Training.ACCEPTED), by=counter)
    assert not Briefing.objects.exists()
    answers = (
        Briefing(training=Training.NOT_ASKED),
        Briefing(training=Training.ACCEPTED, where="Médiathèque", outcome=Outcome.BOOKED),
    )
    for answer in answers:
        handover_operations.brief(loan, answer, by=counter)
    briefing = Briefing.objects.get()
    assert (briefing.training, briefing.where) == (Training.ACCEPTED, "Médiathèque")
    assert Event.objects.filter(kind="loan.briefed").count() == 2


def test_a_proof_of_identity_is_recorded_once(person, counter):
    see_proof(person, by=counter, kind=ProofKind.REFERRAL)
    see_proof(person, by=UserFactory(counter=True), kind=ProofKind.IDENTITY)
    person.refresh_from_db()
    assert (person.proof_kind, person.proof_seen_by) == (ProofKind.REFERRAL, counter)
    assert person.proof_seen_on == timezone.localdate()
    assert Event.objects.filter(kind="recipient.proof_seen").count() == 1


def test_no_reason_and_no_organisation_is_recorded_that_nobody_chose():
    choices = ((ProofForm, "kind"), (DeclineForm, "because"), (FirstForm, "why"))
    for form, name in (*choices, (TransferForm, "purpose"), (TransferForm, "organisation")):
        assert next(iter(form.base_fields[name].choices))[0] == "", (form, name)


def test_the_mandatary_signs_for_the_person_until_removed(loan, device, counter, texts):
    handover_operations.name_collector(loan, collector(), by=counter)
    agreement = issue(loan, device, counter)
    (signatory,) = facts_of(loan, text_for(loan))["signatories"]
    assert (signatory.role, signatory.name) == (SignerRole.COLLECTOR, "Maëlle Cosquer")
    assert "Awa Kerjean" in signatory.note
    with undone():
        sign(agreement, counter)
        roles = list(agreement.signatures.values_list("role", flat=True))
        assert roles == [SignerRole.COLLECTOR, SignerRole.OURS]
        assert "Cosquer" not in str(list(Event.objects.values_list("data", flat=True)))
    loan.refresh_from_db()
    handover_operations.drop_collector(loan, by=counter)
    newer = agreement_operations.issue(loan, by=counter)
    agreement.refresh_from_db()
    assert agreement.declined_because == WhyNotSigned.REPLACED
    (signatory,) = facts_of(loan, newer.text)["signatories"]
    assert signatory.role == SignerRole.PERSON
    handover_operations.name_collector(loan, collector(name="Yann Le Du"), by=counter)
    assert Mandate.objects.of(loan).name == "Yann Le Du"


def test_an_invalid_mandate_is_refused(loan, counter):
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(Refused):
        handover_operations.name_collector(loan, collector(seen_on=tomorrow), by=counter)
    base_operations.set_recipient(loan, by=counter, recipient=None)
    with pytest.raises(Refused):
        handover_operations.name_collector(loan, collector(), by=counter)
    assert not Mandate.objects.exists()


def test_an_attachment_is_no_proof_of_identity_and_is_deleted_with_its_file(loan, counter):
    facts = {"content": b"%PDF-1.7 %%EOF", "content_type": "application/pdf"}
    with pytest.raises(ValueError, match="identity"):
        handover_operations.attach(loan, by=counter, kind="identity", **facts)
    handover_operations.attach(loan, by=counter, kind=PaperKind.SCHOOL, **facts)
    attachment = Attachment.objects.get()
    assert attachment.document.read() == facts["content"]
    handover_operations.detach(attachment, by=counter)
    handover_operations.detach(attachment, by=counter)
    attachment.document.refresh_from_db()
    assert attachment.document.purged_at is not None
    assert Event.objects.filter(kind="loan.detached").count() == 1


def test_the_reason_of_a_refused_signature_is_stored(issued, counter):
    agreement_operations.decline(issued, by=counter, because=WhyNotSigned.UNCLEAR)
    assert issued.declined_because == WhyNotSigned.UNCLEAR
    event = Event.objects.get(kind="agreement.refused")
    assert event.data == {"agreement": issued.number, "unsigned": "unclear"}


def test_the_mandatary_is_anonymised_with_the_person(loan, counter, coordinator, person):
    handover_operations.name_collector(loan, collector(), by=counter)
    appointment_operations.cancel_loan(loan, by=counter)
    anonymise([person], by=coordinator)
    mandate = Mandate.objects.get()
    assert (mandate.name, mandate.structure) == ("", "")
    assert mandate.forgotten_at is not None


def test_a_signed_agreement_is_notified_once_to_person_and_organisation(
    issued, counter, mailoutbox, django_capture_on_commit_callbacks
):
    def reach(person, organisation):
        issued.loan.recipient.email, issued.loan.organisation.email = person, organisation
        issued.loan.recipient.save()
        issued.loan.organisation.save()

    reach("", "")
    with undone():
        sign(issued, counter)
        assert notify_signed(issued) == []
    issued.refresh_from_db()
    reach("awa@example.org", "ccas@example.org")
    with django_capture_on_commit_callbacks(execute=True):
        sign(issued, counter, b"%PDF-1.7 signed")
    with django_capture_on_commit_callbacks(execute=True):
        notify_signed(issued)
    assert sorted(letter.to for letter in mailoutbox) == [["awa@example.org"], ["ccas@example.org"]]
    [theirs] = [letter for letter in mailoutbox if letter.to == ["awa@example.org"]]
    (paper,) = theirs.attachments
    assert paper[1] == b"%PDF-1.7 signed"
    assert "Kerjean" not in paper[0]
    issued.loan.organisation.is_ours = True  # we know of it already
    assert [letter.kind for letter in notify_signed(issued)] == ["agreement.signed"]


def test_explanations_are_recorded_without_the_training_question(loan, counter, sign_in):
    use()
    fresh = {step.name: step.is_done for step in steps_of(loan)}
    assert not any(fresh[name] for name in ("loan_explained", "loan_terms", "agreement_issue"))
    summary = sign_in(counter).get(reverse("agreement_issue", args=[loan.pk]))
    assert summary.text.count('class="step-skipped"') == 2  # what was explained, and the terms
    assert "loan_explained" not in {step.name for step in summary.context["undone"]}
    address = reverse("loan_explained", args=[loan.pk])
    sign_in(counter).post(address, {"switch_on": "on"})
    briefing = Briefing.objects.get(loan=loan)
    assert (briefing.explained, briefing.training) == (["switch_on"], "")
    assert next(step for step in steps_of(loan) if step.name == "loan_explained").is_done
    use("training")
    assert not next(step for step in steps_of(loan) if step.name == "loan_explained").is_done

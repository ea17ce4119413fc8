"""The loser of a race and a repeated form are answered before a PDF is rendered in vain."""

import pytest

from core.forms.base import attempt
from core.pdf import render as pdf
from loans.agreements import papers as agreement_papers
from loans.agreements.forms import AmendmentSignatureForm
from loans.agreements.operations import agreements as agreement_operations
from loans.agreements.operations import amendments as amendment_operations
from loans.base import papers as base_papers
from loans.base.lifecycle.aftercare import AmendmentKind
from loans.handovers.signature_forms import SignatureForm
from loans.models import Agreement, Amendment
from tests.factories import AgreementFactory, LoanFactory


@pytest.fixture
def drawn(monkeypatch):
    """The HTML of the PDFs that the test renders."""
    papers_drawn = []
    write = pdf._write

    def spy(html, *args, **kwargs):
        papers_drawn.append(html)
        return write(html, *args, **kwargs)

    monkeypatch.setattr(pdf, "_write", spy)
    return papers_drawn


def signature_form(agreement, by, data):
    facts = base_papers.facts_of(agreement.loan, agreement.text, agreement.second_text)
    return SignatureForm(data, agreement=agreement, by=by, facts=facts)


def test_an_agreement_signed_meanwhile_or_sent_again_is_not_drawn(
    english, issued, counter, signature, drawn
):
    data = {"signature": signature, "submission": "0b7f6b8e-5d0f-4b0e-9a1e-3d3c1f6f2a11"}
    again, late = (Agreement.objects.get(pk=issued.pk) for _time in range(2))
    form = signature_form(issued, counter, data)
    assert attempt(form, agreement_operations.sign_on_screen, issued, by=counter)
    drawn.clear()
    form = signature_form(again, counter, data)
    assert attempt(form, agreement_operations.sign_on_screen, again, by=counter)
    form = signature_form(late, counter, {"signature": signature})
    assert not attempt(form, agreement_operations.sign_on_screen, late, by=counter)
    assert "This agreement is not waiting for a signature: open it again." in form.errors["__all__"]
    assert drawn == []


def test_an_amendment_signed_meanwhile_is_not_drawn(
    english, coordinator, counter, person, site, signature, drawn
):
    loan = LoanFactory(active=True, site=site, recipient=person, organisation=person.organisation)
    AgreementFactory(signed=True, loan=loan)
    amendment = amendment_operations.correct_agreement(
        loan, by=coordinator, words="Two chargers, not one."
    )
    assert amendment.kind == AmendmentKind.CORRECTION
    seen_before = Amendment.objects.get(pk=amendment.pk)
    signed, signed_at = agreement_papers.sign_amendment(amendment, by=counter)
    amendment_operations.sign_amendment(amendment, by=counter, pdf=signed, signed_at=signed_at)
    drawn.clear()
    facts = agreement_papers.facts_of_amendment(seen_before)
    form = AmendmentSignatureForm(
        {"signature": signature},
        amendment=seen_before,
        by=counter,
        facts=facts,
    )
    assert not attempt(form, amendment_operations.sign_amendment, seen_before, by=counter)
    assert "”: it is not waiting for a signature." in form.errors["__all__"][0]
    assert drawn == []

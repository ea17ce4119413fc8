"""One guardian of two signs today; the other signs an amendment another day, and is waited for."""

from datetime import timedelta

import pypdfium2
import pytest
from django.urls import reverse
from django.utils import timezone

from core.workflow.lifecycle import Refused
from loans.aftercare.reminders.unsigned import remind_unsigned
from loans.agreements.operations import agreements as agreement_operations
from loans.agreements.operations import amendments as amendment_operations
from loans.agreements.papers import facts_of_amendment
from loans.allocation.operations import reservations as reservations_operations
from loans.base.lifecycle.aftercare import AmendmentKind, AmendmentStatus
from loans.models import Amendment, Rules
from people.models import Message
from tests.factories import BriefingFactory, GuardianFactory
from tests.leaks import words_of
from tests.loans.conftest import turned

INK = b"a drawing"


@pytest.fixture
def agreement(loan, device, counter, texts):
    """An agreement to sign by two guardians, of whom each has a home."""
    for name in ("Yann Kerjean", "Rozenn Tanguy"):
        GuardianFactory(recipient=loan.recipient, name=name, address=f"Chez {name}")
    reservations_operations.reserve(loan, by=counter, devices=[device])
    BriefingFactory(loan=loan)
    return agreement_operations.issue(loan, by=counter)


@pytest.fixture
def page(agreement, sign_in, counter):
    browser = sign_in(counter)

    def send(**values):
        return browser.post(reverse("agreement_sign", args=[agreement.pk]), values)

    return send


def signed(agreement, by, *drawings):
    facts = {"pdf": b"%PDF-", "signed_at": timezone.now(), "drawings": drawings}
    return agreement_operations.sign_on_screen(agreement, by=by, **facts)


def test_one_guardian_signs_and_an_amendment_waits_for_the_other(agreement, page, signature):
    page(signature=signature, signature2_away="on")
    agreement.refresh_from_db()
    assert agreement.status == "signed"
    theirs = agreement.signatures.filter(role="guardian")
    assert list(theirs.values_list("position", flat=True)) == [0]
    assert "N’était pas là ce jour-là" in words_of(agreement.document.read())
    amendment = Amendment.objects.get()
    assert (amendment.kind, amendment.status) == (AmendmentKind.GUARDIAN, AmendmentStatus.ISSUED)
    assert [str(who) for who in facts_of_amendment(amendment)["signatories"]] == ["Rozenn Tanguy"]


@pytest.mark.parametrize(
    "values",
    [
        {"signature": True},
        {"signature_away": "on", "signature2_away": "on"},
        {"signature": True, "signature_away": "on", "signature2_away": "on"},
        {"signature": ""},
    ],
)
def test_each_guardian_signs_or_is_marked_absent(agreement, page, signature, values):
    answer = page(**{name: signature if drawn is True else drawn for name, drawn in values.items()})
    assert answer.status_code == 200
    assert answer.context["form"].errors
    agreement.refresh_from_db()
    assert agreement.status == "issued"


def test_the_absent_guardian_signs_another_day(agreement, page, signature, sign_in, counter):
    page(signature=signature, signature2_away="on")
    amendment = Amendment.objects.get()
    path = reverse("amendment_sign", args=[amendment.pk])
    browser = sign_in(counter)
    assert "Rozenn Tanguy" in turned(browser, path)
    browser.post(path, {"signature": signature})
    amendment.refresh_from_db()
    assert amendment.status == AmendmentStatus.SIGNED
    text = words_of(amendment.document.read())
    assert "Rozenn Tanguy" in text
    assert "Yann Kerjean" not in text


@pytest.mark.parametrize("drawings", [(b"", b""), (INK,), (INK, INK, INK)])
def test_the_operation_refuses_an_agreement_without_a_guardians_signature(
    agreement, counter, drawings
):
    with pytest.raises(Refused):
        signed(agreement, counter, *drawings)
    assert not agreement.signatures.exists()


def test_only_guardians_may_be_absent(loan, device, counter, texts):
    reservations_operations.reserve(loan, by=counter, devices=[device])
    BriefingFactory(loan=loan)
    with pytest.raises(Refused):
        signed(agreement_operations.issue(loan, by=counter), counter, b"")


def test_who_prepared_the_loan_is_reminded_once_until_the_other_signed(agreement, counter):
    signed(agreement, counter, INK, b"")
    waits = timedelta(days=Rules.cached().unsigned_days)
    for _time in range(2):
        remind_unsigned(today=timezone.localdate() + waits)
    messages = Message.objects.filter(kind="loan.guardian_counter")
    assert [message.user for message in messages] == [agreement.loan.created_by]


def test_the_amendment_of_the_absent_guardian_has_one_signature_field(agreement, counter):
    signed(agreement, counter, INK, b"")
    amendment = amendment_operations.draw_amendment(Amendment.objects.get(), by=counter)
    with pypdfium2.PdfDocument(amendment.document.read()) as pdf:
        text = "".join(page.get_textpage().get_text_bounded() for page in pdf)
    assert text.count("lu et approuvé") == 1
    assert "Yann Kerjean" not in text

"""Signing at a distance: a link that works once, for who proves who they are, and for some days."""

import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from core.models import Event
from core.workflow.lifecycle import Refused
from loans.agreements.operations import agreements as agreement_operations
from loans.agreements.operations.links import close_link, prove_signer, remind_link, send_link
from loans.agreements.remote import ways_to
from loans.allocation.operations import reservations as reservations_operations
from loans.base.lifecycle.aftercare import AmendmentKind
from loans.base.lifecycle.agreements import TextKind
from loans.base.lifecycle.loans import AgreementStatus, LoanStatus
from loans.models import Amendment, Loan, SignatureLink
from people.models import Message, User
from people.outbox.letter_kinds import LETTERS
from people.outbox.lifecycle import Channel
from people.outbox.rendering import words_for
from tests.factories import (
    AgreementTextFactory,
    BriefingFactory,
    GuardianFactory,
    OrganisationFactory,
    UserFactory,
)
from tests.leaks import words_of
from tests.loans.conftest import drawing, sign

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def sms(settings):
    settings.SMS_BACKEND = "people.outbox.sms.Console"


@pytest.fixture
def sent(issued, person, counter):
    """A link sent to who was born in 1984."""
    person.phone, person.email = "06 39 98 00 01", "awa@example.org"
    person.birth_date = date(1984, 5, 4)
    person.save()
    agreement = agreement_operations.issue(Loan.objects.get(), by=counter)
    return send_link(agreement, by=counter, channel=Channel.SMS)


def words_on(page):
    return " ".join(page.content.decode().split())


def path_of(link):
    return reverse("signature_remote", args=[link.token])


def prove(client, link, answer="1984"):
    return client.post(path_of(link), {"answer": answer})


@pytest.mark.papers
def test_an_agreement_is_signed_through_a_link(sent, client):
    assert "Lu et approuvé" not in client.get(path_of(sent)).content.decode()
    assert prove(client, sent).status_code == 302
    page = client.get(path_of(sent)).content.decode()
    assert "Awa Kerjean" in page
    client.post(path_of(sent), {"signature": drawing()})
    sent.agreement.refresh_from_db()
    assert sent.agreement.status == AgreementStatus.SIGNED
    assert sent.agreement.loan.status == LoanStatus.ACTIVE
    words = " ".join(words_of(sent.agreement.document.read()).split())
    assert "Signé à distance" in words
    kinds = Event.objects.about(sent.agreement.loan).values_list("kind", flat=True)
    assert {"signature.sent", "signature.opened", "signature.remote", "loan.signed"} <= set(kinds)


def test_the_paper_is_hidden_before_the_identity_check(sent, client, device):
    page = client.get(path_of(sent)).content.decode()
    for secret in ("Awa", "Kerjean", device.asset_tag, sent.agreement.number):
        assert secret not in page


def test_a_signature_link_works_once(sent, client):
    prove(client, sent)
    client.post(path_of(sent), {"signature": drawing()})
    answer = client.get(path_of(sent))
    assert "canvas" not in answer.content.decode()
    assert client.post(path_of(sent), {"signature": drawing()}).url == path_of(sent)
    assert sent.agreement.signatures.filter(role="person").count() == 1


def test_a_link_works_on_a_later_day_than_the_agreement_was_made(sent, client):
    with pytest.MonkeyPatch.context() as patch:
        later = timezone.now() + timedelta(days=2)
        patch.setattr("django.utils.timezone.now", lambda: later)
        prove(client, sent)
        client.post(path_of(sent), {"signature": drawing()})
    sent.agreement.refresh_from_db()
    assert sent.agreement.status == AgreementStatus.SIGNED


def test_a_signature_link_expires(sent, client):
    with pytest.MonkeyPatch.context() as patch:
        late = timezone.now() + timedelta(days=7, minutes=1)
        patch.setattr("django.utils.timezone.now", lambda: late)
        assert client.get(path_of(sent)).status_code == 410


def test_five_wrong_years_close_a_link(sent, client):
    for _time in range(4):
        assert prove(client, sent, "1985").status_code == 200
    assert prove(client, sent, "1985").status_code == 302
    assert client.get(path_of(sent)).status_code == 410
    assert prove(client, sent).status_code == 410
    sent.agreement.refresh_from_db()
    assert sent.agreement.status == AgreementStatus.ISSUED
    assert Event.objects.filter(kind="signature.locked").count() == 1


def test_signing_needs_the_identity_check_in_the_session(sent, client):
    client.post(path_of(sent), {"signature": drawing()})
    sent.agreement.refresh_from_db()
    assert sent.agreement.status == AgreementStatus.ISSUED


def test_opening_links_is_rate_limited_by_ip_address(client, still_clock):
    path = reverse("signature_remote", args=["a" * 32])
    codes = [client.get(path).status_code for _time in range(31)]
    assert codes == [404] * 30 + [429]


def test_a_closed_link_opens_nothing(sent, client, counter):
    prove(client, sent)
    close_link(sent, by=counter)
    assert client.post(path_of(sent), {"signature": drawing()}).status_code == 410
    sent.agreement.refresh_from_db()
    assert sent.agreement.status == AgreementStatus.ISSUED


def test_a_new_link_revokes_the_previous_one(sent, client, counter):
    other = send_link(sent.agreement, by=counter, channel=Channel.EMAIL)
    assert client.get(path_of(sent)).status_code == 410
    assert client.get(path_of(other)).status_code == 200


def test_the_link_of_an_anonymised_person_does_not_open(sent, client):
    User.objects.filter(pk=sent.by_id).update(is_active=False)
    assert client.get(path_of(sent)).status_code == 410


def test_only_a_hash_of_a_link_is_stored(sent):
    row = SignatureLink.objects.values().get(pk=sent.pk)
    assert sent.token not in map(str, row.values())


def test_without_a_birth_date_a_code_is_given_by_phone(issued, person, counter, client):
    person.email = "awa@example.org"
    person.save()
    agreement = agreement_operations.issue(Loan.objects.get(), by=counter)
    link = send_link(agreement, by=counter, channel=Channel.EMAIL)
    assert len(link.code) == 6
    assert link.code not in map(str, SignatureLink.objects.values().get(pk=link.pk).values())
    wrong = f"{(int(link.code) + 1) % 10**6:06}"
    assert prove(client, link, wrong).status_code == 200
    assert prove(client, link, link.code).status_code == 302


def test_the_code_of_a_link_is_shown_once_to_its_sender(issued, person, sign_in, counter):
    person.email = "awa@example.org"
    person.save()
    path = agreement_operations.issue(Loan.objects.get(), by=counter).sign_url
    visitor = sign_in(counter)
    shown = visitor.post(path, {"send": "1", "channel": "email"}, follow=True).content.decode()
    assert "Dictez ce code par téléphone" in shown
    assert "Dictez ce code par téléphone" not in visitor.get(path).content.decode()


def test_letter_and_reminder_contain_the_same_link(sent, counter):
    remind_link(sent, by=counter)
    letters = Message.objects.filter(kind="signing.link").order_by("pk")
    assert [letter.channel for letter in letters] == [Channel.SMS] * 2
    for letter in letters:
        assert path_of(sent) in words_for(LETTERS(letter.kind), letter).sms
        assert LETTERS(letter.kind).addresses(letter) == ["+33639980001"]


def test_the_parent_who_borrows_signs_at_a_distance(loan, person, device, counter, texts, client):
    person.birth_date = timezone.localdate() - timedelta(days=3000)
    person.save()
    for name, phone in (("Rozenn Tanguy", "06 39 98 00 02"), ("Yann Kerjean", "06 39 98 00 03")):
        GuardianFactory(recipient=person, name=name, phone=phone)
    reservations_operations.reserve(loan, by=counter, devices=[device])
    BriefingFactory(loan=loan)
    agreement = agreement_operations.issue(loan, by=counter)
    link = send_link(agreement, by=counter, channel=Channel.SMS)
    prove(client, link, link.code)
    page = client.get(path_of(link)).content.decode()
    assert page.count("<canvas") == 1
    assert "<legend>Rozenn Tanguy" in page
    client.post(path_of(link), {"signature": drawing()})
    agreement.refresh_from_db()
    assert agreement.status == AgreementStatus.SIGNED
    assert agreement.signatures.filter(role="guardian").count() == 1
    assert not Amendment.objects.exists()


def test_the_employer_is_sent_a_link_after_the_screen_and_signs_by_it(
    loan, person, device, counter, texts, client, sign_in
):
    AgreementTextFactory(
        kind=TextKind.THREE_PARTY, audience="staff", body="## Objet\n\nPour les trois."
    )
    employer = OrganisationFactory(approved=True, name="Ouest Services", email="rh@example.org")
    person.kind = "staff"
    person.save()
    loan.employer, loan.audience = employer, "staff"
    loan.save()
    reservations_operations.reserve(loan, by=counter, devices=[device])
    BriefingFactory(loan=loan)
    agreement = agreement_operations.issue(loan, by=counter)
    sign(agreement, counter)
    amendment = Amendment.objects.get(kind=AmendmentKind.EMPLOYER)
    visitor, after = sign_in(counter), reverse("loan_signed", args=[loan.pk])
    assert "Envoyer le lien à : Ouest Services" in words_on(visitor.get(after))
    sending = {"send": "1", "channel": "email"}
    page = words_on(visitor.post(amendment.sign_url, sending, follow=True))
    code = re.search(r"par téléphone : (\d{6})", page)[1]
    assert "Envoyer le lien" not in words_on(visitor.get(after))
    link = SignatureLink.objects.get(amendment=amendment)
    prove(client, link, code)
    assert "Pour les trois." in words_on(client.get(path_of(link)))
    client.post(path_of(link), {"signature": drawing()})
    amendment.refresh_from_db()
    assert amendment.status == "signed"
    signed = words_of(amendment.document.read())
    assert "Ouest Services" in signed
    assert "Pour les trois." in signed


def test_an_employer_without_an_address_signs_on_paper_and_not_after_a_screen(
    loan, person, device, counter, texts
):
    AgreementTextFactory(kind=TextKind.THREE_PARTY, audience="staff", body="## Objet\n\nPour.")
    person.kind = "staff"
    person.save()
    loan.employer = OrganisationFactory(approved=True, name="Ouest Services", email="")
    loan.audience = "staff"
    loan.save()
    reservations_operations.reserve(loan, by=counter, devices=[device])
    agreement = agreement_operations.issue(loan, by=counter)
    with pytest.raises(Refused, match="Ouest Services"):
        sign(agreement, counter)
    scan = {"scan": b"%PDF-1.7", "content_type": "application/pdf"}
    agreement_operations.sign_on_paper(agreement, by=counter, **scan)
    assert agreement.status == "signed"


def test_sending_a_link_needs_the_hand_over_permission(issued):
    with pytest.raises(PermissionDenied):
        send_link(issued, by=UserFactory(volunteer=True), channel=Channel.SMS)


def test_no_link_without_an_email_or_phone(issued, person, counter):
    person.phone = person.email = ""
    person.save()
    issued.refresh_from_db()
    assert list(ways_to(issued)) == []
    with pytest.raises(Refused):
        send_link(issued, by=counter, channel=Channel.SMS)


def test_a_sale_is_signed_in_presence(issued, person):
    """At a distance the buyer could withdraw from it."""
    person.email = "awa@example.org"
    person.save()
    issued.refresh_from_db()
    assert list(ways_to(issued))
    issued.loan.sale_price = 20
    assert list(ways_to(issued)) == []


@pytest.mark.parametrize(
    ("state", "is_there"), [("unsigned", True), ("declined", False), ("sent", True), ("", True)]
)
def test_the_list_shows_papers_waiting_for_signature(sent, counter, sign_in, state, is_there):
    page = sign_in(counter).get(reverse("signing_list"), {"state": state}).content.decode()
    assert (sent.agreement.number in page) == is_there
    assert (reverse("signaturelink_remind", args=[sent.pk]) in page) == is_there


def test_the_list_shows_declined_papers(issued, counter, sign_in):
    agreement_operations.decline(issued, by=counter)
    page = sign_in(counter).get(reverse("signing_list"), {"state": "declined"}).content.decode()
    assert issued.number in page


def test_a_correct_answer_on_a_closed_link_is_refused(sent, counter):
    close_link(sent, by=counter)
    assert not prove_signer(sent, by=User.objects.system(), answer="1984")


def test_no_answer_is_accepted_without_a_birth_year(sent, client, person):
    person.birth_date = None
    person.save()
    for answer in ("None", ""):
        assert not prove_signer(sent, by=User.objects.system(), answer=answer)
    assert client.get(path_of(sent)).status_code == 410


def test_a_link_ends_once_the_details_of_who_signs_were_corrected(sent, client, counter, person):
    prove(client, sent)
    Event.objects.record("recipient.changed", person, by=counter)
    assert client.post(path_of(sent), {"signature": drawing()}).status_code == 410
    with pytest.raises(Refused, match="envoyez-en un autre"):
        remind_link(sent, by=counter)
    sent.agreement.refresh_from_db()
    assert sent.agreement.status == AgreementStatus.ISSUED

"""Remote signing: a link works once, for a verified signatory, for some days."""

import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

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
from people.models import Message, Recipient, User
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
from tests.visits import undone

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def sms(settings):
    settings.SMS_BACKEND = "people.outbox.sms.Console"


@pytest.fixture
def sent(issued, person, counter):
    """A link sent to a person born in 1984."""
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
def test_an_agreement_is_signed_through_a_link_once_the_identity_is_checked(
    no_annex, sent, client, device
):
    assert sent.token not in map(str, SignatureLink.objects.values().get(pk=sent.pk).values())
    page = client.get(path_of(sent)).content.decode()
    for secret in ("Awa", "Kerjean", device.asset_tag, sent.agreement.number, "Lu et approuvé"):
        assert secret not in page
    client.post(path_of(sent), {"signature": drawing()})
    check_unsigned(sent)

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

    assert "canvas" not in client.get(path_of(sent)).content.decode()
    assert client.post(path_of(sent), {"signature": drawing()}).url == path_of(sent)
    assert sent.agreement.signatures.filter(role="person").count() == 1

    copy = reverse("signature_copy", args=[sent.token])
    assert copy in client.get(path_of(sent)).content.decode()
    assert client.get(copy).content == sent.agreement.document.read()
    stranger = Client()
    assert stranger.get(copy).url == path_of(sent)
    assert copy not in prove(stranger, sent, "1985").content.decode()
    assert prove(stranger, sent).status_code == 302
    assert stranger.get(copy).headers["Content-Type"] == "application/pdf"
    person = sent.agreement.loan.recipient
    Event.objects.record("recipient.changed", person, by=sent.by)
    assert stranger.get(copy).status_code == 302


def check_unsigned(link):
    link.agreement.refresh_from_db()
    assert link.agreement.status == AgreementStatus.ISSUED


def test_a_link_works_on_a_later_day_until_it_expires(unrendered, sent, client):
    for later, is_open in ((timedelta(days=7, minutes=1), False), (timedelta(days=2), True)):
        with pytest.MonkeyPatch.context() as patch:
            now = timezone.now() + later
            patch.setattr("django.utils.timezone.now", lambda now=now: now)
            assert client.get(path_of(sent)).status_code == (200 if is_open else 410)
            prove(client, sent)
            client.post(path_of(sent), {"signature": drawing()})
        sent.agreement.refresh_from_db()
        assert (sent.agreement.status == AgreementStatus.SIGNED) == is_open


def test_five_wrong_years_close_a_link(unrendered, sent, client):
    for _time in range(4):
        assert prove(client, sent, "1985").status_code == 200
    assert prove(client, sent, "1985").status_code == 302
    assert client.get(path_of(sent)).status_code == 410
    assert prove(client, sent).status_code == 410
    check_unsigned(sent)
    assert Event.objects.filter(kind="signature.locked").count() == 1


def test_a_link_that_ended_opens_nothing(unrendered, sent, client, counter, person):
    """A link ends by a new link, by hand, with its sender, or by a correction of the person."""

    def closed():
        close_link(sent, by=counter)
        assert not prove_signer(sent, by=User.objects.system(), answer="1984")

    def corrected():
        Event.objects.record("recipient.changed", person, by=counter)
        with pytest.raises(Refused, match="envoyez-en un autre"):
            remind_link(sent, by=counter)

    def without_a_year():
        Recipient.objects.filter(pk=person.pk).update(birth_date=None)
        for answer in ("None", ""):
            assert not prove_signer(sent, by=User.objects.system(), answer=answer)

    def replaced():
        other = send_link(sent.agreement, by=counter, channel=Channel.EMAIL)
        assert client.get(path_of(other)).status_code == 200

    def sender_left():
        User.objects.filter(pk=sent.by_id).update(is_active=False)

    prove(client, sent)
    for end in (closed, corrected, without_a_year, replaced, sender_left):
        with undone():
            end()
            sent.refresh_from_db()
            assert client.get(path_of(sent)).status_code == 410, end
            assert client.post(path_of(sent), {"signature": drawing()}).status_code == 410, end
            check_unsigned(sent)
        sent.refresh_from_db()


def test_opening_links_is_rate_limited_by_ip_address(unrendered, client, still_clock):
    path = reverse("signature_remote", args=["a" * 32])
    codes = [client.get(path).status_code for _time in range(31)]
    assert codes == [404] * 30 + [429]


def test_without_a_birth_date_a_code_is_shown_once_to_the_sender_who_gives_it_by_phone(
    issued, person, sign_in, counter, client
):
    person.email = "awa@example.org"
    person.save()
    path, visitor = (
        agreement_operations.issue(Loan.objects.get(), by=counter).sign_url,
        sign_in(counter),
    )
    shown = words_on(visitor.post(path, {"send": "1", "channel": "email"}, follow=True))
    code = re.search(r"Dictez ce code par téléphone : (\d{6})", shown)[1]
    assert "Dictez ce code par téléphone" not in visitor.get(path).content.decode()
    assert code not in map(str, SignatureLink.objects.values().get().values())
    link = send_link(
        Loan.objects.get().agreements.get(status="issued"), by=counter, channel="email"
    )
    wrong = f"{(int(link.code) + 1) % 10**6:06}"
    assert prove(client, link, wrong).status_code == 200
    assert prove(client, link, link.code).status_code == 302


def test_letter_and_reminder_contain_the_same_link(sent, counter):
    remind_link(sent, by=counter)
    letters = Message.objects.filter(kind="signing.link").order_by("pk")
    assert [letter.channel for letter in letters] == [Channel.SMS] * 2
    for letter in letters:
        assert path_of(sent) in words_for(LETTERS(letter.kind), letter).sms
        assert LETTERS(letter.kind).addresses(letter) == ["+33639980001"]


@pytest.mark.papers
def test_a_name_is_typed_and_ticked_instead_of_drawn(sent, client):
    prove(client, sent)
    for incomplete in (
        {"signature_name": "Awa Kerjean"},
        {"signature_typed": "on"},
        {"signature_typed": "on", "signature_name": " "},
    ):
        client.post(path_of(sent), incomplete)
        check_unsigned(sent)
    typed = {"signature_typed": "on", "signature_name": "Awa Kerjean-Le Goff"}
    client.post(path_of(sent), typed | {"witness": "Luc Riou, écrivain public"})
    sent.agreement.refresh_from_db()
    assert sent.agreement.status == AgreementStatus.SIGNED
    kinds = sent.agreement.signatures.values_list("role", "kind", "sha256")
    assert list(kinds) == [(role, "typed", "") for role in ("person", "ours", "witness")]
    words = " ".join(words_of(sent.agreement.document.read()).split())
    assert "Nom saisi et signature confirmée à l’écran par Awa Kerjean-Le Goff" in words
    assert "Témoin : Luc Riou, écrivain public." in words.replace("\N{NO-BREAK SPACE}", " ")


def test_the_borrowing_parent_signs_remotely(loan, person, device, counter, texts, client):
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


def test_the_employer_signs_by_a_link_sent_after_the_screen_signature(
    loan, person, device, counter, texts, client, sign_in
):
    for who, body in (("staff", "Pour les trois."), ("structure", "Il informe {borrower}.")):
        three = {"kind": TextKind.THREE_PARTY, "audience": who}
        AgreementTextFactory(**three, body=f"## Objet\n\n{body}")
    employer = OrganisationFactory(
        approved=True, name="Ouest Services", email="rh@example.org", siret="73282932000074"
    )
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
    page = " ".join(strip_tags(words_on(client.get(path_of(link)))).split())
    assert f"a lu la convention {agreement}, signée par {person}" in page
    client.post(path_of(link), {"signature": drawing()})
    amendment.refresh_from_db()
    assert amendment.status == "issued"  # nobody is named
    agent = {"signature_name": "Anne Corre", "signature_capacity": "gérante"}
    client.post(path_of(link), agent | {"signature": drawing()})
    amendment.refresh_from_db()
    assert amendment.status == "signed"
    signed = " ".join(words_of(amendment.document.read()).split())
    for part in ("Ouest Services", "SIRET 73282932000074", f"Il informe {person}."):
        assert part in page
        assert part in signed
    assert "Anne Corre, gérante" in signed
    assert "Pour les trois." not in signed
    assert "vous" not in signed


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


def test_a_link_is_sent_by_the_counter_to_an_address_and_not_for_a_sale(issued, person, counter):
    """The buyer in a remote sale would have the right to withdraw."""
    with pytest.raises(PermissionDenied):
        send_link(issued, by=UserFactory(volunteer=True), channel=Channel.SMS)
    for email, price, is_possible in (
        ("", None, False),
        ("a@b.org", 20, False),
        ("a@b.org", None, True),
    ):
        person.phone, person.email = "", email
        person.save()
        issued.refresh_from_db()
        issued.loan.sale_price = price
        assert bool(list(ways_to(issued))) == is_possible, (email, price)
        if not email:
            with pytest.raises(Refused):
                send_link(issued, by=counter, channel=Channel.SMS)


def test_the_list_shows_papers_that_wait_for_a_signature_or_were_declined(sent, counter, sign_in):
    visitor, remind = sign_in(counter), reverse("signaturelink_remind", args=[sent.pk])

    def shown(state):
        page = visitor.get(reverse("signing_list"), {"state": state}).content.decode()
        return (sent.agreement.number in page, remind in page)

    for state, is_there in (("unsigned", True), ("declined", False), ("sent", True), ("", True)):
        assert shown(state) == (is_there, is_there), state
    agreement_operations.decline(sent.agreement, by=counter)
    assert shown("declined")[0]

"""A paper of a lot is mailed once, and the outcome is shown."""

import smtplib
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from core.models import Event
from donations.lifecycle import PaperKind
from donations.models import Letter, Paper
from inventory.intake.operations import papers as paper_operations
from inventory.intake.papers import draw
from people.models import User
from tests.cases import messages_of
from tests.factories import DocumentFactory, LetterFactory
from tests.inventory.papers import lot_of, set_identity

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor(sign_in, coordinator):
    return sign_in(coordinator)


@pytest.fixture
def lot(site):
    set_identity()
    return lot_of(site)


@pytest.fixture
def send(visitor, django_capture_on_commit_callbacks):
    """Factory `send(lot)`, which presses the button; returns the response once the mail is sent."""

    def send(lot, key=None):
        path = reverse("paper_send", args=[lot.pk, "slip"])
        with django_capture_on_commit_callbacks(execute=True):
            return visitor.post(path, {"submission": key or uuid4()})

    return send


@pytest.mark.django_db(transaction=True)
def test_a_paper_is_mailed_with_its_file(lot, send):
    answer = send(lot)
    (letter,) = mail.outbox
    assert letter.to == ["awa@belvoir.test"]
    assert letter.reply_to == ["bonjour@clavier.test"]
    assert "D26-0042" in letter.subject
    ((name, content, kind),) = letter.attachments
    assert (name, kind) == ("D26-0042-E1.pdf", "application/pdf")
    assert content == Paper.objects.get().document.read()
    assert Letter.objects.get().status == "sent"
    assert "D26-0042-E1 a été envoyé" in messages_of(answer)[-1]
    events = [(event.kind, event.data) for event in Event.objects.about(lot)]
    assert events == [  # without personal data
        ("donation.paper_sent", {"paper": "D26-0042-E1"}),
        ("donation.paper_made", {"paper": "D26-0042-E1"}),
    ]


def test_a_mail_is_sent_once_when_pressed_twice(lot, send):
    key = uuid4()
    send(lot, key)
    send(lot, key)
    send(lot)  # from another page, a moment later
    assert len(mail.outbox) == 1
    assert Letter.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_refusal_of_the_mail_server_is_shown_and_can_be_retried(lot, monkeypatch, send):
    def refuse(*args, **kwargs):
        raise smtplib.SMTPServerDisconnected

    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.message.EmailMessage.send", refuse)
        answer = send(lot)
    assert "n’a pas été envoyé" in messages_of(answer)[-1]
    assert Letter.objects.get().status == "failed"
    assert Event.objects.about(lot)[0].kind == "donation.paper_failed"
    send(lot)
    assert len(mail.outbox) == 1


def test_an_interrupted_mail_is_shown_as_unsure_before_another_is_sent(lot, coordinator, send):
    paper = paper_operations.keep_paper(lot, by=coordinator, draft=draw(lot, PaperKind.SLIP))
    facts = {"donation": lot, "document": paper.document, "paper": paper.number}
    left = LetterFactory(**facts)
    assert "déjà en cours d’envoi" in messages_of(send(lot))[-1]
    left.refresh_from_db()
    assert left.status == "sending"
    old = LetterFactory(
        **facts | {"document": paper_of(lot, coordinator)}, at=timezone.now() - timedelta(hours=1)
    )
    paper_operations.send_paper(lot, by=coordinator, draft=draw(lot, PaperKind.AGREEMENT))
    old.refresh_from_db()
    assert old.status == "unsure"


def paper_of(lot, by):
    return paper_operations.keep_paper(lot, by=by, draft=draw(lot, PaperKind.AGREEMENT)).document


def test_a_donor_without_mail_has_papers_to_print(visitor, lot, send):
    lot.donor.email = ""
    lot.donor.save()
    page = visitor.get(lot.get_absolute_url()).content.decode()
    assert reverse("paper_print", args=[lot.pk, "slip"]) in page
    assert reverse("paper_send", args=[lot.pk, "slip"]) not in page
    send(lot)
    assert not Letter.objects.exists()


def test_the_warehouse_sees_the_lot_without_its_papers(lot, volunteer, sign_in):
    page = sign_in(volunteer).get(lot.get_absolute_url()).content.decode()
    for word in ("awa@", "Jonas", "Cadoret", "/papers/"):
        assert word not in page


def test_a_mail_left_in_progress_is_shown_as_unsure_and_not_sent_again(lot, coordinator):
    paper = paper_operations.keep_paper(lot, by=coordinator, draft=draw(lot, PaperKind.SLIP))
    facts = {"donation": lot, "paper": paper.number}
    old = LetterFactory(**facts, document=paper.document, at=timezone.now() - timedelta(hours=1))
    new = LetterFactory(**facts, document=DocumentFactory())
    call_command("tick")
    paper_operations.give_up_letters(by=User.objects.system(), now=timezone.now())
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.status, new.status) == ("unsure", "sending")
    assert Event.objects.about(lot)[0].kind == "donation.paper_unsure"
    assert mail.outbox == []

"""A finder writes to the site of a device, without an account: mailed, and kept nowhere."""

import logging

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse

from desk import finder_message
from tests.factories import DeviceFactory, IdentityFactory, SiteFactory, UserFactory

pytestmark = pytest.mark.django_db
TAG = "RB2600001Y"
TEXT = "Je l’ai trouvé à l’arrêt du bus 12."


@pytest.fixture(autouse=True)
def identity():
    return IdentityFactory(name="Clavier Partagé", email="bonjour@clavier.test")


@pytest.fixture
def device():
    site = SiteFactory()
    user = UserFactory(coordinator=True, email="rennes@clavier.test")
    user.sites.set([site])
    UserFactory(coordinator=True, email="brest@clavier.test").sites.set([SiteFactory()])
    return DeviceFactory(asset_tag=TAG, site=site)


def send(text=TEXT, tag=TAG, visitor=None):
    visitor = visitor or Client(enforce_csrf_checks=True)
    return visitor.post(f"/A/{tag}", {"message": text})


def test_the_page_says_handed_over_and_never_belongs():
    page = Client().get(f"/A/{TAG}").content.decode()
    assert "a été remis par l’association Clavier Partagé" in " ".join(page.split())
    assert "appartient" not in page
    assert "belongs" not in page
    assert "<textarea" in page


def test_a_message_goes_to_the_site_of_the_device_and_to_nobody_else(device):
    answer = send()
    assert answer.url == f"/A/{TAG}?sent"
    (sent,) = mail.outbox
    assert sent.to == ["rennes@clavier.test"]
    assert TEXT in sent.body
    assert device.get_absolute_url() in sent.body
    assert "Merci" in Client().get(answer.url).content.decode()


def test_of_an_unknown_tag_the_answer_is_the_same(device):
    assert send(tag="RB2600002W").url == "/A/RB2600002W?sent"
    (sent,) = mail.outbox
    assert sent.to == ["rennes@clavier.test", "brest@clavier.test"]


def test_without_coordinators_it_goes_to_the_association():
    send()
    assert mail.outbox[0].to == ["bonjour@clavier.test"]


def test_an_empty_or_too_long_one_is_refused_and_kept():
    for text in ["", "a" * 501]:
        page = send(text).content.decode()
        assert "open" in page
        assert text in page
    assert not mail.outbox


def test_more_than_three_in_an_hour_are_refused_and_the_text_is_kept(monkeypatch):
    for _time in range(finder_message.MAX_FROM_ONE):
        assert send().status_code == 302
    answer = send()
    assert answer.status_code == 429
    assert TEXT in answer.content.decode().replace("&#x27;", "’")
    assert len(mail.outbox) == finder_message.MAX_FROM_ONE


def test_what_cannot_leave_is_reported_and_stays_in_the_form(monkeypatch):
    def refuse(self, *args, **kwargs):
        raise OSError("no route")

    monkeypatch.setattr(EmailMessage, "send", refuse)
    answer = send()
    assert answer.status_code == 200
    assert TEXT in answer.content.decode()


def test_no_log_holds_the_message(device, caplog, monkeypatch):
    caplog.set_level(logging.DEBUG)
    send()
    monkeypatch.setattr(EmailMessage, "send", lambda self: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        send()
    assert "bus 12" not in caplog.text


def test_where_no_mail_leaves_there_is_nothing_to_write_in(settings):
    settings.EMAIL_BACKEND = "core.no_mail.EmailBackend"
    assert "<textarea" not in Client().get(f"/A/{TAG}").content.decode()


def test_shelves_and_papers_speak_of_no_device():
    page = Client().get(reverse("document_label", args=["C26-00001"])).content.decode()
    assert "appareil" not in page
    assert "<textarea" not in page

"""Message of a finder without an account to the site of a device: mailed, but not stored."""

import logging

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse

from modules.finder_messages import messages
from modules.finder_messages.messages import mail_waiting_messages
from tests.factories import DeviceFactory, IdentityFactory, SiteFactory, UserFactory

pytestmark = pytest.mark.django_db
CALL_US = "Appelez-nous au 02 99 00 00 00."
TAG = "RB2600001Y"
TEXT = "Je l’ai trouvé à l’arrêt du bus 12."


@pytest.fixture(autouse=True)
def identity():
    return IdentityFactory(
        name="Clavier Partagé", phone="02 99 00 00 00", email="bonjour@clavier.test"
    )


@pytest.fixture
def device():
    site = SiteFactory()
    user = UserFactory(coordinator=True, email="rennes@clavier.test")
    user.sites.set([site])
    UserFactory(coordinator=True, email="brest@clavier.test").sites.set([SiteFactory()])
    return DeviceFactory(asset_tag=TAG, site=site)


def send(text=TEXT, tag=TAG, network=0):
    """Post a message from an address in the network with this number."""
    address = f"10.{network // 256}.{network % 256}.{len(mail.outbox) % 200 + 1}"
    visitor = Client(enforce_csrf_checks=True, REMOTE_ADDR=address)
    return visitor.post(f"/A/{tag}", {"message": text})


def test_the_page_does_not_say_that_the_device_belongs_to_us():
    page = Client().get(f"/A/{TAG}").content.decode()
    assert "a été remis par l’association Clavier Partagé" in " ".join(page.split())
    assert "appartient" not in page
    assert "belongs" not in page
    assert "<textarea" in page


def test_a_message_goes_only_to_the_site_of_the_device(device):
    answer = send()
    assert answer.url == f"/A/{TAG}?sent"
    (sent,) = mail.outbox
    assert sent.to == ["rennes@clavier.test"]
    assert TEXT in sent.body
    assert device.get_absolute_url() in sent.body
    assert "Merci" in Client().get(answer.url).content.decode()


def test_an_unknown_tag_gets_the_same_response(device):
    assert send(tag="RB2600002W").url == "/A/RB2600002W?sent"
    (sent,) = mail.outbox
    assert sent.to == ["rennes@clavier.test", "brest@clavier.test"]


def test_without_coordinators_it_goes_to_the_association():
    send()
    assert mail.outbox[0].to == ["bonjour@clavier.test"]


def test_an_empty_or_too_long_message_is_refused_and_kept():
    for text in ["", "a" * 501]:
        page = send(text).content.decode()
        assert "open" in page
        assert text in page
    assert not mail.outbox


def test_more_than_three_messages_an_hour_from_a_network_are_refused_and_kept(identity):
    for _time in range(messages.MAX_FROM_NETWORK):
        assert send().status_code == 302
    answer = send()
    assert answer.status_code == 429
    page = answer.content.decode()
    assert TEXT in page
    assert CALL_US in " ".join(page.split())
    assert len(mail.outbox) == messages.MAX_FROM_NETWORK


def test_strangers_cannot_block_a_finder(device):
    """Strangers exhaust the daily limit; the finder's message is still sent within the hour."""
    for network in range(messages.MAX_MAILS):
        send("spam", tag=f"RB{network:07}X", network=network)
    assert len(mail.outbox) == messages.MAX_MAILS
    for network in range(100, 101 + messages.MAX_WAITING["unknown"]):
        assert send("spam", tag=f"RB{network:07}X", network=network).url.endswith("?waiting")
    answer = send(network=1000)
    assert answer.url == f"/A/{TAG}?waiting"
    assert (
        "Nous avons reçu votre message et le lirons dans quelques"
        in Client().get(answer.url).content.decode()
    )
    assert TEXT not in repr(cache._cache)
    del mail.outbox[:]
    mail_waiting_messages()
    mail_waiting_messages()
    (mine,) = (sent for sent in mail.outbox if sent.to == ["rennes@clavier.test"])
    assert TEXT in mine.body
    assert device.get_absolute_url() in mine.body
    assert len(mail.outbox) == 2
    assert cache.get("finder-waiting:device:0") is None


def test_many_messages_about_one_label_do_not_block_others(device):
    other = DeviceFactory(asset_tag="RB2600002W", site=device.site)
    for network in range(messages.MAX_OF_LABEL):
        assert send("spam", network=network).url.endswith("?sent")
    for network in range(10, 10 + messages.MAX_WAITING_OF_LABEL):
        assert send("spam", network=network).url.endswith("?waiting")
    refused = send("spam", network=20)
    assert refused.status_code == 200
    assert CALL_US in " ".join(refused.content.decode().split())
    assert send(tag=other.asset_tag, network=21).url.endswith("?sent")


def test_unsent_messages_wait_for_the_next_hour(device, monkeypatch):
    monkeypatch.setattr(messages, "MAX_MAILS", 0)
    send()
    with monkeypatch.context() as patch:
        patch.setattr(messages, "_mail", lambda to, messages: False)
        mail_waiting_messages()
    cache.delete("rate:finder-hour:0")
    mail_waiting_messages()
    assert TEXT in mail.outbox[0].body


def test_an_unsent_message_is_reported_and_stays_in_the_form(monkeypatch):
    def refuse(self, *args, **kwargs):
        raise OSError("no route")

    monkeypatch.setattr(EmailMessage, "send", refuse)
    answer = send()
    assert answer.status_code == 200
    assert TEXT in answer.content.decode()


def test_no_log_contains_the_message(device, caplog, monkeypatch):
    caplog.set_level(logging.DEBUG)
    send()
    monkeypatch.setattr(EmailMessage, "send", lambda self: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        send()
    assert "bus 12" not in caplog.text


def test_without_mail_the_page_has_no_form(settings):
    settings.EMAIL_BACKEND = "core.operating.no_mail.EmailBackend"
    assert "<textarea" not in Client().get(f"/A/{TAG}").content.decode()


def test_pages_of_shelves_and_papers_mention_no_device():
    page = Client().get(reverse("document_label", args=["C26-00001"])).content.decode()
    assert "appareil" not in page
    assert "<textarea" not in page

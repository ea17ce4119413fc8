"""Webhooks: signed events of their topics and sites are sent, until a receiver gives up."""

import socket
from datetime import timedelta

import pytest
import standardwebhooks
import time_machine
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from api.v1.catalogue import FED
from clients.python.rebond_client import verified
from core.models import Event
from core.models.event import FOLLOWERS
from core.workflow.event_messages import registered_kinds
from modules import removal
from modules.webhooks import jobs, operations, transport
from modules.webhooks.following import CODE, SITE
from modules.webhooks.forms import WebhookForm, topics_in_use
from modules.webhooks.lifecycle import (
    LENT_KINDS,
    STOCK_KINDS,
    DeliveryStatus,
    Topic,
    Trouble,
    topic_of,
)
from modules.webhooks.models import Delivery, Webhook
from modules.webhooks.tests.factories import DeliveryFactory, WebhookFactory
from people.models import Message, User
from people.outbox.jobs import BACKOFF
from tests.factories import (
    DeviceFactory,
    MessageFactory,
    RecipientFactory,
    SiteFactory,
    UserFactory,
)
from tests.people.accounts.pages import somebody, typed_in

PUBLIC, PRIVATE = "9.9.9.9", "10.0.0.7"


def happen(*subjects, kind="device.finished"):
    by = UserFactory(admin=True)
    return [Event.objects.record(kind, subject, by=by, grade="A") for subject in subjects]


def send():
    jobs.send_webhooks_job.func()


def resolve_to(monkeypatch, *addresses):
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, 443)) for a in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: found)


def test_every_resource_has_a_topic_and_every_kind_of_device_exists(db):
    """Includes other modules, whose folder may be deleted, with a resource and a kind of event."""
    paths, offered = {one.path for one in FED}, {topic for topic, _label in topics_in_use()}
    assert {topic_of(path, "other") for path in paths} | {Topic.STOCK, Topic.LENT} == offered
    assert set(Topic) - offered <= {Topic.COUNTS}
    assert CODE.keys() | SITE.keys() <= paths | {Topic.COUNTS}
    assert (STOCK_KINDS | LENT_KINDS) - registered_kinds() <= {"device.settled"}


def test_events_at_its_sites_are_sent_once_and_signed(db, receiver, site):
    ours, theirs = DeviceFactory(site=site), DeviceFactory(site=SiteFactory())
    webhook = WebhookFactory(url=receiver.url, topics=["bench"], sites=[site])
    event, *_others = happen(ours, theirs, RecipientFactory())
    happen(ours, kind="device.moved")
    for _time in range(2):
        send()

    [(headers, body)] = receiver.received
    checked = standardwebhooks.Webhook(webhook.secret).verify(body, headers)
    assert checked == {
        "id": event.pk,
        "type": "device.finished",
        "timestamp": event.at.isoformat(),
        "data": {"about": "devices", "subject": ours.pk, "code": ours.asset_tag, "site": site.pk},
    }
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        standardwebhooks.Webhook(webhook.secret).verify(body + b" ", headers)
    assert [d.status for d in Delivery.objects.all()] == [DeliveryStatus.ACCEPTED]


def test_our_client_verifies_received_webhooks(db, receiver, site):
    webhook = WebhookFactory(url=receiver.url)
    [event] = happen(DeviceFactory(site=site))
    send()

    [(headers, body)] = receiver.received
    assert verified(body, headers, webhook.secret)["id"] == event.pk
    with pytest.raises(ValueError, match="signature"):
        verified(body.replace(b"device", b"voucher"), headers, webhook.secret)
    an_hour_ago = timezone.now() - timedelta(hours=1)
    number = headers["webhook-id"]
    signature = standardwebhooks.Webhook(webhook.secret).sign(number, an_hour_ago, body.decode())
    before = {
        "webhook-timestamp": str(int(an_hour_ago.timestamp())),
        "webhook-signature": signature,
    }
    with pytest.raises(ValueError, match="too long ago"):
        verified(body, headers | before, webhook.secret)


def test_an_event_of_every_resource_is_sent_without_a_name(built, receiver):
    WebhookFactory(url=receiver.url)
    for resource in FED:
        row = resource.model.objects.last()
        Event.objects.record("request.sent", row, by=UserFactory(admin=True))
    send()
    sent = [delivery.payload["data"] for delivery in Delivery.objects.order_by("pk")]
    sent = [data for data in sent if data["about"] in {one.path for one in FED}]
    assert {data["about"] for data in sent} == {one.path for one in FED}
    assert all(set(data) == {"about", "subject", "code", "site"} for data in sent)


def test_a_receiver_that_is_down_gets_all_of_it_later(db, receiver, site):
    WebhookFactory(url=receiver.url)
    first, _second = happen(DeviceFactory(site=site), DeviceFactory(site=site))
    receiver.status = 500
    send()
    assert len(receiver.received) == 1  # the second waits for the first
    delivery = Delivery.objects.get(event=first)
    assert (delivery.answer, delivery.trouble, delivery.attempts) == (500, Trouble.REFUSED, 1)
    assert delivery.not_before > timezone.now() + BACKOFF[0] / 2

    receiver.status = 204
    send()
    assert len(receiver.received) == 1  # not before the next tick
    Webhook.objects.update(not_before=timezone.now())
    Delivery.objects.update(not_before=timezone.now())
    send()
    assert Delivery.objects.filter(status=DeliveryStatus.ACCEPTED).count() == 2
    numbers = [headers["webhook-id"] for headers, _body in receiver.received]
    assert numbers[0] == numbers[1] != numbers[2]


def test_a_failing_receiver_is_switched_off_with_a_letter(
    db,
    receiver,
    site,
    admin,
):
    webhook = WebhookFactory(url=receiver.url, by=admin)
    happen(DeviceFactory(site=site))
    receiver.status = 302
    send()
    delivery = Delivery.objects.get()
    Webhook.objects.update(not_before=timezone.now())
    Delivery.objects.update(attempts=len(BACKOFF), not_before=timezone.now())
    send()
    for row in (webhook, delivery):
        row.refresh_from_db()
    assert (delivery.status, delivery.answer) == (DeliveryStatus.FAILED, 302)  # not followed
    assert webhook.off_at
    assert Message.objects.about(webhook).get(user=admin).kind == "webhook.off"

    missed = happen(DeviceFactory(site=site))
    send()
    receiver.status = 200
    operations.switch_on(webhook, by=admin)
    send()
    assert Delivery.objects.get(event=missed[0]).status == DeliveryStatus.ACCEPTED

    receiver.status = 410  # the receiver wants no more deliveries
    happen(DeviceFactory(site=site))
    send()
    webhook.refresh_from_db()
    assert webhook.off_at


def test_a_delivery_is_sent_again_with_its_number(sign_in, admin, receiver, site):
    webhook = WebhookFactory(url=receiver.url)
    happen(DeviceFactory(site=site))
    send()
    delivery = Delivery.objects.get()
    client, path = sign_in(admin), f"/webhooks/{webhook.pk}"
    assert "device.finished" in client.get(f"{path}/sent/").content.decode()
    client.post(f"{path}/again/", {"delivery": [delivery.pk]})
    send()
    first, second = receiver.received
    assert first[0]["webhook-id"] == second[0]["webhook-id"]
    assert first[1] == second[1]

    client.post(f"{path}/off/")
    answer = client.post(f"{path}/again/", {"delivery": [delivery.pk]}, follow=True)
    assert "activez-le d’abord" in answer.content.decode()
    client.post(f"{path}/on/")
    assert Webhook.objects.get().off_at is None


# From each range of the IANA registries of special-purpose addresses that is not reachable.
NOT_REACHABLE = """
    0.0.0.1 10.0.0.1 100.64.0.1 127.0.0.1 169.254.169.254 172.16.0.1 192.0.0.9 192.0.0.170 192.0.2.1
    192.88.99.1 192.168.0.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 240.0.0.1 255.255.255.255
    :: ::1 ::10.0.0.7 ::ffff:10.0.0.7 ::ffff:93.184.215.14 64:ff9b::a00:7 64:ff9b:1::1 100::1
    100:0:0:1::1 2001::1 2001:2::1 2001:10::1 2001:20::1 2001:30::1 2001:db8::1 2002:a00:7::1
    3fff::1 4000::1 5f00::1 fc00::1 fd12::1 fe80::1 fec0::1 ff0e::1
"""


@pytest.mark.parametrize("rest", [":99999/", ":65536/", ":0/", ":-1/", ":port/", ":443:443/"])
def test_a_port_that_does_not_exist_is_refused(sign_in, admin, monkeypatch, rest):
    resolve_to(monkeypatch, PUBLIC)
    typed = {"url": f"https://hooks.example.org{rest}", "topics": ["bench"]}
    page = sign_in(admin).post("/webhooks/add/", typed)
    assert page.status_code == 200
    assert page.context["form"].errors["url"]
    assert not Webhook.objects.exists()


def test_a_path_with_accents_is_sent_to(receiver, db):
    webhook = WebhookFactory(url=receiver.url + "reçu?à=1")
    delivery = DeliveryFactory(webhook=webhook)
    assert jobs.carry(webhook, delivery, now=timezone.now())
    assert len(receiver.received) == 1


def test_no_private_address_is_reached(db, monkeypatch):
    for addresses in ([PRIVATE], [PUBLIC, PRIVATE], ["127.0.0.1"], ["169.254.169.254"], ["::1"]):
        resolve_to(monkeypatch, *addresses)
        form = WebhookForm({"url": "https://hooks.example.org/", "topics": ["bench"]})
        assert "réseau privé" in str(form.errors["url"]), addresses
    for address in NOT_REACHABLE.split():
        assert not transport._is_public(address), address
    for address in (PUBLIC, "2606:4700::1111", "2a01:e0a::1"):
        assert transport._is_public(address), address

    # The name resolves elsewhere once it is saved: the resolution at sending time decides.
    delivery = DeliveryFactory()
    assert not jobs.carry(delivery.webhook, delivery, now=timezone.now())
    delivery.refresh_from_db()
    assert delivery.trouble == Trouble.PRIVATE

    monkeypatch.setenv("WEBHOOKS_TO_PRIVATE", "true")
    assert WebhookForm({"url": "http://hooks.example.org/", "topics": ["bench"]}).is_valid()


def test_the_connection_goes_to_the_checked_address_under_its_name(monkeypatch, db):
    resolve_to(monkeypatch, "9.9.9.9")
    reached = []

    def refuse(address, timeout):
        reached.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", refuse)
    delivery = DeliveryFactory()
    with pytest.raises(transport.Undelivered):
        transport.send(delivery.webhook, delivery, now=timezone.now())
    assert reached == [("9.9.9.9", 443)]


def test_an_address_is_https_and_without_a_password(db, monkeypatch):
    resolve_to(monkeypatch, "9.9.9.9")
    for url, word in (
        ("http://hooks.example.org", "https://"),
        ("ftp://hooks.example.org", "https://"),
        ("hooks", "https://"),
        ("https://a:b@hooks.example.org", "mot de passe"),
    ):
        form = WebhookForm({"url": url, "topics": ["bench"]})
        assert word in str(form.errors["url"]), url


def test_a_webhook_is_made_on_its_page(sign_in, admin, monkeypatch):
    resolve_to(monkeypatch, "9.9.9.9")
    data = {"url": "https://hooks.example.org/x", "topics": ["bench", "loans"]}
    page = sign_in(admin).post("/webhooks/add/", data, follow=True)
    webhook = Webhook.objects.get()
    assert webhook.topics == data["topics"]
    assert webhook.secret in page.content.decode()
    assert page.headers["Cache-Control"] == "no-store"


def test_adding_a_webhook_asks_for_the_password(site, settings):
    settings.MFA_REQUIRED = False
    client, _answer = typed_in(somebody(admin=True, sites=[site]))
    with time_machine.travel(timezone.now() + timedelta(minutes=6), tick=False):
        answer = client.post("/webhooks/add/", {})
    assert answer.headers["Location"].startswith("/accounts/reauthenticate/")


def test_a_committed_event_has_a_worker_send_it(
    db, receiver, site, django_capture_on_commit_callbacks
):
    jobs.local_cache.delete(jobs.ANY)
    WebhookFactory(url=receiver.url)
    with django_capture_on_commit_callbacks(execute=True) as called:
        happen(DeviceFactory(site=site))
    assert called.count(jobs.offer_webhooks) == 1
    jobs.local_cache.delete(jobs.ANY)


def test_removing_the_module_starts_no_job_that_would_miss_its_tables(
    db, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(removal, "call_command", lambda *_args, **_options: None)
    monkeypatch.setattr(removal.triggers, "lift", lambda *_args: None)
    try:
        with django_capture_on_commit_callbacks() as called:
            removal._remove(removal.installed()["webhooks"], by=User.objects.system())
    finally:
        FOLLOWERS[:] = {*FOLLOWERS, jobs.follow_events}

    assert Event.objects.filter(kind="module.removed").exists()
    assert jobs.offer_webhooks not in called


def test_deliveries_are_deleted_after_thirty_days(db):
    old = timezone.now() - timedelta(days=31)
    DeliveryFactory(at=old, status=DeliveryStatus.ACCEPTED)
    DeliveryFactory(at=old, webhook__off=True)  # the delivery waited all that time
    recent = DeliveryFactory(status=DeliveryStatus.ACCEPTED)
    call_command("tick")
    assert list(Delivery.objects.filter(pk__lte=recent.pk)) == [recent]


def test_a_message_links_to_a_webhook_for_administrators_only(sign_in, admin, coordinator):
    hook = WebhookFactory()
    MessageFactory(kind="webhook.off", about=hook)
    shown = {
        user: sign_in(user).get(reverse("message_list")).content.decode()
        for user in (admin, coordinator)
    }
    assert all(str(hook) in page for page in shown.values())
    assert [hook.get_absolute_url() in page for page in shown.values()] == [True, False]

"""Database rules of webhooks and deliveries."""

import pytest
from django.utils import timezone

from api.webhooks.lifecycle import DeliveryStatus
from tests.factories import DeliveryFactory, UserFactory
from tests.law import delete, refused, write

pytestmark = pytest.mark.django_db


def test_what_is_sent_stays_as_it_is_and_is_written_once():
    delivery = DeliveryFactory()
    for changes in ({"payload": {}}, {"at": timezone.now()}):
        with refused("api_delivery_frozen"):
            write(delivery, **changes)
    with refused("api_delivery_status"):
        write(delivery, status="lost")
    with refused("api_delivery_once"):
        DeliveryFactory(webhook=delivery.webhook, event=delivery.event)
    assert write(delivery, status=DeliveryStatus.FAILED) == 1


def test_a_webhook_keeps_its_maker_and_is_never_deleted():
    webhook = DeliveryFactory().webhook
    with refused("api_webhook_frozen"):
        write(webhook, by=UserFactory())
    with refused("api_webhook_kept"):
        delete(webhook)

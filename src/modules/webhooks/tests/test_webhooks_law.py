"""Database rules of webhooks and deliveries."""

import pytest

from modules.webhooks.lifecycle import DeliveryStatus
from modules.webhooks.tests.factories import DeliveryFactory
from tests.factories import UserFactory
from tests.law import delete, refused, write

pytestmark = pytest.mark.django_db


def test_a_delivery_is_written_once():
    delivery = DeliveryFactory()
    with refused("webhooks_delivery_status"):
        write(delivery, status="lost")
    with refused("webhooks_delivery_once"):
        DeliveryFactory(webhook=delivery.webhook, event=delivery.event)
    assert write(delivery, status=DeliveryStatus.FAILED) == 1


def test_a_webhook_keeps_its_maker_and_is_never_deleted():
    webhook = DeliveryFactory().webhook
    with refused("webhooks_webhook_frozen"):
        write(webhook, by=UserFactory())
    with refused("webhooks_webhook_kept"):
        delete(webhook)

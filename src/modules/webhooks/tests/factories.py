from django.utils import timezone
from factory import LazyAttribute, LazyFunction, SubFactory, Trait, post_generation
from factory.django import DjangoModelFactory

from core.models import Event
from modules.webhooks.lifecycle import Topic
from modules.webhooks.models import Delivery, Webhook
from tests.factories import UserFactory


class WebhookFactory(DjangoModelFactory):
    """A webhook for all events from now on."""

    class Meta:
        model = Webhook
        skip_postgeneration_save = True

    class Params:
        off = Trait(off_at=LazyFunction(timezone.now))

    url = "https://hooks.example.org/rebond"
    topics = LazyFunction(lambda: list(Topic.values))
    read_until = LazyFunction(lambda: Event.objects.values_list("pk", flat=True).last() or 0)
    by = SubFactory(UserFactory, admin=True)

    @post_generation
    def sites(self, create, sites):
        self.sites.set(sites or [])


class DeliveryFactory(DjangoModelFactory):
    class Meta:
        model = Delivery

    webhook = SubFactory(WebhookFactory)
    event = LazyAttribute(
        lambda row: Event.objects.record("webhook.on", row.webhook, by=row.webhook.by)
    )
    payload = LazyAttribute(
        lambda row: {
            "id": row.event.pk,
            "type": "device.finished",
            "timestamp": "2026-09-14T09:30:00+00:00",
            "data": {"about": "devices", "subject": 1, "code": "RB2600001Y", "site": 1},
        }
    )

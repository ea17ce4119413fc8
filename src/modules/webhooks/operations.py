"""Save webhooks, switch them on and off, and send deliveries again."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import Event
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation, save_valid
from modules.webhooks.lifecycle import DeliveryStatus
from modules.webhooks.models import Delivery, Webhook
from people.models import Site, User
from people.outbox.posting import post

CATCH_UP_PERIOD = timedelta(days=30)


@operation("webhooks.change_webhook")
def save_webhook(webhook: Webhook, *, by: User, sites: list[Site]) -> Webhook:
    """Create or change a webhook; a new webhook gets only events from now on."""
    if webhook.pk is None:
        webhook.by, webhook.read_until = by, _last_event()
    save_valid(webhook)
    webhook.sites.set(sites)
    Event.objects.record("webhook.saved", webhook, by=by, topics=webhook.topics)
    return webhook


@operation("webhooks.change_webhook", locks=True)
def switch_on(webhook: Webhook, *, by: User) -> Webhook:
    """Enable a webhook; its pending deliveries and the events of the last thirty days are sent."""
    if not webhook.off_at:
        return webhook
    now = timezone.now()
    webhook.read_until = max(webhook.read_until, _last_event(at__lt=now - CATCH_UP_PERIOD))
    webhook.off_at, webhook.not_before = None, now
    webhook.save()
    waiting = webhook.deliveries.filter(status=DeliveryStatus.WAITING)
    waiting.update(not_before=now, attempts=0)
    Event.objects.record("webhook.on", webhook, by=by)
    return webhook


@operation("webhooks.change_webhook")
def switch_off(webhook: Webhook, *, by: User) -> Webhook:
    """Stop sending to this webhook until it is switched on again."""
    if _turn_off(webhook):
        Event.objects.record("webhook.off", webhook, by=by)
    return webhook


@operation("webhooks.change_webhook")
def give_up_webhook(webhook: Webhook, *, by: User, problem: str) -> Webhook:
    """Switch off a webhook that accepts nothing, and notify administrators."""
    if _turn_off(webhook):
        Event.objects.record("webhook.gave_up", webhook, by=by, problem=problem)
        for admin in User.objects.administrators():
            post("webhook.off", webhook, to=admin)
    return webhook


def _turn_off(webhook: Webhook) -> bool:
    webhook.lock()
    if webhook.off_at:
        return False
    webhook.off_at = timezone.now()
    webhook.save(update_fields=["off_at"])
    return True


@operation("webhooks.change_webhook")
def send_again(deliveries: list[Delivery], *, by: User) -> int:
    """Send these deliveries again, with the same numbers and contents; return their number."""
    webhook = deliveries[0].webhook
    if webhook.off_at:
        raise Refused(_("This webhook is switched off: switch it on first."))
    rows = Delivery.objects.filter(webhook=webhook, pk__in=[d.pk for d in deliveries])
    locked, now = rows.lock(), timezone.now()
    done = [delivery.pk for delivery in locked if delivery.status != DeliveryStatus.WAITING]
    fresh = {"not_before": now, "attempts": 0}
    rows.filter(pk__in=done).transition_to(DeliveryStatus.WAITING, trouble="", answer=None, **fresh)
    rows.exclude(pk__in=done).update(**fresh)
    Webhook.objects.filter(pk=webhook.pk).update(not_before=now)
    Event.objects.record("webhook.again", webhook, by=by, count=len(locked))
    return len(locked)


def _last_event(**among: object) -> int:
    """The id of the last event, 0 before the first."""
    last = Event.objects.filter(**among).order_by("-pk").values_list("pk", flat=True)
    return last.first() or 0

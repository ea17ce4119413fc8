"""Job that sends deliveries, started at the commit of events and by the tick for due retries."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django_tasks import task

from api.revisions import current
from core.caches.local_cache import local_cache
from core.caches.shared_cache import forget, is_first
from modules.webhooks.following import follow
from modules.webhooks.lifecycle import DeliveryStatus
from modules.webhooks.models import Delivery, Webhook
from modules.webhooks.operations import give_up_webhook
from modules.webhooks.transport import Undelivered, send
from people.models import User
from people.outbox.jobs import BACKOFF

DELIVERY_RETENTION = timedelta(days=30)
LEASE = timedelta(minutes=2)  # after this time, a worker that took a delivery is considered dead
RETRY_DELAY = timedelta(minutes=4)  # shorter than the interval of the tick
BATCH_SIZE = 100  # deliveries of a webhook in a run; then other jobs get their turn
HTTP_GONE = 410  # status of a receiver that wants no more deliveries
ANY, OFFERED = "webhooks", "webhooks.offered"
CACHE_SECONDS, DEBOUNCE_SECONDS = 10, 60


def follow_events():
    """Enqueue the sending of the events of this transaction, once it is committed."""
    queued = transaction.get_connection().run_on_commit
    if not (queued and queued[-1][1] is offer_webhooks):
        transaction.on_commit(offer_webhooks, robust=True)


def offer_webhooks():
    """Enqueue the job if a webhook is enabled, unless one is enqueued already."""
    has_any = local_cache.get(ANY)
    if has_any is None:
        has_any = Webhook.objects.switched_on().exists()
        local_cache.set(ANY, has_any, CACHE_SECONDS)
    if has_any and is_first(OFFERED, DEBOUNCE_SECONDS):
        send_webhooks_job.enqueue()


@task()
def send_webhooks_job():
    """Send the due deliveries of each webhook."""
    forget(OFFERED)  # events committed from now on need another job
    latest = current()
    for webhook in Webhook.objects.switched_on():
        follow(webhook, latest)
        if not timezone.now() < webhook.not_before < timezone.now() + 2 * RETRY_DELAY:
            _send_due(webhook)


def _send_due(webhook):
    """Send due deliveries, oldest first, until the receiver does not accept one."""
    due = list(webhook.deliveries.due(timezone.now())[:BATCH_SIZE])
    for delivery in due:
        if not carry(webhook, delivery, now=timezone.now()):
            return
    if len(due) == BATCH_SIZE:
        offer_webhooks()


def carry(webhook, delivery, *, now):
    """Send a delivery and record the result; return whether to go on with the next delivery.

    If a worker dies meanwhile, the delivery is sent again later with the same number.
    """
    row = Delivery.objects.due(now).filter(pk=delivery.pk)
    if not row.order_by().update(not_before=now + LEASE, attempts=F("attempts") + 1):
        return True  # another worker has taken it
    delivery.refresh_from_db()
    try:
        status = send(webhook, delivery, now=now)
    except Undelivered as failure:
        _not_accepted(webhook, delivery, failure, now)
        return False
    delivery.transition_to(DeliveryStatus.ACCEPTED, answer=status, trouble="")
    return True


def _not_accepted(webhook, delivery, failure, now):
    why = {"trouble": failure.trouble, "answer": failure.status}
    Webhook.objects.filter(pk=webhook.pk).update(not_before=now + RETRY_DELAY)
    if failure.status != HTTP_GONE and delivery.attempts <= len(BACKOFF):
        again = now + BACKOFF[delivery.attempts - 1]
        Delivery.objects.filter(pk=delivery.pk).update(not_before=again, **why)
        return
    delivery.transition_to(DeliveryStatus.FAILED, **why)
    accepted = webhook.deliveries.filter(status=DeliveryStatus.ACCEPTED)
    if failure.status == HTTP_GONE or not accepted.filter(status_since__gt=delivery.at).exists():
        give_up_webhook(webhook, by=User.objects.system(), problem=failure.trouble)


def forget_deliveries(*, now):
    """Delete the deliveries older than thirty days; return their number."""
    return Delivery.objects.filter(at__lt=now - DELIVERY_RETENTION).delete()[0]

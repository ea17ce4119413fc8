"""The job that sends: started by what is committed, and by the tick for what is due again."""

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

KEPT = timedelta(days=30)
LEASE = timedelta(minutes=2)  # then a worker that took a delivery has died
PAUSE = timedelta(minutes=4)  # until the next tick, after a receiver that did not accept
AT_A_TIME = 100  # deliveries of a webhook, then it is the turn of other jobs
GONE = 410  # a receiver wants no more, says HTTP
ANY, OFFERED = "webhooks", "webhooks.offered"
SECONDS, MINUTE = 10, 60


def follow_events():
    """Have a worker send what this transaction wrote, once it is committed."""
    queued = transaction.get_connection().run_on_commit
    if not (queued and queued[-1][1] is offer_webhooks):
        transaction.on_commit(offer_webhooks, robust=True)


def offer_webhooks():
    """Enqueue the job if a webhook is switched on, unless one waits already."""
    has_any = local_cache.get(ANY)
    if has_any is None:
        has_any = Webhook.objects.switched_on().exists()
        local_cache.set(ANY, has_any, SECONDS)
    if has_any and is_first(OFFERED, MINUTE):
        send_webhooks_job.enqueue()


@task()
def send_webhooks_job():
    """Send what is due to each webhook."""
    forget(OFFERED)  # what is committed from now on needs another
    latest = current()
    for webhook in Webhook.objects.switched_on():
        follow(webhook, latest)
        if not timezone.now() < webhook.not_before < timezone.now() + 2 * PAUSE:
            _send_due(webhook)


def _send_due(webhook):
    """Send what is due, oldest first, until the receiver does not accept one."""
    due = list(webhook.deliveries.due(timezone.now())[:AT_A_TIME])
    for delivery in due:
        if not carry(webhook, delivery, now=timezone.now()):
            return
    if len(due) == AT_A_TIME:
        offer_webhooks()


def carry(webhook, delivery, *, now):
    """Send a delivery, and write what became of it; return whether to go on with the next.

    A worker that dies meanwhile leaves it to be sent again, with the same number.
    """
    row = Delivery.objects.due(now).filter(pk=delivery.pk)
    if not row.order_by().update(not_before=now + LEASE, attempts=F("attempts") + 1):
        return True  # another worker has it
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
    Webhook.objects.filter(pk=webhook.pk).update(not_before=now + PAUSE)
    if failure.status != GONE and delivery.attempts <= len(BACKOFF):
        again = now + BACKOFF[delivery.attempts - 1]
        Delivery.objects.filter(pk=delivery.pk).update(not_before=again, **why)
        return
    delivery.transition_to(DeliveryStatus.FAILED, **why)
    accepted = webhook.deliveries.filter(status=DeliveryStatus.ACCEPTED)
    if failure.status == GONE or not accepted.filter(status_since__gt=delivery.at).exists():
        give_up_webhook(webhook, by=User.objects.system(), problem=failure.trouble)


def forget_deliveries(*, now):
    """Delete the deliveries of more than thirty days ago; return how many."""
    return Delivery.objects.filter(at__lt=now - KEPT).delete()[0]

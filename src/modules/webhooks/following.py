"""Deliveries derived from events: each webhook stores the id of the last event that was read."""

from django.db import transaction

from api.v1.catalogue import ORGANISATIONS, fed_by_type
from core.models import Event
from core.models.event import OPENINGS
from modules.webhooks.lifecycle import topic_of
from modules.webhooks.models import Delivery
from people.models import User

BATCH_SIZE = 1_000
# The path to the code and the site of a row.
CODE = {
    "devices": "asset_tag",
    "donations": "reference",
    "requests": "number",
    "loans": "number",
    "counts": "number",
}
SITE = {"lists": "donation__site", "vouchers": "batch__site", "organisations": None}


def follow(webhook, latest):
    """Create the deliveries of the events up to `latest` that match the webhook."""
    while not _follow_some(webhook, latest):
        pass


@transaction.atomic
def _follow_some(webhook, latest):
    """Read the next batch of events; return whether all up to `latest` are read."""
    webhook.lock()
    if webhook.off_at or latest <= webhook.read_until:
        return True
    events = Event.objects.filter(pk__gt=webhook.read_until, pk__lte=latest)
    events = events.exclude(kind__in=OPENINGS).order_by("pk")
    columns = ("pk", "at", "kind", "subject_type", "subject_id")
    found = list(events.values_list(*columns)[:BATCH_SIZE])
    Delivery.objects.bulk_create(
        Delivery(webhook=webhook, event_id=payload["id"], payload=payload)
        for payload in _payloads(webhook, found)
    )
    is_all = len(found) < BATCH_SIZE
    webhook.read_until = latest if is_all else found[-1][0]
    webhook.save(update_fields=["read_until"])
    return is_all


def _payloads(webhook, found):
    """The payloads of the events that match the topics and sites of the webhook."""
    resources = fed_by_type()
    wanted, topics = [], set(webhook.topics)
    for pk, at, kind, subject_type, subject in found:
        resource = resources.get(subject_type)
        if resource and topic_of(resource.path, kind) in topics:
            wanted.append((pk, at, kind, resource, subject))
    subjects = _subjects(webhook, wanted)
    for pk, at, kind, resource, subject in wanted:
        about = resource.path
        if (about, subject) in subjects:
            code, site = subjects[about, subject]
            data = {"about": about, "subject": subject, "code": code, "site": site}
            yield {"id": pk, "type": kind, "timestamp": at.isoformat(), "data": data}


def _subjects(webhook, wanted):
    """{(resource, id): (code, site)} of the rows at the sites of the webhook."""
    ids = {}
    for *_event, resource, subject in wanted:
        ids.setdefault(resource, set()).add(subject)
    sites = set(webhook.sites.values_list("pk", flat=True))
    user, found = User.objects.system(), {}
    for resource, some in ids.items():
        columns = (CODE.get(resource.path), SITE.get(resource.path, "site"))
        names = ["pk", *filter(None, columns)]
        for row in resource.rows(user).filter(pk__in=some).values(*names):
            code, site = (row.get(name) for name in columns)
            if not sites or site in sites or resource is ORGANISATIONS:
                found[resource.path, row["pk"]] = code, site
    return found

"""What is left to do on the devices of the bench, and what was done on one of them."""

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce

from inventory.lifecycle import ErasureResult, MediumStatus, Outcome
from inventory.models import ChecklistItem, Erasure, Medium, TestResult


def with_work_left(devices):
    """Each with `checks_left`, `faults_left` (blocking) and `media_left`, in one query with them.

    Says the same as `left_to_do`: only results and erasures since the last arrival count.
    """
    results = TestResult.objects.filter(
        device=OuterRef(OuterRef("pk")),
        at__gte=OuterRef(OuterRef("received_at")),
        item=OuterRef("pk"),
    ).order_by("-pk")
    items = ChecklistItem.objects.filter(
        checklist__category=OuterRef("category"), checklist__is_current=True
    )
    blocking = items.filter(is_blocking=True).annotate(last=Subquery(results.values("outcome")[:1]))
    is_proven = Q(
        last_result__isnull=False,
        last_result=ErasureResult.PASSED,
        last_erased_at__gt=OuterRef("received_at"),
    )
    media = Medium.objects.filter(device=OuterRef("pk")).exclude(status=MediumStatus.DESTROYED)
    unproven = media.with_last_erasure().filter(Q(last_result=None) | ~is_proven)
    return devices.annotate(
        checks_left=_number(items.filter(~Exists(results)), "checklist"),
        faults_left=_number(blocking.filter(last=Outcome.FAIL), "checklist"),
        media_left=_number(unproven, "device"),
    )


def _number(rows, group):
    counted = rows.order_by().values(group).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


def media_of(device):
    """The disks and memories of a device, each with its erasures, newest first, and its proof."""
    erasures = Prefetch("erasures", Erasure.objects.select_related("operator"))
    media = list(device.media.with_last_erasure().prefetch_related(erasures))
    for medium in media:
        medium.device = device
    return media

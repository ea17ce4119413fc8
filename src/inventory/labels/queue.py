"""Label queue: devices whose label was never printed or is damaged."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from core.models import Event
from inventory.devices.lifecycle.devices import TagStatus
from inventory.models import Device, Tag

MAX_WAITING = 12
LATELY = 60


def waiting_for_label(user):
    """Devices whose label `user` should print, newest first.

    They are at the user's sites, and have a damaged label, or were entered by the user yesterday or
    today and have no printed label.
    """
    yesterday = timezone.localdate() - timedelta(days=1)
    entered = Event.objects.filter(kind="device.received", by=user, on__gte=yesterday)
    lately = list(entered.order_by("-pk").values_list("subject_id", flat=True)[:LATELY])
    tags = Tag.objects.filter(status=TagStatus.CURRENT)
    bare = tags.filter(Q(device__in=lately, printed_at=None) | Q(damaged_at__isnull=False))
    devices = Device.objects.visible_to(user).lying_here().for_list()
    return devices.filter(pk__in=bare.values("device"))[:MAX_WAITING]

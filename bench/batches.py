"""Batch mode as it is scanned: each scan a request, with its event and the list that answers."""

from itertools import cycle

from django.core.management import CommandError
from django.db import transaction
from django.urls import reverse

from desk.lifecycle import Mode
from desk.scan_sessions import operations
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.models import Device, Place
from people.models import User

HTMX = {"HX-Request": "true", "HX-Target": "run"}
DEVICES = 100


def scan_onto_a_shelf(client, email):
    """A function that puts the next device on a shelf, in a scan session of `email`; only the
    session is committed.
    """
    owner = User.objects.get(email=email)
    shelf = Place.objects.filter(site=owner.site).order_by("pk")[0]
    rows = Device.objects.filter(status=DeviceStatus.READY, site=owner.site)
    session = operations.start(Mode.SHELVE, by=owner, place=shelf)
    scans = reverse("run_scan", args=[session.pk])
    tags = cycle(list(rows.order_by("pk").values_list("asset_tag", flat=True)[:DEVICES]))

    def scan():
        with transaction.atomic():
            answer = client.post(scans, {"code": next(tags)}, headers=HTMX)
            if b'data-sound="success"' not in answer.content:
                raise CommandError(f"{scans} did not put a device on its shelf.")
            transaction.set_rollback(True)

    return scan

"""A count of 5,000 devices: opened, then scanned one by one.

The shelf on which they lie is made once; the database of the bench is for nothing else.
"""

from django.core.management import CommandError
from django.db import transaction
from django.test import Client
from django.urls import reverse

from inventory.models import Device, Place, StockCount
from inventory.stocktakes.lifecycle import Finding
from inventory.stocktakes.operations import open_count

EXPECTED = 5_000


def opening(coordinator):
    """A function that opens a count of the shelf, rolled back."""
    shelf = _shelf(coordinator.site)
    there = shelf.device_set.count()

    def opens():
        with transaction.atomic():
            count = open_count(by=coordinator, site=shelf.site, place=shelf)
            if count.expected != there:
                raise CommandError(f"The count expects {count.expected} devices.")
            transaction.set_rollback(True)

    return opens


def scanning(coordinator):
    """A function that scans the next device of a count, as its page does."""
    shelf = _shelf(coordinator.site, "BENCH-SCANS")
    count = StockCount.objects.under_way().filter(place=shelf).first()
    count = count or open_count(by=coordinator, site=shelf.site, place=shelf)
    missing = count.lines.filter(finding=Finding.MISSING)
    codes = list(missing.values_list("tag", flat=True)[:100])
    path = reverse("count_scan", args=[count.pk])
    client = Client()
    client.force_login(coordinator)

    def scan():
        answer = client.post(path, {"code": codes.pop()}, headers={"HX-Target": "counting"})
        if b'data-sound="success"' not in answer.content:
            raise CommandError("The device was not found.")

    return scan


def _shelf(site, code="BENCH-OPENS"):
    """A shelf of the bench, on which 5,000 devices lie that lay on our shelves."""
    shelf, is_new = Place.objects.get_or_create(code=code, defaults={"site": site, "name": code})
    if is_new:
        benches = Place.objects.filter(code__startswith="BENCH-")
        there = Device.objects.on_hand().filter(site=site, transfer=None)
        there = there.exclude(place__in=benches)
        maximum = min(EXPECTED, there.count() // 2)  # a small demo has some for either shelf
        ids = list(there.order_by("pk").values_list("pk", flat=True)[:maximum])
        Device.objects.filter(pk__in=ids).update(place=shelf)
    return shelf

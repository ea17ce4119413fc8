"""Measurements of the module for `make bench`."""

from django.core.management import CommandError
from django.test import Client
from django.urls import reverse

from inventory.models import Device, Place
from modules.stocktakes.lifecycle import Finding
from modules.stocktakes.models import StockCount
from modules.stocktakes.operations.counts import open_count

EXPECTED, SCANS = 5_000, 100  # devices on a shelf, and scans of them


def measures(by):
    return [
        ("A scan of a count of 5,000", scan_of_a_count(by), 1.2, "lists", 15),
        ("Opening a count of 5,000 devices", open_a_count(by), 1_000, "ms", 3),
    ]


def open_a_count(by):
    """Open the count of a shelf of 5,000 devices."""
    shelf = _shelf(by.site, "BENCH-OPENS")
    there = shelf.device_set.count()

    def opens():
        count = open_count(by=by, site=shelf.site, place=shelf)
        if count.expected != there:
            raise CommandError(f"The count expects {count.expected} devices.")

    return opens


def scan_of_a_count(by):
    """Scan the next missing device of a count of 5,000, as the page does."""
    client, shelf = Client(), _shelf(by.site, "BENCH-SCANS")
    client.force_login(by)
    count = StockCount.objects.under_way().filter(place=shelf).first()
    count = count or open_count(by=by, site=shelf.site, place=shelf)
    missing = count.lines.filter(finding=Finding.MISSING)
    codes = list(missing.values_list("tag", flat=True)[:SCANS])
    path = reverse("count_scan", args=[count.pk])

    def scan():
        answer = client.post(path, {"code": codes.pop()}, headers={"HX-Target": "counting"})
        if b'data-sound="success"' not in answer.content:
            raise CommandError("The device was not found.")

    return scan


def _shelf(site, code):
    """A shelf of the benchmark, created once, with 5,000 devices moved from other shelves."""
    shelf, is_new = Place.objects.get_or_create(code=code, defaults={"site": site, "name": code})
    if is_new:
        benches = Place.objects.filter(code__startswith="BENCH-")
        there = Device.objects.on_hand().filter(site=site, transfer=None)
        there = there.exclude(place__in=benches)
        maximum = min(EXPECTED, there.count() // 2)  # fewer in a small demo
        ids = list(there.order_by("pk").values_list("pk", flat=True)[:maximum])
        Device.objects.filter(pk__in=ids).update(place=shelf)
    return shelf

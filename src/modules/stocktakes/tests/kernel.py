"""Declarations of this module for the tests of the whole site (`tests/of_modules.py`)."""

from django.urls import reverse
from django.utils.timezone import now

from modules.stocktakes.models import CountScan, StockCount
from modules.stocktakes.operations import counts, resolution, scans
from modules.stocktakes.tests.factories import (
    CountLineFactory,
    CountScanFactory,
    StockCountFactory,
)
from people.base.roles import Role
from tests import factories as make
from tests.access_page import K, Page, V, act
from tests.law import copy, write

FACTORIES = [StockCountFactory, CountLineFactory, CountScanFactory]
STATES = {"StockCountFactory": ["open", "counted", "finalised", "cancelled"]}
PAGES = {
    "count_list": Page(V),
    "count_open": Page(V),
    "count_detail": Page(V, "count"),
    **{f"count_{name}": act(V, "count") for name in ("scan", "clear_shelf", "tick", "close")},
    "count_undo": act(V, "", args=("@count", "@count_scan")),
    "count_line": Page(V, args=("@count", "@count_line")),
    "count_reopen": act(K, "counted"),
    "count_cancel": act(K, "count"),
    "count_decide": act(K, "", args=("@counted", "missing")),
    "count_finalise": Page(K, "counted"),
    "count_ignore_changed": act(K, "counted"),
    "count_report": Page(V, "counted", file=True),
    "count_sheet": Page(V, "count", file=True),
}
API = {
    "get_counts": Page(V),
    "get_counts_one": Page(V, "count"),
    "get_counts_lines": Page(V, "count"),
    "post_counts": act(V),
    **{f"post_counts_{name}": act(V, "count") for name in ("scan", "close")},
    "post_counts_cancel": act(K, "count"),
}
LOWEST = {
    Role.VOLUNTEER: [
        counts.cancel_count,
        counts.close_count,
        counts.file_report,
        counts.note_line,
        counts.open_count,
        counts.reopen_count,
        scans.clear_shelf,
        scans.count_code,
        scans.count_ticked,
        scans.undo_scan,
        scans.undo_ticked,
    ],
    Role.COORDINATOR: [
        resolution.decide,
        resolution.finalise,
        resolution.ignore_changed,
        resolution.settle,
    ],
}
ONE_PAGE = ["count_report", "count_sheet"]
PICTURES = {"counts": ("count_detail", StockCount)}
WALKED = ["count_detail"]
OF_A_SITE = ["count", "counted"]
PHOTOS = {"stocktakes.countline": "count_list"}


# --- Scans and forms ------------------------------------------------------------------------------
def shelf_of_a_count(user, site):
    count = StockCountFactory(site=site)
    code = make.PlaceFactory(site=site).code
    return reverse("count_scan", args=[count.pk]), code, CountScan.objects


def device_of_a_count(user, site):
    count = StockCountFactory(site=site)
    device = make.DeviceFactory(site=site)
    return reverse("count_scan", args=[count.pk]), device, CountScan.objects


def counting(user, site):
    count = StockCountFactory(site=site)
    devices = make.DeviceFactory.create_batch(2, received=True, site=site)
    return count.get_absolute_url(), devices, CountScan.objects.count


def note_of_a_count(site, admin):
    line = CountLineFactory(count=StockCountFactory(site=site))
    return line, {"note": "Sans chargeur"}, {"note": "Écran rayé"}, *[line.get_absolute_url()] * 2


def count_of(user, devices):
    count = counts.open_count(by=user, site=devices[0].site)
    seen = CountScan.objects.filter(count=count, kind="seen")
    return count.get_absolute_url(), lambda: [scan.line.device for scan in seen]


TAKEN_ALONG = [count_of]
SCANS = [shelf_of_a_count, device_of_a_count]
SCAN_PAGES = [counting]
EDITED = [note_of_a_count]


# --- Guards ---------------------------------------------------------------------------------------
def scan_beside_closing():
    scan = CountScanFactory()
    closed = {"status": "counted", "counted_by": scan.by, "counted_at": now()}
    return lambda: write(scan.count, **closed), lambda: copy(scan)


def line_beside_closing():
    line, device = CountLineFactory(), make.DeviceFactory()
    closed = {"status": "counted", "counted_by": make.UserFactory(), "counted_at": now()}
    return lambda: write(line.count, **closed), lambda: copy(line, device_id=device.pk)


def finding_beside_end():
    line = CountLineFactory()
    who = {"counted_by": make.UserFactory(), "counted_at": now()}
    write(line.count, status="counted", **who)
    ended = {"finalised_by": make.UserFactory(), "finalised_at": now()}
    return (
        lambda: write(line.count, status="finalised", **ended),
        lambda: write(line, finding="missing"),
    )


def scan_beside_end():
    scan, finaliser = CountScanFactory(), make.UserFactory(coordinator=True)

    def end():
        write(scan.count, status="counted", counted_by=scan.by, counted_at=now())
        write(scan.count, status="finalised", finalised_by=finaliser, finalised_at=now())

    return lambda: copy(scan, by_id=finaliser.pk), end


RACES = {
    "stocktakes_countscan_while_open": scan_beside_closing,
    "stocktakes_countline_while_open": line_beside_closing,
    "stocktakes_countline_while_open: what it says": finding_beside_end,
    "stocktakes_stockcount_others_finalise": scan_beside_end,
}


def add_to(world):
    world.count = StockCountFactory(open=True, site=world.site)
    world.count_line = CountLineFactory(count=world.count, device=world.device)
    world.count_scan = CountScanFactory(line=world.count_line)
    world.counted = StockCountFactory(counted=True, site=world.site, place=world.place)

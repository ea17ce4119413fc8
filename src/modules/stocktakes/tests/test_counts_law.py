"""Database rules of counts, their lines and their scans."""

from contextlib import nullcontext

import pytest
from django.db import connection
from django.utils import timezone

from core.workflow.operations import NOT_NEGATIVE
from modules.stocktakes.lifecycle import Decision, Finding, ScanKind
from modules.stocktakes.models import CountScan, StockCount
from modules.stocktakes.tests.factories import CountLineFactory, CountScanFactory, StockCountFactory
from tests.cases import tried
from tests.factories import (
    CategoryFactory,
    DeviceFactory,
    DocumentFactory,
    PlaceFactory,
    SiteFactory,
    UserFactory,
)
from tests.law import copy, delete, refused, refused_as, replace, run, write

pytestmark = pytest.mark.django_db


def finalise(count, by):
    return write(count, status="finalised", finalised_by=by, finalised_at=timezone.now())


# --- The count ------------------------------------------------------------------------------------
def test_a_count_has_a_valid_status():
    with refused("stocktakes_stockcount_status"):
        write(StockCountFactory(), status="eaten")


def test_a_count_covers_one_scope():
    count = StockCountFactory(place=PlaceFactory())
    with refused("stocktakes_stockcount_scope"):
        copy(count, number="I00-X", status="cancelled", category=CategoryFactory())


def test_a_counted_stocktake_has_user_and_time():
    for changes in ({"counted_by": None}, {"counted_at": None}):
        with tried(changes), refused("stocktakes_stockcount_counted"):
            write(StockCountFactory(counted=True), **changes)


def test_an_open_stocktake_has_no_closing_time():
    count = StockCountFactory()
    with refused("stocktakes_stockcount_counted"):
        write(count, counted_by=count.opened_by, counted_at=timezone.now())


def test_a_finalised_stocktake_has_user_and_time():
    with refused("stocktakes_stockcount_finalised"):
        write(StockCountFactory(counted=True), status="finalised")
    count = StockCountFactory(counted=True)
    with refused("stocktakes_stockcount_finalised"):
        write(count, finalised_by=count.opened_by)


def test_a_count_is_not_finalised_by_the_user_who_closed_it():
    count = StockCountFactory(counted=True)
    with refused("stocktakes_stockcount_two_people"):
        finalise(count, count.counted_by)
    assert finalise(count, UserFactory(coordinator=True)) == 1


def test_a_count_is_not_finalised_by_a_user_who_scanned_in_it():
    scan = CountScanFactory()
    count, other = scan.count, UserFactory(volunteer=True)
    write(count, status="counted", counted_by=other, counted_at=timezone.now())
    with refused("stocktakes_stockcount_others_finalise"):
        finalise(count, scan.by)
    assert finalise(count, UserFactory(coordinator=True)) == 1


def test_expected_numbers_are_integers():
    count = StockCountFactory()
    column = "INSERT INTO stocktakes_stockcount (number, status, status_since, site_id, expected,"
    values = "SELECT 'I00-X', 'cancelled', status_since, site_id, 1.5, opened_by_id, opened_at"
    sql = f"{column} opened_by_id, opened_at) {values} FROM stocktakes_stockcount WHERE id = %s"
    is_sqlite = connection.vendor == "sqlite"
    with refused_as(NOT_NEGATIVE) if is_sqlite else nullcontext():
        run(sql, count.pk)
    assert not StockCount.objects.extra(where=["expected <> round(expected)"]).exists()


def test_the_scope_of_a_count_is_frozen():
    for name in ("number", "site_id", "place_id", "category_id", "opened_by_id"):
        with tried(name):
            count = StockCountFactory()
            other = {
                "number": "I00-X",
                "site_id": SiteFactory().pk,
                "place_id": PlaceFactory().pk,
                "category_id": CategoryFactory().pk,
                "opened_by_id": UserFactory().pk,
            }
            with refused("stocktakes_stockcount_frozen"):
                write(count, **{name: other[name]})


def test_a_finished_count_is_frozen():
    for state in ("finalised", "cancelled"):
        with tried(state):
            count = StockCountFactory(**{state: True})
            with refused("stocktakes_stockcount_over"):
                write(count, status="counted", finalised_by=None, finalised_at=None)


def test_the_report_of_a_count_is_frozen():
    count = StockCountFactory(finalised=True)
    write(count, document=DocumentFactory())
    with refused("stocktakes_stockcount_report"):
        write(count, document=DocumentFactory())


def test_a_count_is_never_deleted():
    with refused("stocktakes_stockcount_kept"):
        delete(StockCountFactory())


def test_open_counts_do_not_overlap():
    for state in ("open", "counted"):
        with tried(state):
            place, category = PlaceFactory(), CategoryFactory()
            for facts, rule in (
                ({"place": place}, "stocktakes_stockcount_place_once"),
                ({"category": category}, "stocktakes_stockcount_category_once"),
                ({}, "stocktakes_stockcount_site_once"),
            ):
                first = StockCountFactory(**{state: True}, site=place.site, **facts)
                with refused(rule):
                    copy(first, number=f"X{first.pk}")
                assert copy(first, number=f"Y{first.pk}", status="cancelled").pk


# --- Lines ----------------------------------------------------------------------------------------
def test_a_line_has_a_device_or_an_unknown_code():
    line = CountLineFactory()
    other = DeviceFactory()
    for changes in (
        {"device": other, "code": "X"},
        {"device": None, "code": ""},
        {"device": None, "code": "X"},
    ):
        with refused("stocktakes_countline_subject"):
            copy(line, **changes)


def test_unscanned_lines_are_missing():
    for finding in [f for f in Finding if f != Finding.MISSING]:
        with tried(finding), refused("stocktakes_countline_found_as"):
            write(CountLineFactory(), finding=finding)


def test_a_scanned_line_has_its_finding():
    for finding in (Finding.MISSING, Finding.UNDONE, Finding.UNKNOWN, "eaten"):
        with tried(finding):
            scan = CountScanFactory()
            with refused("stocktakes_countline_found_as"):
                write(scan.line, scan=scan, finding=finding)


def test_missing_lines_are_resolved_as_lost_or_ignored():
    for decision in (Decision.MOVE, Decision.FOUND, "eaten"):
        with tried(decision), refused("stocktakes_countline_decision"):
            write(CountLineFactory(), decision=decision)


def test_ignored_lines_have_a_reason():
    with refused("stocktakes_countline_reason"):
        write(CountLineFactory(), decision=Decision.IGNORE)


def test_a_device_or_code_is_unique_in_a_count():
    line = CountLineFactory()
    with refused("stocktakes_countline_device_once"):
        copy(line)
    nowhere = {"device": None, "status": "", "tag": "", "site": None, "place": None}
    code = copy(line, code="X", finding=Finding.UNDONE, is_expected=False, **nowhere)
    with refused("stocktakes_countline_code_once"):
        copy(code)


def test_the_snapshot_of_a_line_does_not_change():
    for name in ("status", "tag", "is_expected", "site", "place"):
        with tried(name):
            line = CountLineFactory()
            place = PlaceFactory()
            other = {
                "status": "lost",
                "tag": "X",
                "is_expected": False,
                "site": place.site,
                "place": place,
            }
            with refused("stocktakes_countline_frozen"):
                write(line, **{name: other[name]})


def test_a_line_is_never_deleted():
    with refused("stocktakes_countline_kept"):
        delete(CountLineFactory())


def test_a_count_that_is_closed_gets_no_line_and_no_scan():
    for status in ("counted", "finalised", "cancelled"):
        with tried(status):
            scan = CountScanFactory()
            line, count = scan.line, scan.count
            other = CountLineFactory().device
            by, now = UserFactory(), timezone.now()
            if status == "cancelled":
                write(count, status=status)
            else:
                write(count, status="counted", counted_by=by, counted_at=now)
            if status == "finalised":
                finalise(count, UserFactory())
            with refused("stocktakes_countline_while_open"):
                copy(line, device=other)
            with refused("stocktakes_countscan_while_open"):
                copy(scan)
            if status != "counted":
                with refused("stocktakes_countline_while_open"):
                    write(line, note="late")


# --- Scans ----------------------------------------------------------------------------------------
def test_a_scan_is_frozen():
    scan = CountScanFactory()
    with refused("stocktakes_countscan_append_only"):
        write(scan, code="another")
    with refused("stocktakes_countscan_append_only"):
        delete(scan)
    with refused("stocktakes_countscan_append_only"):
        replace(scan, code="another")


def test_a_scan_refers_to_a_line_a_shelf_or_an_undone_scan():
    scan = CountScanFactory()
    for changes in (
        {"line": None},
        {"kind": ScanKind.SHELF},
        {"kind": ScanKind.UNDONE},
        {"kind": "eaten"},
        {"undoes": scan},
    ):
        with refused("stocktakes_countscan_kind"):
            copy(scan, **changes)


def test_a_scan_is_undone_once():
    scan = CountScanFactory()
    copy(scan, kind=ScanKind.UNDONE, undoes=scan)
    sentence = CountScan._meta.get_field("undoes").error_messages["unique"]
    with refused_as(sentence):
        copy(scan, kind=ScanKind.UNDONE, undoes=scan)

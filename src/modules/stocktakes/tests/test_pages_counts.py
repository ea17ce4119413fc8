"""Pages of a count: opening, scanning with and without htmx, lists, deciding, papers."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import Event
from modules.stocktakes.lifecycle import Finding
from modules.stocktakes.models import StockCount
from modules.stocktakes.operations import counts as count_operations
from modules.stocktakes.operations import scans as scan_operations
from tests.cases import level_of, messages_of
from tests.factories import CategoryFactory, DeviceFactory, PhotoFactory, PlaceFactory, SiteFactory


def page(name, *args):
    return reverse(name, args=args)


# --- Opening --------------------------------------------------------------------------------------
@pytest.mark.usefixtures("unrendered")
def test_a_volunteer_opens_a_count_of_a_shelf(counting, site, shelf, devices):
    form = counting.get(f"{page('count_open')}?place=A1").context["form"]
    assert set(form.fields) == {"submission", "place"}
    answer = counting.post(page("count_open"), {"place": "a1"})
    count = StockCount.objects.get()
    assert answer.url == count.get_absolute_url()
    assert (count.place, count.expected) == (shelf, 3)
    for again in (
        counting.get(f"{page('count_open')}?place=A1"),
        counting.post(page("count_open"), {"place": "A1"}),
    ):
        assert again.url == answer.url


def test_a_coordinator_counts_a_category_or_a_whole_site(deciding, site, devices):
    category = devices[0].category
    data = {"scope": "category", "category": category.pk, "site": site.pk, "place": "nonsense"}
    deciding.post(page("count_open"), data)
    assert StockCount.objects.get().category == category
    other = SiteFactory()
    deciding.post(page("count_open"), {"scope": "site", "site": other.pk})
    assert StockCount.objects.get(site=other).place is None


@pytest.mark.usefixtures("unrendered")
def test_missing_fields_are_required(deciding):
    for data, field in (
        ({"scope": "place"}, "place"),
        ({"scope": "place", "place": "ZZ9"}, "place"),
        ({"scope": "category"}, "category"),
        ({"scope": "everything"}, "scope"),
        ({"scope": "site", "site": "²"}, "site"),
    ):
        answer = deciding.post(page("count_open"), data)
        assert field in answer.context["form"].errors, data
    assert not StockCount.objects.exists()


@pytest.mark.usefixtures("unrendered")
def test_a_volunteer_cannot_open_a_wider_count_by_its_form(counting, site, shelf):
    answer = counting.post(page("count_open"), {"scope": "site", "site": site.pk})
    assert answer.context["form"].errors
    assert counting.post(page("count_open"), {"place": PlaceFactory().code}).context["form"].errors
    assert not StockCount.objects.exists()


# --- Scanning -------------------------------------------------------------------------------------
def test_without_javascript_a_scan_redirects_with_a_message(counting, count, devices):
    answer = counting.post(
        page("count_scan", count.pk), {"code": devices[0].asset_tag}, follow=True
    )
    assert f"{devices[0]}\N{NO-BREAK SPACE}: trouvé." in answer.content.decode()
    assert 'data-sound="success"' in answer.content.decode()
    assert answer.context["tally"].seen == 1


def scan(visitor, count, code):
    return visitor.post(
        page("count_scan", count.pk), {"code": code}, headers={"HX-Target": "counting"}
    )


def test_with_htmx_a_scan_returns_the_changed_fragment(counting, count, devices):
    answer = scan(counting, count, devices[0].asset_tag)
    text = answer.content.decode()
    assert "<html" not in text
    assert text.lstrip().startswith("<div data-read-at=")
    assert "1 sur 3" in text
    assert answer.headers["HX-Trigger"] == "counted"
    assert "HX-Target" in answer.headers["Vary"]


def test_the_sound_of_each_scan_matches_its_finding(counting, count, devices, site, technician):
    lent = DeviceFactory(site=site, on_loan=True)
    other = DeviceFactory(site=site, place=PlaceFactory(site=site, code="B2"), ready=True)
    for code, tone, words in (
        (devices[0].asset_tag, "success", "trouvé"),
        (devices[0].asset_tag, "warning", "déjà compté"),
        (other.asset_tag, "warning", "attendu à"),
        (lent.asset_tag, "warning", "ne devrait pas être ici"),
        ("NO-SUCH", "warning", "Enregistré comme code inconnu"),
        ("A1", "info", "Emplacement"),
        ("", "danger", "Scannez ou saisissez"),
        ("https://evil.example/", "danger", "evil.example"),
    ):
        text = scan(counting, count, code).content.decode()
        assert f'data-sound="{tone}"' in text, code
        assert words in text, code


def test_other_users_see_updated_numbers(counting, count, devices, sign_in, technician):
    scan(counting, count, devices[1].asset_tag)
    answer = sign_in(technician).get(count.get_absolute_url(), headers={"HX-Target": "progress"})
    text = answer.content.decode()
    assert "1 sur 3" in text
    assert "<html" not in text
    assert "data-sound" not in text


def test_a_scan_is_undone_from_the_page(counting, count, devices):
    scan(counting, count, devices[0].asset_tag)
    row = count.scans.get()
    counting.post(page("count_undo", count.pk, row.pk))
    assert count.lines.filter(finding=Finding.MISSING).count() == 3
    answer = counting.post(page("count_undo", count.pk, row.pk))
    assert "déjà annulé" in messages_of(answer)[-1]


def test_a_scan_of_another_count_is_not_undone_here(counting, count, devices, coordinator):
    scan(counting, count, devices[0].asset_tag)
    other = count_operations.open_count(by=coordinator, site=SiteFactory())
    row = count.scans.get()
    coordinator_page = page("count_undo", other.pk, row.pk)
    assert counting.post(coordinator_page).status_code == 404


@pytest.mark.usefixtures("unrendered")
def test_the_current_shelf_is_stored_by_the_server(deciding, coordinator, site, shelf):
    count = count_operations.open_count(by=coordinator, site=site)
    scan(deciding, count, "A1")
    assert deciding.get(count.get_absolute_url()).context["here"] == shelf
    deciding.post(page("count_clear_shelf", count.pk))
    assert deciding.get(count.get_absolute_url()).context["here"] is None


def test_lines_ticked_on_the_sheet_are_sent_in_one_form(counting, count):
    lines = list(count.lines.all()[:2])
    counting.post(page("count_tick", count.pk), {"lines": [line.pk for line in lines]})
    assert count.lines.filter(finding=Finding.FOUND).count() == 2
    ticked = Event.objects.about(count).get(kind="stockcount.ticked")
    undo = page("act_undo", ticked.pk)
    assert undo in counting.get(count.get_absolute_url()).content.decode()
    counting.post(undo)
    assert count.lines.filter(finding=Finding.FOUND).count() == 0
    counting.post(page("count_tick", count.pk), {"lines": [line.pk for line in lines]})
    for data in ({}, {"lines": ["²"]}, {"lines": ["99999999"]}):
        answer = counting.post(page("count_tick", count.pk), data)
        assert level_of(answer) == "danger"


def test_a_line_keeps_a_note_and_shows_its_photos(counting, count):
    line = count.lines.first()
    PhotoFactory(subject=line, note="capot fendu")
    counting.post(line.get_absolute_url(), {"note": "sans chargeur"})
    text = counting.get(line.get_absolute_url()).content.decode()
    assert "capot fendu" in text
    assert 'value="sans chargeur"' in text
    assert "sans chargeur" in counting.get(count.get_absolute_url()).content.decode()


@pytest.mark.usefixtures("unrendered")
def test_a_count_of_another_site_is_a_404(counting, coordinator):
    other = count_operations.open_count(by=coordinator, site=SiteFactory())
    assert counting.get(other.get_absolute_url()).status_code == 404
    assert scan(counting, other, "X").status_code == 404
    assert list(counting.get(page("count_list")).context["table"].page) == []


# --- Queries --------------------------------------------------------------------------------------
def queries(visitor, path, **headers):
    with CaptureQueriesContext(connection) as captured:
        assert visitor.get(path, headers=headers).status_code == 200
    return len(captured)


def fill(count, by, number):
    """Add as many misplaced, unexpected and unknown devices, in each list of the count."""
    site = count.site
    for each in range(number):
        for device in (
            DeviceFactory(site=site, place=count.place, received=True),
            DeviceFactory(site=site, place=PlaceFactory(site=site), ready=True),
            DeviceFactory(received=True),
            DeviceFactory(site=site, retired=True),
        ):
            scan_operations.count_code(count, by=by, code=device.asset_tag)
        scan_operations.count_code(count, by=by, code=f"NOTHING-{device.pk}-{each}")


def test_the_lists_of_a_count_take_constant_queries(counting, count, volunteer):
    lists = [finding for finding in Finding if finding != Finding.UNDONE]
    paths = [f"{count.get_absolute_url()}?list={finding}" for finding in lists]
    fill(count, volunteer, 1)
    counting.get(paths[0])
    for_one = [queries(counting, path) for path in paths]
    fill(count, volunteer, 1)
    assert [queries(counting, path) for path in paths] == for_one


def test_the_list_of_counts_takes_constant_queries(deciding, coordinator, site):
    path = page("count_list")
    count_operations.open_count(by=coordinator, site=site, category=CategoryFactory())
    deciding.get(path)
    for_one = queries(deciding, path)
    for _ in range(2):
        count_operations.open_count(by=coordinator, site=site, category=CategoryFactory())
    assert queries(deciding, path) == for_one

"""Pages of a closed count: deciding, the summary, the papers, the next due counts."""

import io
import re
from datetime import timedelta

import pypdfium2
import pytest
import zxingcpp
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from core.photos import photos
from core.qr import document_address
from inventory.devices import operations as device_operations
from inventory.models import Place
from inventory.scanning.codes import PAPER_NUMBER
from modules.stocktakes.lifecycle import CountStatus, Decision, Finding
from modules.stocktakes.models import StockCount
from modules.stocktakes.operations import counts as count_operations
from modules.stocktakes.operations import scans as scan_operations
from tests.factories import DeviceFactory, PlaceFactory


def page(name, *args):
    return reverse(name, args=args)


def scan(visitor, count, code):
    return visitor.post(
        page("count_scan", count.pk), {"code": code}, headers={"HX-Target": "counting"}
    )


# --- Deciding and finalising ----------------------------------------------------------------------
@pytest.fixture
def counted(count, volunteer):
    scan_operations.count_code(count, by=volunteer, code="NO-SUCH")
    return count_operations.close_count(count, by=volunteer)


def decide(visitor, count, finding, **data):
    return visitor.post(page("count_decide", count.pk, finding), data)


def test_lines_are_resolved_by_selection_or_by_list(deciding, counted):
    some = [line.pk for line in counted.lines.filter(finding=Finding.MISSING)[:2]]
    decide(deciding, counted, "missing", decision="stolen", lines=some)
    assert counted.lines.filter(decision=Decision.STOLEN).count() == 2
    decide(deciding, counted, "missing", decision="lost", all="on")
    assert counted.lines.filter(decision=Decision.LOST).count() == 3
    answer = decide(deciding, counted, "unknown", decision="ignore", all="on")
    assert "alert-danger" in answer.content.decode()
    answer = decide(deciding, counted, "unknown", decision="lost", all="on")
    assert "decision" in answer.context["decide_form"].errors
    answer = decide(deciding, counted, "missing", decision="lost")
    assert answer.context["decide_form"].errors
    assert decide(deciding, counted, "found", decision="lost", all="on").status_code == 404


@pytest.mark.usefixtures("unrendered")
def test_the_summary_previews_what_finalising_does(deciding, counted, devices):
    decide(deciding, counted, "missing", decision="lost", all="on")
    path = page("count_finalise", counted.pk)
    assert deciding.get(path).context["undecided"] == 1
    decide(deciding, counted, "unknown", decision="ignore", reason="sticker", all="on")
    context = deciding.get(path).context
    assert (context["undecided"], context["acting"]) == (0, 3)
    assert dict(context["numbers"]) == {Decision.LOST: 3, Decision.IGNORE: 1}
    answer = deciding.post(path)
    assert answer.url == counted.get_absolute_url()
    counted.refresh_from_db()
    assert counted.status == CountStatus.FINALISED
    assert counted.document.read().startswith(b"%PDF-")


def test_devices_changed_since_are_listed_and_not_changed(deciding, counted, technician, devices):
    decide(deciding, counted, "missing", decision="lost", all="on")
    decide(deciding, counted, "unknown", decision="ignore", reason="sticker", all="on")
    device_operations.quarantine(devices[0], by=technician)
    path = page("count_finalise", counted.pk)
    assert [line.device for line in deciding.get(path).context["changed"]] == [devices[0]]
    answer = deciding.post(path)
    assert str(devices[0]) in answer.content.decode()
    deciding.post(page("count_ignore_changed", counted.pk))
    deciding.post(path)
    devices[0].refresh_from_db()
    devices[1].refresh_from_db()
    assert (devices[0].status, devices[1].status) == ("quarantined", "lost")


def test_the_counter_is_informed_that_another_user_finalises(sign_in, site, shelf, coordinator):
    count = count_operations.open_count(by=coordinator, site=site, place=shelf)
    count_operations.close_count(count, by=coordinator)
    visitor = sign_in(coordinator)
    assert "vous avez compté" in visitor.get(count.get_absolute_url()).content.decode().lower()
    assert visitor.post(page("count_finalise", count.pk)).context["form"].errors
    assert not StockCount.objects.filter(status=CountStatus.FINALISED).exists()


def test_the_list_and_the_line_offer_the_counter_where_no_decision_is_possible(
    counting, deciding, sign_in, count, counter, volunteer, site
):
    device = DeviceFactory(site=site, on_loan=True)
    scan(counting, count, device.asset_tag)
    line, listed = count.lines.get(device=device), f"{count.get_absolute_url()}?list=astray"
    link = f"{reverse('return_scan')}?code={device}"
    desk = sign_in(counter)
    for path in (listed, line.get_absolute_url()):
        assert link in desk.get(path).content.decode()
        assert link not in counting.get(path).content.decode()  # volunteers take nothing back
    count_operations.close_count(count, by=volunteer)
    answer = decide(deciding, count, "astray", decision="found", all="on")
    assert answer.context["decide_form"].errors["decision"]
    assert link in deciding.get(listed).content.decode()


@pytest.mark.usefixtures("unrendered")
def test_an_empty_choice_resolves_nothing(deciding, counted):
    page_shown = deciding.get(f"{counted.get_absolute_url()}?list=missing")
    field = page_shown.context["decide_form"]["decision"]
    assert field.field.choices[0][0] == ""
    assert field.value() is None
    answer = decide(deciding, counted, "missing", decision="", all="on")
    assert answer.context["decide_form"].errors["decision"]
    assert not counted.lines.exclude(decision="").exists()


def picture():
    written = io.BytesIO()
    Image.new("RGB", (300, 200), "teal").save(written, "JPEG")
    return SimpleUploadedFile("photo.jpg", written.getvalue(), "image/jpeg")


# --- Papers ---------------------------------------------------------------------------------------
def read(answer, *, is_scanned=True):
    content = b"".join(answer) if answer.streaming else answer.content
    with pypdfium2.PdfDocument(content) as pdf:
        text = " ".join(sheet.get_textpage().get_text_range() for sheet in pdf)
        pages = pdf if is_scanned else ()
        images = [sheet.render(scale=200 / 72, grayscale=True).to_pil() for sheet in pages]
    codes = [code.text for image in images for code in zxingcpp.read_barcodes(image)]
    return re.sub(r"\s+", " ", text), codes


def test_the_sheet_lists_readable_codes_and_its_own_code_leads_to_the_count(
    counting, count, devices
):
    scan(counting, count, devices[0].asset_tag)
    text, codes = read(counting.get(page("count_sheet", count.pk)))
    assert devices[1].asset_tag in text
    assert devices[1].serial in text
    assert devices[0].asset_tag not in text
    assert codes == [document_address(count.number)]
    answer = counting.get(f"{reverse('scan')}?code={codes[0]}")
    assert answer.url == count.get_absolute_url()
    assert re.fullmatch(r"IV\d\d-\d{4}", count.number)  # not an incident number
    assert PAPER_NUMBER.fullmatch(count.number)


def test_the_report_is_complete_and_frozen(deciding, counting, counted, volunteer, coordinator):
    line = counted.lines.filter(finding=Finding.MISSING).first()
    count_operations.note_line(line, by=volunteer, note="vu mardi")
    photos.add_photos(line, by=volunteer, pictures=[picture()])
    text, _codes = read(counting.get(page("count_report", counted.pk)), is_scanned=False)
    assert "n’est pas définitif" in text
    decide(deciding, counted, "missing", decision="ignore", reason="prêté au voisin", all="on")
    decide(deciding, counted, "unknown", decision="ignore", reason="sticker", all="on")
    deciding.post(page("count_finalise", counted.pk))
    first = counting.get(page("count_report", counted.pk))
    text, codes = read(first)
    for words in (
        counted.number,
        volunteer.name,
        coordinator.name,
        "vu mardi",
        "prêté au voisin",
        "NO-SUCH",
        line.tag,
    ):
        assert words in text, words
    assert "définitif" not in text
    assert codes == [document_address(counted.number)]
    assert counting.get(page("count_report", counted.pk)).content == first.content


# --- Due counts -----------------------------------------------------------------------------------
def test_shelves_and_devices_due_for_a_count_are_listed(deciding, site, shelf, devices):
    long_ago = timezone.now() - timedelta(days=200)
    fresh = PlaceFactory(site=site)
    Place.objects.filter(pk=shelf.pk).update(created_at=long_ago)
    Place.objects.filter(pk=fresh.pk).update(created_at=long_ago, counted_at=timezone.now())
    type(devices[0]).objects.filter(pk=devices[0].pk).update(seen_at=long_ago)
    rows = deciding.get(f"{page('place_list')}?due=true").context["table"].page
    assert list(rows) == [shelf]
    assert "à faire" in deciding.get(page("place_list")).content.decode()
    rows = deciding.get(f"{page('device_list')}?due=true").context["table"].page
    assert list(rows) == [devices[0]]
    site.count_every = 0
    site.save()
    assert not deciding.get(f"{page('place_list')}?due=true").context["table"].page.object_list

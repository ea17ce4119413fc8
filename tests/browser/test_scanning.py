"""All ways of scanning, as used by a volunteer: USB scanner, camera, photo."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from inventory.devices.identifiers import place_url, tag_url
from tests.browser.conftest import ARGUMENTS, CHROMIUM, DESK, PATIENCE, PHONE, session_of
from tests.browser.film import film, photo
from tests.browser.hands import button, press, size_of
from tests.browser.scans import usb
from tests.factories import (
    DeviceFactory,
    DonationFactory,
    LoanFactory,
    PlaceFactory,
    ScanSessionFactory,
)

FIRST, SECOND = "RB2500001O", "RB2600001Y"


@pytest.fixture
def device(site):
    return DeviceFactory(site=site, asset_tag=FIRST)


@pytest.mark.usefixtures("device")
def test_a_usb_scanner_needs_no_field_on_any_page(visit, volunteer):
    """This works even with another keyboard layout; letters typed into a field stay there."""
    page = visit(volunteer, DESK)
    for path, keys in (("/devices/", tag_url(FIRST)), ("/profile/", "RBé(àààà&O")):
        page.goto(path)
        usb(page, keys)
        expect(page.locator("[data-sound=success]")).to_contain_text(FIRST)
        expect(page.get_by_role("heading", level=1)).to_have_text(FIRST)
    page.goto("/devices/register/")
    page.get_by_label("Brand").focus()
    page.keyboard.type("LENOVO")
    expect(page.get_by_label("Brand")).to_have_value("LENOVO")
    assert page.url.endswith("/devices/register/")


@pytest.mark.usefixtures("device")
def test_a_usb_scanner_works_while_a_button_has_the_focus(visit, volunteer):
    page = visit(volunteer, DESK)
    page.clock.install()
    page.goto("/devices/")
    page.clock.pause_at(timezone.now() + timedelta(minutes=1))  # independent of the machine's speed
    button = page.get_by_role("button", name="Light or dark")
    before = page.locator("html").get_attribute("data-bs-theme")
    button.focus()
    for key in FIRST:
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(FIRST)
    assert page.locator("html").get_attribute("data-bs-theme") == before
    page.goto("/devices/")
    page.get_by_role("button", name="Light or dark").focus()
    for number, key in enumerate(FIRST):
        if number == 4:  # something takes the focus while the scanner types
            page.locator("[data-scanbox] input[name=code]").focus()
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(FIRST)


def test_a_scan_on_a_hand_over_adds_to_it_and_not_to_the_search(visit, counter, site):
    ready = DeviceFactory(ready=True, site=site, asset_tag=SECOND)
    loan = LoanFactory(prepared=True, site=site)
    page = visit(counter, DESK)
    page.goto(f"/hand-overs/{loan.pk}/what/")
    page.evaluate("document.activeElement.blur()")
    usb(page, SECOND, end="Tab")
    expect(page.locator("[data-sound=success]")).to_contain_text(SECOND)
    assert loan.items.get().device == ready


REFUSE_CAMERA = """navigator.mediaDevices.getUserMedia =
  () => Promise.reject(new DOMException("Permission denied", "NotAllowedError"))"""


@pytest.fixture(scope="module")
def camera(playwright, tmp_path_factory):
    """The path of the film for the fake camera, and a browser that may use it."""
    path = tmp_path_factory.mktemp("camera") / "film.y4m"
    fake = [
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={path}",
        "--use-fake-ui-for-media-stream=accept",
    ]
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, *fake])
    yield path, browser
    browser.close()


@pytest.fixture
def filming(camera, live_server):
    """`filming(user, *codes)` returns a page on a phone whose camera sees these codes."""
    path, browser = camera
    contexts = []

    def filming(user, *codes):
        film(path, *codes, seconds=2)
        context = browser.new_context(base_url=live_server.url, **PHONE)
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        cookies = {"sessionid": session_of(user, "en"), "django_language": "en"}
        context.add_cookies(
            [{"name": n, "value": v, "url": live_server.url} for n, v in cookies.items()]
        )
        return context.new_page()

    yield filming
    for context in contexts:
        context.close()


@pytest.mark.audit
@pytest.mark.usefixtures("device")
def test_the_camera_opens_and_closes_by_keyboard_and_finds_a_label(filming, volunteer):
    page = filming(volunteer, "", tag_url(FIRST))
    page.goto("/scan/")
    press(page, button(page, "Camera"))
    expect(page.locator("video")).to_be_visible()
    expect(button(page, "Camera off")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("video")).to_be_hidden()
    expect(button(page, "Camera")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(FIRST)


def test_the_camera_stays_open_and_reads_a_label_once(filming, counter, site):
    """Two labels appear in sequence; the camera stays open after each."""
    for tag in (FIRST, SECOND):
        DeviceFactory(ready=True, site=site, asset_tag=tag)
    loan = LoanFactory(prepared=True, site=site)
    page = filming(counter, tag_url(FIRST), tag_url(SECOND))
    page.goto(f"/hand-overs/{loan.pk}/what/")
    page.get_by_role("button", name="Camera").click()
    expect(page.locator(".item-list")).to_contain_text(FIRST)
    expect(page.locator(".item-list")).to_contain_text(SECOND)
    expect(page.get_by_role("button", name="Camera off")).to_be_visible()
    with page.expect_response(lambda answer: answer.status == 204):
        # so that the page stays open
        page.route("**/scan/", lambda route: route.fulfill(status=204))
    page.get_by_role("button", name="Camera off").click()
    expect(page.locator("video")).to_be_hidden()
    page.unroute("**/scan/")
    page.reload()
    expect(page.get_by_role("button", name="Camera", exact=True)).to_be_visible()
    assert loan.items.count() == 2


@pytest.mark.audit
def test_a_batch_keeps_the_camera_open_from_scan_to_scan_and_without_network(
    filming, technician, site
):
    for tag in (FIRST, SECOND):
        DeviceFactory(received=True, site=site, asset_tag=tag)
    session = ScanSessionFactory(act="refurbish", owner=technician, site=site)
    page = filming(technician, tag_url(FIRST), tag_url(SECOND))
    page.goto(f"/batch/{session.pk}/")
    page.route("**/batch/*/scan/", lambda route: route.abort())
    page.get_by_role("button", name="Camera").click()
    page.evaluate("document.querySelector('video').dataset.same = 'yes'")
    expect(page.locator("[data-scan-trouble]")).to_contain_text("are kept")
    page.unroute("**/batch/*/scan/")
    page.evaluate("dispatchEvent(new Event('online'))")
    for tag in (FIRST, SECOND):
        expect(page.locator("#run")).to_contain_text(tag)
    expect(page.locator("video[data-same=yes]")).to_be_visible()
    expect(page.locator("[data-scan-target] input[name=code]")).to_have_value("")
    assert session.lines.filter(status="done").count() == 2


def test_a_refused_camera_is_explained_and_photos_remain(visit, volunteer):
    page = visit(volunteer, PHONE)
    page.add_init_script(REFUSE_CAMERA)
    page.goto("/scan/")
    page.get_by_role("button", name="Camera").click()
    expect(page.locator("[data-scan-status]")).to_contain_text(
        "Access to the camera was refused. Allow it for this site in"
    )
    expect(page.get_by_text("Photo", exact=True)).to_be_visible()


@pytest.mark.audit
@pytest.mark.usefixtures("device")
def test_a_photo_of_twelve_megapixels_is_read_and_one_without_a_code_refused(
    visit, volunteer, site
):
    page = visit(volunteer, PHONE)
    page.goto("/scan/")
    blank = {"name": "x.jpg", "mimeType": "image/jpeg", "buffer": photo(None, size=(800, 600))}
    page.locator("[data-scan-photo]").set_input_files(blank)
    expect(page.locator("[data-scan-status]")).to_have_text("No code was found in this photo.")
    junk = {"name": "x.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"}
    page.locator("[data-scan-photo]").set_input_files(junk)
    expect(page.locator("[data-scan-status]")).to_contain_text("not a picture")
    picture = {"name": "label.jpg", "mimeType": "image/jpeg", "buffer": photo(tag_url(FIRST))}
    page.locator("[data-scan-photo]").set_input_files(picture)
    expect(page.get_by_role("heading", level=1)).to_have_text(FIRST)
    lot = DonationFactory(received=True, site=site)
    page.goto(reverse("donation_enter", args=[lot.pk]))  # the field of the shelf takes a photo too
    picture["buffer"] = photo(place_url(PlaceFactory(site=site, code="R-A1").code))
    page.get_by_label("Photo of its code").set_input_files(picture)
    expect(page.get_by_label("Shelf", exact=True)).to_have_value("R-A1")


def test_however_long_a_code_the_page_stays_as_wide_as_the_phone(visit, coordinator, site):
    session = ScanSessionFactory(act="refurbish", owner=coordinator, site=site)
    page = visit(coordinator, PHONE)
    for path in (session.get_absolute_url(), "/scan/"):
        page.goto(path)
        box = page.locator("main [data-scan-target] input[name=code]")
        box.fill("LONG" + "X" * 180)
        box.press("Enter")
        expect(page.locator("main [data-sound]")).to_contain_text("LONG")
        assert size_of(box)[0] == 390, path

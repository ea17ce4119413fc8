"""Work without network on a phone, compared with the records of the server."""

from base64 import b64decode
from datetime import timedelta
from io import BytesIO

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from core.qr import qr_picture
from desk.scan_sessions.operations import end
from modules.offline.models import OfflineScan, Snapshot
from modules.offline.tests.factories import OfflineScanFactory
from tests.browser.hands import STILL, press, write
from tests.browser.inspection import KEYS, keyboard_faults_on, violations_on
from tests.browser.scans import usb_on_the_page
from tests.factories import DeviceFactory, ScanSessionFactory

ALL_SENT = """async () => {
  while (Object.keys(await offlineStore.unsent()).length)
    await new Promise((resolve) => setTimeout(resolve, 20))
}"""
DRAWN_AGAIN = """() => {
  document.querySelector("[data-back]").hidden = false  // until the page is drawn
  dispatchEvent(new Event("offline"))
}"""
ENTERED = """async (user) => {
  while ((await offlineStore.who())?.user !== user)
    await new Promise((resolve) => setTimeout(resolve, 20))
}"""


@pytest.fixture(autouse=True)
def _site(installed):
    """The reference data, committed."""


@pytest.fixture
def devices(site):
    return DeviceFactory.create_batch(4, received=True, site=site)


@pytest.fixture
def session(coordinator, site):
    return ScanSessionFactory(act="refurbish", owner=coordinator, site=site)


def take_along(phone, path):
    """Take the work of this page along, and go offline."""
    phone.visit(path)
    press(phone.page, phone.page.locator("[data-take] button"))
    expect(phone.page.locator("[data-take] a")).to_be_visible()
    phone.offline()


def open_work(phone):
    """Open the work on our page, which answers any address without network."""
    phone.open("/devices/")
    press(phone.page, phone.page.locator("[data-works] button").first)
    expect(phone.page.locator("[data-scan-target] input[name=code]")).to_be_focused()


def scan(phone, code):
    """Scan a code without network; return the answer of the phone."""
    rows = phone.page.locator("[data-log] li")
    number = rows.count()
    usb_on_the_page(phone.page, code)
    expect(rows).to_have_count(number + 1)
    return rows.first.inner_text()


def unsent(phone):
    return sum(phone.page.evaluate("offlineStore.unsent()").values())


def test_scans_outlive_the_tab_and_lost_responses_and_are_applied_once(
    phone, network, coordinator, session, devices, site
):
    lent = DeviceFactory(on_loan=True, site=site)
    mine = phone(coordinator)
    take_along(mine, session.get_absolute_url())
    open_work(mine)
    assert scan(mine, devices[0]).endswith("expected")
    assert "known, but not expected" in scan(mine, lent)
    assert scan(mine, devices[0]).endswith("already scanned")
    assert "unknown on this phone" in scan(mine, "XX-4471")
    assert violations_on(mine.page) == []
    assert mine.page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    mine.close_tab()
    open_work(mine)
    assert scan(mine, devices[0]).endswith("already scanned")
    scan(mine, devices[1])
    assert unsent(mine) == 4
    network.of, network.fates = reverse("offline_send"), ["lost", 503, 500]
    mine.offline(is_off=False)
    while unsent(mine):
        mine.open("/devices/")
        mine.page.evaluate("offlineSync.send().catch(() => {})")
    assert network.paths.count(reverse("offline_send")) >= 2
    scans = OfflineScan.objects.order_by("number")
    codes = [devices[0].asset_tag, lent.asset_tag, "XX-4471", devices[1].asset_tag]
    assert [one.code for one in scans] == codes
    assert [one.outcome for one in scans] == ["done", "open", "open", "done"]
    assert {line.device for line in session.lines.standing()} == {devices[0], devices[1]}
    mine.open(reverse("offline_list"))
    expect(mine.page.locator("main")).to_contain_text("2 scans to resolve")
    assert violations_on(mine.page) == []
    mine.page.get_by_role("link", name=str(Snapshot.objects.get())).click()
    expect(mine.page.get_by_role("button", name="Try again with this code")).to_have_count(2)
    assert violations_on(mine.page) == []
    mine.open("/offline/")
    mine.page.get_by_role("button", name="Finish").click()
    expect(mine.page.locator("[data-works] li")).to_have_count(0)
    assert Snapshot.objects.get().ended_at


@pytest.mark.audit
def test_a_pending_scan_is_corrected_or_discarded_with_a_reason(
    phone, coordinator, session, devices
):
    """By keyboard only, as the whole page can be used."""
    mine = phone(coordinator)
    page = mine.page
    page.add_init_script(path=KEYS)
    page.emulate_media(**STILL)
    take_along(mine, session.get_absolute_url())
    open_work(mine)
    scan(mine, "XX-1")
    scan(mine, "XX-2")
    pending = page.locator("[data-pending] > li")
    expect(pending).to_have_count(2)
    for row in (pending.first, pending.last):
        press(page, row.locator("summary"))
    page.evaluate(DRAWN_AGAIN)
    expect(page.locator("[data-back]")).to_be_hidden()
    expect(pending.locator("details[open]")).to_have_count(2)
    assert keyboard_faults_on(page, with_rings=True) == []
    assert violations_on(page) == []
    press(page, pending.first.get_by_label("Code"), "Control+a")
    write(page, pending.first.get_by_label("Code"), devices[0].asset_tag)
    press(page, pending.first.get_by_role("button", name="Save the code"))
    expect(pending.first.locator(".tag")).to_have_text(devices[0].asset_tag)
    press(page, pending.last.locator("summary"))
    write(page, pending.last.get_by_label("Reason"), "Étiquette abîmée")
    press(page, pending.last.get_by_role("button", name="Discard"))
    expect(pending.last).to_contain_text("Discarded: Étiquette abîmée")
    mine.offline(is_off=False)
    expect(pending).to_have_count(0)
    first, second = OfflineScan.objects.order_by("number")
    assert (first.code, first.outcome) == (devices[0].asset_tag, "done")
    assert (second.outcome, second.reason) == ("discarded", "Étiquette abîmée")


@pytest.mark.audit
def test_unsent_scans_stay_encrypted_until_the_same_user_signs_in_again(
    phone, coordinator, counter, session, devices
):
    """The session of the scans ends meanwhile: they become items to resolve."""
    mine = phone(coordinator)
    take_along(mine, session.get_absolute_url())
    open_work(mine)
    scan(mine, devices[0])
    Session.objects.all().delete()
    mine.offline(is_off=False)
    mine.open("/devices/")
    expect(mine.page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    expect(mine.page.locator("[data-words]")).to_contain_text("not sent yet")
    mine.sign_in(counter)
    mine.visit("/")
    assert mine.page.evaluate("offlineStore.scans()") == []
    assert unsent(mine) == 1
    end(session, by=coordinator)
    mine.sign_in(coordinator)
    mine.visit("/")
    expect(mine.page.locator("[data-words]")).to_have_text("To resolve:")
    assert OfflineScan.objects.get().outcome == "open"


REFUSED = {
    "en": ("The server cannot accept this answer: discard it with a", "Discard this scan"),
    "fr": ("Le serveur ne peut pas", "Abandonner ce scan"),
}
MESSAGES = {
    "en": (
        "not kept: write this code down",
        "storage of this phone is full",
        "Access to the camera was refused. Allow it for this site in",
        "This browser cannot store data, perhaps because its window",
        "clock of this phone is wrong",
    ),
    "fr": (
        "pas gardé\N{NO-BREAK SPACE}: notez ce code",
        "mémoire de ce téléphone est pleine",
        "L’accès à la caméra a été refusé. Autorisez-le pour ce site",
        "Ce navigateur ne peut pas conserver de données, peut-être",
        "horloge de ce téléphone n’est pas à l’heure",
    ),
}


@pytest.mark.audit
@pytest.mark.parametrize("language", ["en", pytest.param("fr", marks=pytest.mark.audit)])
def test_a_phone_says_what_it_cannot_do(phone, coordinator, session, devices, language):
    """A full storage, a refused camera, a private window, and a wrong clock."""
    not_kept, full, refused, private, clock = MESSAGES[language]
    mine = phone(coordinator, language)
    mine.page.add_init_script("const now = Date.now; Date.now = () => now() - 7200000")
    take_along(mine, session.get_absolute_url())
    open_work(mine)
    scan(mine, devices[0])
    mine.page.evaluate(
        """() => { IDBObjectStore.prototype.add = () => {
          throw new DOMException("full", "QuotaExceededError") } }"""
    )
    assert not_kept in scan(mine, devices[1])
    expect(mine.page.locator("[data-say]")).to_contain_text(full)
    assert unsent(mine) == 1
    assert mine.page.evaluate("offlineStore.taken().then(([one]) => one.made)") == 1
    mine.page.evaluate(
        """() => { MediaDevices.prototype.getUserMedia = async () => {
          throw new DOMException("", "NotAllowedError") } }"""
    )
    mine.page.locator("[data-scan-camera]").click()
    expect(mine.page.locator("[data-scan-status]")).to_contain_text(refused)

    mine.offline(is_off=False)
    mine.open("/offline/")
    expect(mine.page.locator("[data-clock]")).to_contain_text(clock)
    mine.page.evaluate(ALL_SENT)
    assert abs(OfflineScan.objects.get().scanned_at - timezone.now()) < timedelta(hours=1)
    mine.offline()
    mine.page.add_init_script(
        """IDBFactory.prototype.open = () => { throw new DOMException("", "SecurityError") }"""
    )
    mine.open("/offline/")
    expect(mine.page.locator("[data-say]")).to_contain_text(private)


@pytest.mark.audit
def test_a_corrected_scan_is_not_lost_after_a_lost_response(
    phone, network, coordinator, session, devices
):
    """The server has the first code, so the correction is made there."""
    mine = phone(coordinator)
    take_along(mine, session.get_absolute_url())
    open_work(mine)
    scan(mine, "XX-1")
    network.of, network.fate = reverse("offline_send"), "lost"
    mine.offline(is_off=False)
    mine.page.evaluate("offlineSync.send().catch(() => {})")
    mine.offline()
    mine.open("/devices/")
    pending = mine.page.locator("[data-pending] > li")
    expect(pending).to_contain_text("Sent, but without an answer yet. Correct it on the page")
    expect(pending.locator("form")).to_have_count(0)
    assert not mine.page.evaluate(
        "offlineStore.scans().then(([one]) => offlineSync.correct(one.key, { code: 'A' }))"
    )


@pytest.mark.audit
@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_the_server_refuses_is_corrected_or_discarded_with_a_reason(
    phone, coordinator, session, devices, language
):
    """The id of one scan belongs to other work, and then the work is unknown, after a restore."""
    shown, discard = REFUSED[language]
    mine = phone(coordinator, language)
    page = mine.page
    take_along(mine, session.get_absolute_url())
    open_work(mine)
    for code in (devices[0], devices[1], "XX-3"):
        scan(mine, code)
    others = OfflineScanFactory.create_batch(2, done=True)
    page.evaluate(
        "(ids) => offlineStore.scans().then((all) => offlineStore.change("
        "all.map((scan, place) => ({ ...scan, id: ids[place] ?? scan.id }))))",
        [str(one.pk) for one in others],
    )
    mine.offline(is_off=False)
    pending = page.locator("[data-pending] > li")
    expect(pending).to_have_count(2)
    expect(pending.first).to_contain_text(shown)
    assert violations_on(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    mine.visit("/devices/")
    expect(page.locator("[data-words]")).to_contain_text(shown[:20])
    page.locator("[data-show]").click()
    press(page, pending.first.locator("summary"))
    press(page, pending.first.locator("[name=correct]"))
    expect(pending).to_have_count(1)
    press(page, pending.first.locator("summary"))
    write(page, pending.first.locator("[name=reason]"), "Étiquette abîmée")
    press(page, pending.first.locator("[name=discard]"))
    expect(pending).to_have_count(0)
    own = OfflineScan.objects.exclude(pk__in=[one.pk for one in others]).order_by("number")
    assert [one.outcome for one in own] == ["done", "discarded", "open"]
    assert session.lines.standing().get().device == devices[0]

    mine.offline()
    open_work(mine)
    scan(mine, devices[2])
    Snapshot.objects.filter(by=coordinator).update(by=others[0].snapshot.by)
    mine.offline(is_off=False)
    expect(pending).to_contain_text(shown)
    press(page, pending.locator("summary"))
    write(page, pending.locator("[name=reason]"), "Sauvegarde restaurée")
    press(page, pending.get_by_role("button", name=discard))
    expect(pending).to_have_count(0)
    assert unsent(mine) == 0
    assert Snapshot.objects.get(by=coordinator).reason == "Sauvegarde restaurée"
    page.locator("[data-works] button").last.click()
    expect(page.locator("[data-works] li")).to_have_count(0)


@pytest.mark.audit
def test_the_page_of_a_user_adds_nothing_to_the_work_of_the_next(
    phone, coordinator, counter, session, devices
):
    """Another user signs in, in a second tab of the same phone."""
    mine = phone(coordinator)
    take_along(mine, session.get_absolute_url())
    open_work(mine)
    scan(mine, devices[0])
    mine.offline(is_off=False)
    mine.page.evaluate(ALL_SENT)  # a new scan is listed a moment later: no row says nothing
    mine.offline()
    stale, mine.page = mine.page, mine.context.new_page()
    mine.sign_in(counter)
    mine.offline(is_off=False)
    mine.visit("/")
    mine.page.evaluate(ENTERED, str(counter.pk))
    usb_on_the_page(stale, devices[1])
    expect(stale.locator("[data-say]")).to_contain_text("Your session has ended")
    expect(stale.locator("section[data-work]")).to_be_hidden()
    assert unsent(mine) == 0


@pytest.mark.audit
def test_the_browser_sends_scans_after_the_tab_was_closed(phone, coordinator, session, devices):
    """Background Sync: Chromium wakes the service worker."""
    mine = phone(coordinator)
    take_along(mine, session.get_absolute_url())
    open_work(mine)
    scan(mine, devices[0])
    mine.close_tab()
    mine.offline(is_off=False)
    protocol, registrations = mine.context.new_cdp_session(mine.page), []
    protocol.on(
        "ServiceWorker.workerRegistrationUpdated", lambda event: registrations.append(event)
    )
    mine.page.goto("/static/theme.js")
    protocol.send("ServiceWorker.enable")
    while not registrations:
        mine.page.evaluate("0")  # the events are handled meanwhile
    (registration,) = registrations[0]["registrations"]
    wanted = {"tag": "send", "lastChance": False, "origin": mine.url}
    wanted |= {"registrationId": registration["registrationId"]}
    protocol.send("ServiceWorker.dispatchSyncEvent", wanted)
    mine.worker().evaluate(ALL_SENT)
    assert OfflineScan.objects.get().code == devices[0].asset_tag


@pytest.mark.audit
def test_nothing_is_lost_when_the_browser_is_killed(mortal_phone, coordinator, session, devices):
    mine = mortal_phone(coordinator)
    take_along(mine, session.get_absolute_url())
    open_work(mine)
    scan(mine, devices[0])
    scan(mine, devices[1])
    mine.kill()
    open_work(mine)
    assert scan(mine, devices[1]).endswith("already scanned")
    assert unsent(mine) == 2
    mine.sign_in(coordinator)
    mine.offline(is_off=False)
    mine.open("/")
    mine.page.evaluate(ALL_SENT)
    codes = OfflineScan.objects.order_by("number").values_list("code", flat=True)
    assert list(codes) == [device.asset_tag for device in devices[:2]]


def _photo_of(text):
    """A PNG of the QR code of a label, as large as in a photo."""
    small = Image.open(BytesIO(b64decode(qr_picture(text).partition(",")[2])))
    photo, written = small.convert("L").resize((small.width * 12, small.height * 12)), BytesIO()
    photo.save(written, "PNG")
    return written.getvalue()


@pytest.mark.audit
def test_a_photo_is_kept_and_read_by_the_server(phone, coordinator, session, devices, tmp_path):
    picture = tmp_path / "label.png"
    picture.write_bytes(_photo_of(devices[0].asset_tag))
    mine = phone(coordinator)
    take_along(mine, session.get_absolute_url())
    open_work(mine)
    mine.page.locator("[data-scan-photo]").set_input_files(picture)
    expect(mine.page.locator("[data-log] li")).to_contain_text("The photo is kept")
    mine.offline(is_off=False)
    expect(mine.page.locator("[data-say]")).to_contain_text("Sent from this phone: 1")
    assert OfflineScan.objects.get().code == devices[0].asset_tag
    assert session.lines.standing().get().device == devices[0]

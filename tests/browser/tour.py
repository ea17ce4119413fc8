"""Scenes of the README: each shows what its caption says, and checks it before the picture.

A scene is a function (stage) that returns a picture; `tests/tour.py` has the captions.
"""

import io
import re
from dataclasses import dataclass
from typing import Any

import pypdfium2
import zxingcpp
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from PIL import Image
from playwright.sync_api import expect

from core.models import Identity
from donations.models import Donation
from inventory.models import Device
from loans.base.lifecycle.agreements import SignerRole
from loans.base.lifecycle.loans import LoanKind
from loans.handovers.operations import open_walk_in
from loans.models import Agreement, Request
from people.models import Organisation, Recipient, User
from tests.browser import road
from tests.browser.conftest import PHONE
from tests.browser.hands import ready
from tests.browser.scans import scan
from tests.factories import ScanSessionFactory

SCREEN = {"viewport": {"width": 1240, "height": 800}}
FOLDER = settings.PROJECT_DIR / "docs" / "pictures"


@dataclass(frozen=True)
class Stage:
    """The demo, seen by its users in a language."""

    visit: Any
    language: str
    box: Any  # a temporary folder

    def page(self, role, path, size=SCREEN):
        user = User.objects.get(email=f"{role}@rebond.test")
        page = self.visit(user, size, language=self.language)
        page.goto("/legal/")  # loads the fonts, which a first page may do without
        page.evaluate("document.fonts.ready")
        assert page.goto(path).status == 200
        return page

    def says(self, text):
        """An English text of the product in the language of the stage."""
        with translation.override(self.language):
            return gettext(text)

    def signs(self, text):
        """The same on the screen of the person, which is in the language of that person."""
        with translation.override("fr"):
            return re.compile(f"^({re.escape(text)}|{re.escape(gettext(text))})$")


def picture(page):
    """Screenshot of the viewport, once nothing is loading."""
    page.wait_for_load_state("networkidle")
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB")


def ready_devices(site):
    """Two computers and a monitor that may leave this site: few requests wait for them."""
    rows = Device.objects.filter(status="ready", site=site).order_by("pk")
    computers, monitors = (rows.filter(category__code=code) for code in ("desktop", "monitor"))
    return [*computers[:2], monitors[0]]


def counter(stage, shots=None):
    """Three devices are scanned into a hand-over for a known person."""
    user = User.objects.get(email="counter@rebond.test")
    ours = Organisation.objects.get(is_ours=True)
    person = Recipient.objects.filter(kind="family", loans__status="closed").first()
    site = user.sites.first()
    loan = open_walk_in(
        by=user, site=site, organisation=person.organisation or ours, recipient=person
    )
    page = stage.page("counter", reverse("loan_what", args=[loan.pk]), PHONE)
    devices = ready_devices(site)
    for device in devices:
        if shots is not None:
            shots.append((picture(page), 700))
        scan(page, device.asset_tag)
    for device in devices:
        expect(
            page.locator("#handing").get_by_text(device.asset_tag, exact=True)
        ).to_be_in_viewport()
    if shots is not None:
        return page, loan
    return picture(page)


def agreement(stage):
    """The first page of an agreement that was signed on the screen by both sides."""
    by_hand = {"signatures__role": SignerRole.PERSON, "signatures__sha256__gt": ""}
    rows = Agreement.objects.filter(status="signed", second_text=None, loan__kind=LoanKind.LOAN)
    signed = rows.filter(**by_hand).latest("pk")
    assert signed.signatures.count() >= 2
    pdf = pypdfium2.PdfDocument(signed.document.read())
    text = pdf[0].get_textpage().get_text_bounded()
    tags = [item.device.asset_tag for item in signed.loan.items.exclude(device=None)]
    assert tags
    assert all(tag in text.replace(" ", "") for tag in tags)
    images = [
        each for each in pdf[0].get_objects() if each.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE
    ]
    assert len(images) >= 1
    return pdf[0].render(scale=1.5).to_pil().convert("RGB")


def session(stage):
    """A volunteer puts devices on a shelf; one of them is on loan."""
    user = User.objects.get(email="volunteer@rebond.test")
    site = user.sites.first()
    run = ScanSessionFactory(act="shelve", owner=user, site=site, place=site.places.first())
    on_shelf = Device.objects.filter(status="ready", site=site).order_by("pk")
    away = Device.objects.filter(status="on_loan", site=site).order_by("pk").first()
    page = stage.page("volunteer", run.get_absolute_url(), PHONE)
    for device in [*on_shelf[:2], away]:
        scan(page, device.asset_tag)
    lines = page.locator("#run .scans li")
    expect(lines).to_have_count(3)
    lines.first.evaluate("line => scrollTo(0, line.offsetTop - 200)")
    for line in lines.all():
        expect(line).to_be_in_viewport(ratio=1)
    statuses = sorted(run.lines.values_list("status", flat=True))
    assert statuses == ["done", "done", "refused"]
    return picture(page)


def bench(stage):
    device = Device.objects.filter(status="refurbishing", needs_erasure=True).latest("pk")
    page = stage.page("technician", reverse("device_bench", args=[device.pk]))
    expect(page.get_by_text(device.asset_tag).first).to_be_in_viewport()
    heading = page.get_by_role("heading", name=stage.says("Before it is ready"))
    expect(heading).to_be_in_viewport()
    return picture(page)


def desk(stage):
    page = stage.page("coordinator", reverse("home"))
    sent = Request.objects.filter(status="sent").count()
    expect(page.locator(".next-action h2").first).to_contain_text(str(sent))
    for name in ("At the counter", "Stock"):
        heading = page.get_by_role("heading", name=stage.says(name), exact=True)
        expect(heading).to_be_in_viewport()
    return picture(page)


def label(stage):
    """Labels of a donation, the code of each read back."""
    donation = Donation.objects.filter(devices__status="received").latest("pk")
    path = stage.box / "labels.pdf"
    with translation.override(stage.language):
        call_command("labels", donation=str(donation), out=path)
    sheet = pypdfium2.PdfDocument(path)[0].render(scale=2).to_pil().convert("RGB")
    top = next(
        y
        for y in range(sheet.height)
        if sheet.crop((0, y, sheet.width, y + 1)).getcolors(1) is None
    )
    part = sheet.crop((0, max(top - 40, 0), sheet.width, top + 410))
    codes = {code.text.rpartition("/")[2] for code in zxingcpp.read_barcodes(part)}
    tags = {device.asset_tag for device in donation.devices.all()}
    assert len(codes) >= 3
    assert codes <= tags
    return part


def portal(stage):
    page = stage.page("association", reverse("home"))
    for name in ("Your requests", "Your loans"):
        expect(page.get_by_role("heading", name=stage.says(name))).to_be_in_viewport()
    return picture(page)


def figure(stage):
    """The number of the page is the number of rows in its list."""
    page = stage.page("coordinator", reverse("figure", args=["devices_received"]))
    rows = page.locator("main tbody tr")
    expect(rows.first).to_be_in_viewport()
    shown = page.locator(".figure-number strong").inner_text()
    assert int("".join(filter(str.isdigit, shown))) >= rows.count() >= 1
    return picture(page)


def first_steps(stage):
    """The home page of an administrator on an empty site (`NEW_SITE`)."""
    assert Identity.load().module_keys == set()
    page = stage.page("admin", reverse("home"))
    steps = page.locator(".first-steps li")
    steps.first.evaluate("step => scrollTo(0, step.getBoundingClientRect().top - 200)")
    expect(steps.first).to_be_in_viewport()
    assert steps.count() >= 6
    return picture(page)


def film(stage):
    """Frames of a whole hand-over, as (picture, milliseconds)."""
    shots = []
    page, loan = counter(stage, shots)
    shots.append((picture(page), 2000))
    while "/sign/" not in page.url:
        before = page.url
        for box in page.locator("#step-form .ticks input[type=checkbox]").all():
            box.check()
        ready(page.locator(".sticky-step > :last-child")).click()
        page.wait_for_url(lambda url, before=before: url != before)
        shots.append((picture(page), 1500))
    pin = page.get_by_label(stage.says("Choose a 4-digit PIN"))
    ready(pin).fill("2468")
    shots.append((picture(page), 1000))
    road.press(page, stage.says("Give the screen to the person"))
    ready(page.locator("canvas").first)
    shots.append((picture(page), 1800))
    road.sign(page)
    shots.append((picture(page), 1500))
    ready(page.get_by_role("button", name=stage.signs("I sign"))).click()
    ready(page.get_by_label(stage.says("4-digit PIN"))).fill("2468")
    shots.append((picture(page), 1200))
    road.press(page, stage.says("Continue"))
    page.wait_for_url("**/signed/**")
    shots.append((picture(page), 3000))
    assert Agreement.objects.get(loan=loan).status == "signed"
    assert loan.items.exclude(device=None).count() == 3
    return shots


SCENES = {
    "counter": counter,
    "agreement": agreement,
    "session": session,
    "bench": bench,
    "desk": desk,
    "label": label,
    "portal": portal,
    "figure": figure,
}
NEW_SITE = {"first-steps": first_steps}

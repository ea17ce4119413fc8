"""Five deliveries through a network that fails in every way, compared with the server."""

import hashlib
from base64 import b64decode

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

import core
from loans.models import Agreement, LoanItem, Signature
from modules.doorstep.models import Visit
from modules.doorstep.tests.browser.test_doorstep import (
    draw,
    left,
    take,
    to_signature,
    unlock,
)
from tests.browser.hands import STILL

pytestmark = pytest.mark.audit
ANSWERS = "offlineStore.papers().then((all) => all.map(({ id, answer }) => [id, answer]))"
UNSENT = "offlineStore.unsent().then((left) => Object.values(left)[0] ?? 0)"
SEND = "offlineSync.send().catch(() => {})"
FATES = ["lost", 500, "portal", 503, "lost"]
FLAPS = 6


@pytest.fixture(autouse=True)
def _site(installed):
    """The reference data, committed."""


def hashes_of(page):
    """{id of the visit: SHA-256 of its sealed answer} on the phone."""
    return {
        pk: hashlib.sha256(b64decode(answer["iv"]) + b64decode(answer["data"])).hexdigest()
        for pk, answer in page.evaluate(ANSWERS)
    }


def english(phone):
    """Set the language again, whose cookie the killed browser had not stored."""
    cookie = {"name": settings.LANGUAGE_COOKIE_NAME, "value": "en", "url": phone.url}
    phone.context.add_cookies([cookie])


def sign_all(phone, agreements):
    """Sign at five doors; the browser is killed after the third."""
    for number, agreement in enumerate(agreements):
        if number in (0, 3):
            unlock(phone)
            left(phone, len(agreements) - number)
        to_signature(phone.page, agreement)
        draw(phone.page)
        left(phone, len(agreements) - number - 1)
        if number == 2:
            phone.kill()
            phone.page.emulate_media(**STILL)
            english(phone)


def test_five_deliveries_arrive_once_through_every_fault(
    mortal_phone, network, driver, agreements, monkeypatch
):
    mine = mortal_phone(driver)
    mine.page.emulate_media(**STILL)
    take(mine, agreements)
    sign_all(mine, agreements)
    page, signed = mine.page, hashes_of(mine.page)
    assert len(signed) == page.evaluate(UNSENT) == 5

    network.of, network.fate = reverse("doorstep_send"), 503
    monkeypatch.setattr(core, "__version__", "99.1")  # updated midway
    Session.objects.all().delete()  # signed out meanwhile
    mine.offline(is_off=False)
    mine.open("/")
    expect(page.locator("input[type=password]")).to_be_visible()
    assert page.evaluate(UNSENT) == 5
    mine.sign_in(driver)
    mine.visit("/")
    network.fates, network.latency = ["lost"], 3
    page.evaluate(SEND)
    network.fates, network.latency = list(FATES), 0
    while network.fates:
        mine.open("/")
        page.evaluate(SEND)
    network.fate = ""
    for _time in range(FLAPS):
        page.evaluate(f"() => {{ {SEND} }}")
        mine.offline()
        mine.offline(is_off=False)
    while page.evaluate(UNSENT):
        mine.open("/")
        page.evaluate(SEND)

    visits = Visit.objects.all()
    assert {visit.pk: visit.answer_sha256 for visit in visits} == signed
    assert {visit.outcome for visit in visits} == {"done"}
    assert Agreement.objects.filter(status="signed").count() == 5
    drawn = Signature.objects.filter(role="person", kind="drawn").values_list(
        "agreement", flat=True
    )
    assert sorted(drawn) == sorted(agreement.pk for agreement in agreements)
    assert set(LoanItem.objects.values_list("status", flat=True)) == {"open"}

"""The frame of every page: the bar, the tabs, help; and the height of home pages."""

from django.utils import timezone
from playwright.sync_api import expect

from core.models import Identity
from tests.browser.conftest import DESK, PHONE
from tests.browser.hands import size_of, until_true
from tests.browser.inspection import violations_on
from tests.factories import (
    AppointmentFactory,
    CategoryFactory,
    DeviceFactory,
    DonationFactory,
    LoanFactory,
    RequestFactory,
    RequestLineFactory,
)
from tests.world import build_world

TABLET = {"width": 820, "height": 1180}
HIGHEST_HOME = 1688  # two screens of a phone
EDGES = "all => all.map(one => one.getBoundingClientRect()).map(box => [box.top, box.bottom])"


def test_home_bar_and_tabs_fit_their_screens(visit, coordinator, site):
    """The home of an association with open work of every kind, two shortages and a long name."""
    build_world(site)
    DonationFactory(scheduled=True, site=site)
    DeviceFactory(ready=True, site=site, place=None)
    LoanFactory(overdue=True, site=site)
    AppointmentFactory(site=site, starts_at=timezone.now())
    for code, name in [("laptop", "Ordinateur portable"), ("tablet", "Tablette")]:
        category = CategoryFactory(code=code, names__fr=name)
        waiting = RequestFactory(accepted=True, site=site)
        RequestLineFactory(request=waiting, category=category, requested=9, accepted=9)
    Identity.objects.update(name="Les Ordinateurs Solidaires du Pays de Kerbihan")
    Identity.clear_cache()
    page = visit(coordinator, PHONE, language="fr")
    page.goto("/")
    assert size_of(page.locator("main"))[1] <= HIGHEST_HOME
    page.goto("/availability/")
    tabs, tab = page.locator(".tabs"), page.locator(".tabs [aria-current]")
    expect(tab).to_be_in_viewport(ratio=1)
    ends = tab.evaluate("tab => tab.getBoundingClientRect().right")
    assert ends <= tabs.evaluate("tabs => tabs.getBoundingClientRect().right") + 1

    page.set_viewport_size(TABLET)
    until_true(page, "width => innerWidth === width", arg=TABLET["width"])
    edges = page.locator(".topbar > :visible, .topbar-tools > :visible").evaluate_all(EDGES)
    tops, bottoms = zip(*edges, strict=True)
    assert len(edges) > 4
    assert max(tops) < min(bottoms)  # on one line

    page.set_viewport_size(DESK["viewport"])
    page.goto("/donations/add/")  # the longest row of tabs, on a narrow page
    until_true(page, "width => innerWidth === width", arg=DESK["viewport"]["width"])
    widths = page.locator(".section-tabs").evaluate("tabs => [tabs.scrollWidth, tabs.clientWidth]")
    assert widths[0] <= widths[1]


def test_help_opens_over_the_page_and_closes_by_key(visit, volunteer):
    page = visit(volunteer, PHONE)
    page.goto("/devices/")
    help_ = page.locator("[data-help] > summary")
    help_.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Find and track a device")).to_be_visible()
    picture = page.locator(".help-panel img")
    expect(picture).to_have_js_property("complete", value=True)
    assert picture.evaluate("img => img.naturalWidth") == 720
    assert violations_on(page) == []
    page.keyboard.press("Escape")
    expect(page.locator(".help-panel")).to_be_hidden()
    expect(help_).to_be_focused()


def test_a_refused_form_shows_its_errors_first_with_links_to_its_fields(visit, coordinator):
    page = visit(coordinator, PHONE)
    page.goto("/donors/add/")
    page.locator("[name=name]").fill("Ville de Rennes")
    page.locator("[name=email]").fill("nobody")
    page.locator("main form").get_by_role("button").first.click()
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator(".error-summary")).to_be_in_viewport(ratio=1)
    page.locator(".error-summary a").click()
    expect(page.locator("[name=email]")).to_be_focused()

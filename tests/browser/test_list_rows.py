"""Lists at a desk of 1280 or 1366 by 800: one line a row, fifteen a screen, no sideways scroll."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from catalogue.models import DeviceModel
from tests.browser.conftest import DESK, PHONE
from tests.browser.hands import ready
from tests.factories import (
    AppointmentFactory,
    DeviceFactory,
    DonationFactory,
    FollowUpFactory,
    LoanFactory,
    LoanItemFactory,
    OrganisationFactory,
    PlaceFactory,
    RecipientFactory,
    RequestFactory,
    RequestLineFactory,
    SiteFactory,
    TransferFactory,
)

pytestmark = pytest.mark.usefixtures("installed")

SCREEN = DESK | {"viewport": {"width": 1280, "height": 800}}
WIDTHS = (1280, 1366)
ROWS, TABS, ACTS = 15, 7, 4
LISTS = (
    "device_list",
    "request_list",
    "waiting_list",
    "reservation_list",
    "loan_list",
    "overdue_list",
    "incident_list",
    "donation_list",
    "transfer_list",
    "recipient_list",
    "organisation_list",
    "donor_list",
    "appointment_list",
    "place_list",
    "user_list",
)
MEASURES = """async () => {
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
  const ACTS = ".page-actions > :not(.menu-acts), main > .action-bar > :not(p)"
  const all = (selector) => [...document.querySelectorAll(selector)]
  const most = (elements, size) => Math.max(0, ...elements.map(size))
  const height = (e) => e.getBoundingClientRect().height
  const body = document.querySelector("table.list tbody")
  const [tall] = [...body?.rows ?? []].sort((one, other) => height(other) - height(one))
  while (tall && body.rows.length < 30) body.append(tall.cloneNode(true))
  const isCut = (e) => {
    const box = e.closest("td > div") ?? e.closest("td")
    return e.getBoundingClientRect().right > box.getBoundingClientRect().right + 1
  }
  const isInSight = (e) => e.getBoundingClientRect().bottom <= innerHeight
  return {
    shown: tall ? [...body.rows].filter(isInSight).length : 30,
    row: most(all("table.list tbody tr"), height),
    wide: most(all(".table-wrap"), (e) => e.scrollWidth - e.clientWidth),
    aside: most(all(".table-wrap, .tabs"), (e) => e.scrollWidth - e.clientWidth),
    names: most(all("table.list .device"), (e) => e.scrollWidth - e.clientWidth),
    untitled: all("table.list td").filter((e) => e.scrollWidth > e.clientWidth && !e.title).length,
    cut: all("table.list td:has(.new-mark), table.list td:has(.new-mark) > div")
      .filter((e) => e.scrollWidth > e.clientWidth).length
      + all("table.list .status").filter(isCut).length,
    tabs: all(".section-tabs > ul > li > a").filter(height).length,
    acts: all(ACTS).filter(height).length,
  }
}"""


@pytest.fixture
def work(coordinator):
    """Rows with names as long as those of a real association, in French."""
    site = SiteFactory(name="Escale de Saint-Malo-les-Bains")
    organisation = OrganisationFactory(
        approved=True,
        name="Association départementale des Voisins d’abord",
        phone="02 61 91 00 07",
        email="contact-7@structures.test",
    )
    person = RecipientFactory(
        organisation=organisation,
        first_name="Marie-Antoinette",
        last_name="Fernandez-Ouedraogo",
        phone="06 39 98 53 50",
    )
    model = DeviceModel.objects.filter(brand__name="Lenovo", category__code="laptop").first()
    device = DeviceFactory(
        site=site, ready=True, model=model, brand=model.brand, grade="B", serial="DEMO0000799"
    )
    DeviceFactory.create_batch(2, site=site, ready=True, category=device.category)
    tablet = DeviceModel.objects.filter(name__startswith="iPad (9th").first()
    there = {"site": SiteFactory(name="Dépôt de Rennes"), "place": PlaceFactory(code="R-ARRIVEES")}
    DeviceFactory(
        refurbishing=True, model=tablet, brand=tablet.brand, category=tablet.category, **there
    )
    parties = {"site": site, "organisation": organisation, "recipient": person}
    origin = {"created_by": coordinator, "wanted_on": timezone.localdate()}
    request = RequestFactory(accepted=True, **parties, **origin)
    waiting = RequestFactory(accepted=True, **parties, **origin)
    RequestLineFactory(request=waiting, category=device.category, requested=2, accepted=2)
    line = RequestLineFactory(request=request, category=device.category, requested=1, accepted=1)
    RequestLineFactory(request=request, requested=3, accepted=3)
    today = timezone.localdate()
    late = {"starts_on": today - timedelta(days=90), "due_on": today - timedelta(days=41)}
    loan = LoanFactory(active=True, **late, **parties)
    LoanItemFactory.create_batch(3, open=True, loan=loan, device__site=site)
    FollowUpFactory(loan=loan, done=True)
    prepared = LoanFactory(prepared=True, **parties)
    LoanItemFactory.create_batch(2, reserved=True, loan=prepared, device__site=site)
    AppointmentFactory(request=request)
    lot = DonationFactory(received=True, site=site)
    TransferFactory(origin=site)
    return {"device": device, "request": request, "loan": loan, "lot": lot, "line": line}


@pytest.mark.audit
def test_rows_are_one_line_and_a_screen_shows_fifteen(visit, coordinator, work):
    """Tabs and actions stay few on these pages and on those of a single row."""
    page = visit(coordinator, SCREEN, language="fr")
    page.goto("/")  # loads the fonts
    faults = []
    for name in LISTS:
        page.goto(f"{reverse(name)}?tools=1")
        ready(page.locator("main"))
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            found = page.evaluate(MEASURES)
            shown = found["shown"]
            is_narrow = found["aside"] <= 0 and not found["untitled"] and not found["cut"]
            is_named = width < 1366 or found["names"] <= 0
            if shown < ROWS or not (is_narrow and is_named) or found["tabs"] > TABS:
                faults.append((name, width, shown, found))
        page.set_viewport_size(PHONE["viewport"])
        found = page.evaluate(MEASURES)
        if found["wide"]:
            faults.append((name, "phone", found))
    page.set_viewport_size(SCREEN["viewport"])
    for key in ("device", "request", "loan", "lot"):
        page.goto(work[key].get_absolute_url())
        ready(page.locator("main"))
        found = page.evaluate(MEASURES)
        if found["acts"] > ACTS or found["tabs"] > TABS:
            faults.append((key, found))
    assert faults == [], "\n".join(map(str, faults))

"""A coordinator equips members of staff from a list: loans, one PDF, a scan for each."""

import pytest
from playwright.sync_api import expect

from catalogue.models import Category
from inventory.models import Device
from loans.models import Agreement, Loan
from modules.staff.models import StaffLine
from tests.browser.conftest import DESK, PHONE
from tests.browser.road import press
from tests.browser.scans import scan
from tests.browser.walks import seen
from tests.factories import DeviceFactory, IdentityFactory, OrganisationFactory

PEOPLE, SCANNED = 4, 2
HEAD = "Last name,First name,E-mail,Reference,Device"


@pytest.fixture
def shelf(installed, site):
    """A ready laptop for each employee, and one laptop more."""
    IdentityFactory(name="Les Ordis Solidaires", phone="02 99 00 00 00")
    OrganisationFactory(approved=True, name="Les Genêts")
    laptop = Category.objects.get(code="laptop")
    return [DeviceFactory(ready=True, site=site, category=laptop) for _ in range(PEOPLE + 1)]


@pytest.mark.audit
@pytest.mark.papers
def test_people_are_equipped_from_a_list(visit, coordinator, shelf, site):
    page = visit(coordinator, DESK)
    page.goto("/staff/")
    rows = [f"Kermarrec{n},Maëlle,m{n}@example.org,A-{n},Laptop" for n in range(PEOPLE)]
    content = "\n".join([HEAD, *rows]).encode()
    page.set_input_files(
        "input[type=file]", {"name": "staff.csv", "mimeType": "text/csv", "buffer": content}
    )
    page.get_by_label("Organisation of these people").fill("Les Genêts")
    seen(page, "staff-1-list")
    press(page, "Read the list")
    expect(page.get_by_text(f"{PEOPLE} good rows.")).to_be_visible()
    seen(page, "staff-2-preview")
    assert not Loan.objects.exists()

    press(page, "Prepare these loans")
    expect(page.get_by_text("The loans are prepared")).to_be_visible()
    press(page, "Continue with this list", role="link")
    expect(page.get_by_role("row")).to_have_count(PEOPLE + 1)
    seen(page, "staff-3-people")

    # In tests the worker renders them during the request.
    page.get_by_role("button", name="Create the agreements").click()
    expect(page.get_by_role("link", name="Agreements (PDF)")).to_be_visible()
    assert Agreement.objects.filter(status="issued").count() == PEOPLE
    paper = page.request.get(
        page.get_by_role("link", name="Agreements (PDF)").get_attribute("href")
    )
    assert paper.body().startswith(b"%PDF")

    phone = visit(coordinator, PHONE)
    phone.goto(page.url)
    press(phone, "Scan the machines", role="link")
    press(phone, "Start scanning")
    lines = StaffLine.objects.select_related("loan__recipient").order_by("number")
    for line in lines[:SCANNED]:
        device = line.loan.items.get(status="reserved").device
        scan(phone, device.asset_tag)
        expect(phone.get_by_text(str(line.loan.recipient)).first).to_be_visible()
    seen(phone, "staff-4-scanned")

    spare = Device.objects.get(status="ready")
    scan(phone, spare.asset_tag)
    expect(phone.get_by_text("It replaces").last).to_be_visible()
    seen(phone, "staff-5-another")
    assert StaffLine.objects.exclude(tied_at=None).count() == SCANNED + 1
    phone.goto(page.url)
    expect(phone.get_by_text("devices scanned")).to_be_visible()
    seen(phone, "staff-6-where-it-stands")

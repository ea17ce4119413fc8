"""The whole road in Chromium: a donor's list becomes devices, labelled, erased, asked for, signed
for, and come back, each step by the role whose work it is."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect

from inventory.identifiers import tag_url
from tests.browser import road
from tests.browser.conftest import DESK, PHONE
from tests.browser.road import press, says, scan
from tests.factories import IdentityFactory

DONOR, FAMILY = "Mairie de Kerbihan", "Yvonne Tréguier"
LOOSE_HINGE = "The left hinge is loose."
CODES = ["ROAD-7731-AAAA", "ROAD-7732-BBBB"]


@pytest.fixture
def house(transactional_db):
    call_command("load_reference", verbosity=0)
    return IdentityFactory(name="Les Ordis Solidaires", phone="02 99 00 00 00")


def test_a_donated_lot_goes_all_the_way_and_comes_back(
    house, visit, coordinator, volunteer, technician, association, counter
):
    office = visit(coordinator, DESK)
    lot = announce_a_lot(office)
    bring_its_list(office, lot)
    laptop, second, broken, phone, monitor = tags = print_its_labels(visit(volunteer, PHONE), lot)

    bench = visit(technician, DESK)
    make_ready(bench, laptop)
    make_ready(bench, second, fault="Hinges firm", limits=LOOSE_HINGE)
    make_ready(bench, phone)
    make_ready(bench, monitor, holds_data=False)
    retire(bench, broken)

    structure = visit(association, DESK)
    request = ask(structure)
    accept_in_part(office, request)
    receive_vouchers(office)
    set_aside(office, request, chosen=laptop, scanned=second)
    follow(structure, request)

    desk = visit(counter, PHONE)
    hand_over(desk, request, last=phone)
    loan = sign_on_the_screen(desk, tags=[laptop, second, phone])
    reveal_the_voucher(desk)
    follow_to_the_end(structure, request)
    take_back(desk, loan, laptop)
    shows_nobody(bench, laptop)
    give_on_paper(desk, association.organisation, monitor)


def announce_a_lot(page):
    page.goto("/")
    press(page, "Donors", role="link")
    press(page, "New donor", role="link")
    page.get_by_label("name").fill(DONOR)
    press(page, "Enter the donor")
    says(page, "The donor is in the register.")
    press(page, "New donation", role="link")
    expect(page.get_by_label("Donor")).to_have_value(DONOR)
    page.get_by_label("laptop").fill("3")
    page.get_by_label("phone").fill("1")
    press(page, "Enter the donation")
    says(page, "The donation is entered")
    press(page, "It is here: receive it")
    says(page, "The donation is received.")
    return page.get_by_role("heading", level=1).inner_text()


def bring_its_list(page, lot):
    """The donor's own file: read, columns matched, one row refused then left out, written once."""
    upload_list(page)
    expect(page.get_by_label("Type de matériel")).to_have_value("category")
    expect(page.get_by_label("Panne constatée")).to_have_value("fault")
    page.get_by_label("Commentaires").select_option("kept, not read")
    press(page, "Check the rows again")
    says(page, "Every row is checked again.")
    expect(page.get_by_role("row", name="KRUPS")).to_contain_text("is not a category we know")

    press(page, "Write the devices")
    expect(page.get_by_role("alert")).to_contain_text("1 row is refused")
    page.get_by_label("Leave the refused rows out").check()
    press(page, "Write the devices")
    says(page, "The devices of this list are in the register.")

    page.get_by_role("link", name=lot).click()
    upload_list(page)
    expect(page.get_by_role("alert")).to_contain_text("already")
    page.get_by_role("link", name=lot).click()
    devices = page.get_by_role("region", name="Devices")
    expect(devices.locator("tbody tr")).to_have_count(5)
    expect(devices.get_by_text("Lenovo ThinkPad T480")).to_have_count(3)


def upload_list(page):
    press(page, "Import the donor's list", role="link")
    page.get_by_label("The donor's list").set_input_files(
        {"name": "parc 2026.csv", "mimeType": "text/csv", "buffer": road.DONORS_LIST}
    )
    press(page, "Read the list")


def print_its_labels(page, lot):
    """On a phone: the labels of the lot from the fifth on, and one of them read back."""
    page.goto("/")
    page.get_by_role("link", name=f"Labels {lot}").click()
    page.get_by_label("Avery L7160, 3 × 7").check()
    page.get_by_role("radio", name="5", exact=True).check()
    found = road.labels_of(road.downloaded(page, "Make the PDF"))
    tags = [address.rpartition("/")[2] for _label, address in sorted(found.items())]
    assert found == dict(enumerate(map(tag_url, tags), 5))

    scan(page, "Scan or type a code", found[5])
    says(page, f"Found: {tags[0]}")
    expect(page.get_by_role("heading", level=1)).to_have_text(tags[0])
    return tags


def make_ready(page, tag, *, holds_data=True, fault="", limits=""):
    """At the bench: the checklist, the erasure where there are data, the grade."""
    page.goto("/bench/")
    scan(page, "Scan or type a code", tag)
    press(page, "To the bench")
    says(page, "The device is on the bench.")
    expect(page.get_by_role("heading", name="Before it is ready")).to_be_visible()
    if fault:
        page.get_by_role("group", name=fault).get_by_label("fault", exact=True).check()
        page.get_by_label(f"Note on: {fault}").fill("loose on the left")
    press(page, "Save: the rest works")
    says(page, "The checklist is saved.")
    if holds_data:
        page.get_by_label("Tool").fill("nwipe")
        page.get_by_label("Version").fill("0.36")
        page.get_by_label("Serial number of the medium").fill(f"DISK-{tag}")
        press(page, "Record the erasure")
        says(page, "The erasure is recorded.")
    page.get_by_label("B: wear").check()
    page.get_by_label("Known limitations").fill(limits)
    press(page, "It is ready")
    says(page, "The device is ready.")


def retire(page, tag):
    scan(page, "Scan or type a code", tag)
    press(page, "Retire", role="link")
    page.get_by_label("parts").check()
    press(page, "Retire it")
    says(page, "The device is retired.")

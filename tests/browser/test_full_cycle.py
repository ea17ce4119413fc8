"""Full cycle in Chromium, from a donor's list to signed loans, each step by its role.

The daily `test_first_hour.py` goes from a donation to a signed loan, and each step has its own
test.
"""

from hashlib import sha256

import pytest
from django.utils import translation
from playwright.sync_api import expect

from core.formatting import full_date
from donations.models import Donation
from inventory.devices.identifiers import tag_url
from loans.models import Agreement
from tests.browser import road
from tests.browser.conftest import DESK, PHONE
from tests.browser.hands import ready
from tests.browser.road import in_days, press, says, scan
from tests.factories import IdentityFactory

DONOR = "Mairie de Kerbihan"
FAMILY = ("Yvonne", "Tréguier")
TOP_UP = "€15 top-up, 15 GB"
HINGE = "The left hinge is loose."
MAX_CLICKS = 12
CODES = ["ROAD7731AAAA", "ROAD7732BBBB"]


@pytest.fixture
def identity(installed):
    return IdentityFactory(name="Les Ordis Solidaires", phone="02 99 00 00 00")


@pytest.mark.audit
@pytest.mark.papers
def test_a_donated_lot_is_received_refurbished_and_lent(
    identity, visit, coordinator, volunteer, technician, association, counter
):
    office = visit(coordinator, DESK)
    lot = announce_a_lot(office)
    bring_its_list(office, lot)
    laptop, _second, _broken, phone, _monitor = print_its_labels(visit(volunteer, PHONE), lot)

    bench = visit(technician, DESK)
    make_ready(bench, laptop, disk="S3Z-1107", fault="Webcam", limits=HINGE)
    make_ready(bench, phone)

    structure = visit(association, DESK)
    number = ask(structure)
    receive_vouchers(office)
    accept_in_part(office, number)
    set_aside(office, number, chosen=laptop)
    follow(structure, number, "ready until")

    desk = visit(counter, PHONE)
    prepare_the_hand_over(desk, number, last=phone)
    sign_on_the_screen(desk, [laptop, phone])
    reveal_the_voucher(desk)
    follow(structure, number, "handed over on")


def announce_a_lot(page):
    page.goto("/")
    press(page, "People", role="link")
    press(page, "Donors", role="link")
    press(page, "New donor", role="link")
    page.get_by_label("name").fill(DONOR)
    press(page, "Add the donor")
    says(page, "The donor has been added.")
    press(page, "New donation", role="link")
    expect(page.get_by_label("Donor")).to_have_value(DONOR)
    page.get_by_label("laptop").fill("3")
    page.get_by_role("spinbutton", name="Phone").fill("1")
    press(page, "Add the donation")
    says(page, "The donation has been added:")
    press(page, "Receive the lot")
    says(page, "The donation has been received.")
    page.get_by_role("main").get_by_role("link", name=Donation.objects.get().reference).click()
    return page.get_by_role("heading", level=1).inner_text()


def bring_its_list(page, lot):
    """Import the donor's file: match columns, leave a refused row out, and write once."""
    road.upload_list(page)
    page.get_by_role("heading", name="Columns and words").click()
    expect(page.get_by_label("Type de matériel")).to_have_value("category")
    expect(page.get_by_label("Panne constatée")).to_have_value("fault")
    page.get_by_label("Commentaires").select_option("column not imported")
    press(page, "Check the rows again")
    says(page, "Every row is being checked again.")
    page.get_by_role("heading", name="Rows (").click()
    expect(page.get_by_role("row", name="KRUPS")).to_contain_text("is not a known category.")

    press(page, "Save the devices")
    expect(page.get_by_role("alert")).to_contain_text("1 row is refused")
    page.get_by_label("Skip the refused rows and import the others").check()
    press(page, "Save the devices")
    says(page, "The devices of this list are in the register.")

    page.get_by_role("link", name=lot).click()
    road.upload_list(page)
    expect(page.get_by_role("alert")).to_contain_text("already")
    page.get_by_role("link", name=lot).click()
    devices = page.get_by_role("region", name="Devices")
    expect(devices.locator("tbody tr")).to_have_count(5)
    expect(devices.get_by_text("Lenovo ThinkPad T480")).to_have_count(3)


def print_its_labels(page, lot):
    """Print the labels of the lot on a phone, from the fifth on, and read them back."""
    page.goto("/")
    page.get_by_role("link", name=f"Labels {lot}").click()
    page.get_by_label("Avery L7160, 3 × 7").check()
    page.get_by_role("radio", name="5", exact=True).check()
    labels = road.labels_of(road.downloaded(page, "Create the PDF"))
    tags = [address.rpartition("/")[2] for _label, address in sorted(labels.items())]
    assert labels == dict(enumerate(map(tag_url, tags), 5))

    scan(page, "Scan or type a code", labels[5])
    says(page, f"Found: {tags[0]}")
    expect(page.get_by_role("heading", level=1)).to_have_text(tags[0])
    return tags


def make_ready(page, tag, *, disk="", fault="", limits=""):
    """Complete the checklist, the erasure and the grade at the bench."""
    page.goto("/bench/")
    scan(page, "Scan or type a code", tag)
    press(page, "Take it to the bench")
    says(page, "The device is on the bench.")
    expect(page.get_by_role("heading", name="Before it is ready")).to_be_visible()
    if fault:
        page.get_by_role("group", name=fault).get_by_label("fault", exact=True).check()
        page.get_by_label(f"Note on: {fault}").fill("loose on the left")
    road.measure(page)
    press(page, "Save: the rest works")
    says(page, "the checklist is saved.")
    if disk:  # for a phone, all values are proposed after the first erasure
        road.say_how_erased(page, disk)
    press(page, "Passed")
    says(page, "The erasure is recorded.")
    page.get_by_label("Known faults").fill(limits)
    page.get_by_role("button", name="B: signs of use").click()
    says(page, f"{tag} is ready.")


def ask(page):
    """Request equipment for a family, for school, with at most twelve clicks from home."""
    page.goto("/")
    hand = road.Hand(page)
    hand.clicks(page.get_by_role("link", name="Request equipment"))
    hand.clicks(page.get_by_role("button", name="One more: Laptop"), times=2)
    hand.clicks(page.get_by_text("Phone, Monitor, 4G router"))
    hand.clicks(page.get_by_role("button", name="One more: Phone"))
    hand.clicks(page.get_by_text("other cards and vouchers"))
    hand.clicks(page.get_by_role("button", name=f"One more: {TOP_UP}"))
    hand.clicks(page.get_by_role("group", name="People at home").locator("label", has_text="3"))
    hand.clicks(page.locator("label", has_text="school and studies"))
    hand.clicks(page.get_by_role("button", name="Send", exact=True))
    says(page, "has been sent.")
    assert hand.count <= MAX_CLICKS
    expect(page.get_by_text("family of 3")).to_be_visible()
    return page.get_by_role("heading", level=1).inner_text().removeprefix("Request ")


def receive_vouchers(page):
    page.goto("/vouchers/")
    press(page, "Receive a batch", role="link")
    page.get_by_label("Product").select_option(TOP_UP)
    page.get_by_label("last day of use").fill(in_days(90).isoformat())
    page.get_by_label("Codes", exact=True).fill("\n".join(CODES))
    press(page, "Check the list")
    press(page, "Put 2 vouchers in stock")
    ready(page.get_by_text("2 delivered"))
    assert not any(code in page.content() for code in CODES)


def accept_in_part(page, number):
    page.goto("/")
    press(page, "Requests", role="link")
    press(page, "Requests to answer", role="link")
    press(page, number, role="link")
    press(page, "Accept", role="link")
    expect(page.get_by_role("listitem").filter(has_text="Laptop").first).to_contain_text(
        "1 on the shelf"
    )
    press(page, "One fewer: Laptop")
    press(page, "Accept without setting aside")
    says(page, f"{number} has been accepted.")


def set_aside(page, number, *, chosen):
    page.get_by_role("main").get_by_text("More", exact=True).last.click()
    press(page, "Choose devices", role="link")
    page.get_by_role("checkbox", name=chosen).check()
    press(page, "Set aside")
    says(page, "One device is set aside.")


def follow(page, number, standing):
    """Check that the association sees the status of its request."""
    page.goto("/requests/")
    press(page, number, role="link")
    expect(page.get_by_role("heading", level=1)).to_contain_text(number)
    expect(page.get_by_role("listitem").filter(has_text=standing).first).to_be_visible()


def prepare_the_hand_over(page, number, *, last):
    """Prepare a loan on a phone: the last device, a new person, accessories, due date."""
    page.goto("/requests/")
    press(page, number, role="link")
    page.get_by_role("main").get_by_text("More", exact=True).last.click()
    press(page, "Prepare the hand-over")
    scan(page, "Scan or type any code", last)
    says(page, f"Added: {last}")
    press(page, "Back", role="link")
    road.write_down(page, *FAMILY)
    expect(page.get_by_role("heading", name="Yvonne Tréguier")).to_be_visible()
    press(page, "What", role="link")
    press(page, "Add the voucher")
    says(page, f"Added: {TOP_UP}")
    page.get_by_text("Add an accessory or a voucher").click()
    page.get_by_label("Accessory").select_option("Charger")
    press(page, "Add the accessory")
    says(page, "Added: Charger")
    press(page, "Next: Explained", role="link")
    road.explain(page)
    page.locator("label", has_text="another").click()
    page.get_by_label("Due", exact=True).fill(in_days(180).isoformat())
    press(page, "Go to the signature")


def sign_on_the_screen(page, tags):
    """Show the agreement, sign it with the mouse, and check the stored file."""
    with translation.override("en"):
        until = full_date(in_days(180))
    road.turn(page)
    expect(page.get_by_text(until).first).to_be_visible()
    for tag in tags:
        expect(page.get_by_text(tag)).to_be_visible()
    road.sign(page)
    press(page, "I sign")
    road.give_back(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Signed: the equipment can go")
    page.goto(page.url.replace("signed/", ""))
    paper = road.fetched(page, page.get_by_role("link", name="Agreement C"))
    assert Agreement.objects.get(document__sha256=sha256(paper).hexdigest()).status == "signed"
    text = road.text_of(paper)
    expected = [
        *tags,
        HINGE,
        "Charger",
        TOP_UP,
        "Yvonne Tréguier",
        until,
        "Simple electronic signature",
    ]
    assert [words for words in expected if words not in text] == []


def reveal_the_voucher(page):
    """Reveal the code, which is shown in a single response and recorded."""
    page.get_by_role("link", name=TOP_UP).click()
    page.get_by_text("Show or print the code").click()
    press(page, "Show the code")
    code = page.locator(".secret-code")
    expect(code).to_have_text("ROAD 7731 AAAA")
    page.goto(page.url)
    expect(page.get_by_role("listitem").filter(has_text="Code shown")).to_have_count(1)
    expect(code).to_have_count(0)

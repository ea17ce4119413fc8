"""Steps of daily tasks, from the signed-in home page to the finished result.

A step is a tap, a click, Enter or a choice in a list. Scans and typing into the focused field are
not steps. No decision of a user is preselected.
"""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from catalogue.models import Category
from inventory.models import Device
from loans.handovers.models import TICKS
from loans.models import Briefing, Loan, Request
from people.models import Organisation
from tests.browser.conftest import DESK, PHONE
from tests.browser.hands import ready
from tests.browser.road import codes_of, downloaded, says, sign
from tests.browser.scans import scan, usb_on_the_page
from tests.factories import (
    AppointmentFactory,
    DeviceFactory,
    DonationFactory,
    DonationLineFactory,
    ErasureFactory,
    LoanFactory,
    LoanItemFactory,
    PlaceFactory,
    RecipientFactory,
    RequestFactory,
    RequestLineFactory,
    VoucherProductFactory,
)
from tests.inventory.workshop.machines import HERE

pytestmark = pytest.mark.usefixtures("installed")


class Steps:
    """Count the steps of a user, beginning at the home page."""

    def __init__(self, page):
        self.page, self.count = page, 0
        page.goto("/")

    def tap(self, name, role="button"):
        self._tap(self.page.get_by_role(role, name=name))

    def tap_field(self, label):
        self._tap(self.page.get_by_label(label))

    def tap_within(self, group, label):
        """Choose one of the cards of a group of choices."""
        cards = self.page.get_by_role("group", name=group)
        self._tap(cards.locator("label", has_text=label))

    def choose(self, label, option):
        ready(self.page.get_by_label(label)).select_option(label=option)
        self.count += 1

    def _tap(self, locator):
        ready(locator.first).click()
        self.count += 1

    def scan(self, code):
        """Scan from anywhere on the page; the answer is another page."""
        with self.page.expect_navigation():
            usb_on_the_page(self.page, code)

    def choose_file(self, label, path):
        """Choose a file of the computer: it is sent at once."""
        with self.page.expect_navigation():
            ready(self.page.get_by_label(label).first).set_input_files(path)
        self.count += 1

    def type(self, *lines):
        """Type or scan into the field that has the focus; a scanner ends with Enter."""
        ready(self.page.locator(":focus"))
        for line in lines:
            self.page.keyboard.type(line)
            if len(lines) > 1:
                self.page.keyboard.press("Enter")


def value_of(page, label):
    return ready(page.get_by_label(label)).input_value()


def printed(page):
    """Return the codes of the labels in the PDF of the button."""
    return codes_of(downloaded(page, "Create the PDF"))


def enter_and_print(steps):
    """Enter two devices from the page of a lot just received, and print their labels."""
    page = steps.page
    assert (value_of(page, "Category"), value_of(page, "How many")) == ("", "")
    steps.type("PF0AAA11", "PF0AAA12")
    steps.choose("Category", "Laptop")
    steps.tap("Enter, then print the labels")
    expect(page.get_by_role("heading", level=1)).to_have_text("Print labels")
    codes = printed(page)
    expect(page.get_by_text("The PDF of these labels has been created.")).to_be_in_viewport()
    expect(page.get_by_role("button", name="Put on a shelf")).to_be_visible()
    return codes


@pytest.mark.audit
def test_an_announced_lot_is_received_and_labelled_in_5_steps(visit, volunteer, site):
    lot = DonationFactory(scheduled=True, site=site)
    DonationLineFactory(donation=lot, announced=2)
    steps = Steps(visit(volunteer, PHONE))
    steps.tap("Receive")
    codes = enter_and_print(steps)
    assert len(codes) == lot.devices.count() == 2
    assert steps.count + 1 <= 5


@pytest.mark.audit
def test_an_unannounced_lot_is_received_and_labelled_in_6_steps(visit, volunteer, site):
    steps = Steps(visit(volunteer, PHONE))
    steps.tap("A donation arrives unannounced", "link")
    steps.type("Bakery Dupont")
    steps.tap_field("Number of boxes")
    steps.type("3")
    steps.tap("Receive the donation")
    codes = enter_and_print(steps)
    assert len(codes) == Device.objects.filter(donation__boxes=3).count() == 2
    assert steps.count + 1 <= 6


@pytest.mark.audit
def test_eight_devices_are_shelved_in_2_steps_and_scans(visit, volunteer, site):
    shelf = PlaceFactory(site=site, code="A1")
    devices = DeviceFactory.create_batch(8, site=site)
    steps = Steps(visit(volunteer, PHONE))
    steps.tap("Scan several", "link")
    steps.tap("Put on a shelf")
    for code in [shelf.code, *(device.asset_tag for device in devices)]:
        scan(steps.page, code)
    assert set(Device.objects.values_list("place", flat=True)) == {shelf.pk}
    assert steps.count <= 2


@pytest.fixture
def tool(installed, technician):
    """The technician has erased both kinds of disk before: the tool is known."""
    for kind, method in (("nvme", "nvme_sanitize"), ("ssd", "ata_sanitize")):
        ErasureFactory(operator=technician, medium__kind=kind, method=method)


@pytest.mark.audit
@pytest.mark.usefixtures("tool")
def test_a_laptop_with_a_machine_file_is_made_ready_in_7_steps(visit, technician, site):
    category = Category.objects.get(code="laptop")
    device = DeviceFactory(received=True, site=site, category=category, serial=None)
    device.media.update(kind="unknown", serial="", capacity_gb=None)
    steps = Steps(visit(technician, DESK))
    steps.scan(device.asset_tag)
    steps.tap("Take it to the bench")
    steps.choose_file("Machine file", HERE / "collect_thinkpad.json")
    steps.tap("Copy the ticked values")
    steps.tap_field("I looked for each of these locks and found none")
    with steps.page.expect_navigation():
        steps.tap("the rest works")
    with steps.page.expect_navigation():
        steps.tap("Passed")
    steps.tap("B: signs of use")
    expect(steps.page.get_by_text("Put it away: scan its shelf.")).to_be_visible()
    device.refresh_from_db()
    assert (device.status, device.grade) == ("ready", "B")
    assert steps.count <= 7


@pytest.mark.audit
@pytest.mark.usefixtures("tool")
def test_a_group_of_six_is_made_ready_in_9_steps(visit, technician, site):
    category = Category.objects.get(code="laptop")
    devices = DeviceFactory.create_batch(6, received=True, site=site, category=category)
    steps = Steps(visit(technician, DESK))
    page = steps.page
    steps.tap("Workshop", "link")
    steps.tap("Several at once", "link")
    for device in devices:
        scan(page, device.asset_tag)
    steps.tap("Move the 6 other devices to the bench")
    steps.tap_field(str(devices[0]))
    for _device in devices:
        page.keyboard.type("80")
        page.keyboard.press("Tab")
    steps.tap_field("I looked for each of these locks and found none")
    with page.expect_navigation():
        steps.tap("the rest works")
    with page.expect_navigation():
        steps.tap("Passed")
    steps.tap("B: signs of use")
    says(page, "Done for all 6 devices.")
    ready_ones = Device.objects.filter(pk__in=[device.pk for device in devices], status="ready")
    assert ready_ones.count() == 6
    assert steps.count <= 9


@pytest.mark.audit
def test_a_request_is_accepted_and_set_aside_in_2_steps_and_the_next_one_has_the_focus(
    visit, coordinator, site
):
    """Also without a mouse: each following answer is one key, and no key acts in a field."""
    category = Category.objects.get(code="laptop")
    requests = [RequestFactory(sent=True, site=site, recipient=None) for _number in range(20)]
    for request in requests:
        RequestLineFactory(request=request, category=category, requested=1)
    DeviceFactory.create_batch(20, ready=True, site=site, category=category)
    steps = Steps(visit(coordinator, DESK))
    page = steps.page
    steps.tap(re.compile("requests to answer", re.I), "link")
    steps.tap("Accept and set aside")
    expect(page.get_by_role("status").filter(has_text="1 item is set aside")).to_be_visible()
    assert steps.count == 2
    first = page.locator("[data-shortcuts] > li").first
    expect(first).to_be_focused()
    page.get_by_text("Keyboard shortcuts").click()  # reading about the keys does not end them
    page.keyboard.press("j")
    expect(page.locator("[data-shortcuts] > li").nth(1)).to_be_focused()
    page.keyboard.press("o")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Accept request")
    page.get_by_role("spinbutton").first.focus()
    page.keyboard.press("a")  # typed into a field: nothing happens
    expect(page.get_by_role("heading", level=1)).to_contain_text("Accept request")
    page.get_by_role("button", name="Accept and set aside").focus()
    answered = {page.url}
    page.keyboard.press("a")
    for _request in range(17):  # each answer opens the next request
        page.wait_for_url(lambda url: url not in answered)
        answered.add(page.url)
        expect(page.locator("div[data-shortcuts]")).to_be_focused()
        page.keyboard.press("a")
    page.wait_for_url("**/requests/queue/*")  # it was the last one in the queue
    page.keyboard.press("a")
    expect(page.get_by_text("All requests have been answered.")).to_be_visible()
    assert Loan.objects.filter(status="prepared").count() == 20
    short = RequestFactory(sent=True, site=site, recipient=None)
    RequestLineFactory(request=short, category=category, requested=1)
    page.reload()
    expect(page.locator("[data-shortcuts] > li")).to_be_focused()
    page.keyboard.press("a")  # it cannot be set aside, and the page says why
    expect(page.get_by_text("Not enough stock")).to_be_focused()
    page.keyboard.press("r")
    expect(page.get_by_label("another: enter it below")).to_be_focused()


def test_laptops_and_a_voucher_for_a_family_are_requested_in_7_steps(visit, association, site):
    laptop, product = Category.objects.get(code="laptop"), VoucherProductFactory(names__en="Card")
    steps = Steps(visit(association, PHONE))
    steps.tap("Request equipment", "link")
    for _laptop in range(2):
        steps.tap("One more: Laptop")
    steps.tap("One more: Card")
    steps.tap_within("People at home", "4")
    steps.tap_within("What will it be used for?", "school")
    steps.tap("Send")
    expect(steps.page.get_by_role("heading", level=1)).to_contain_text("R26-")
    made = Request.objects.get()
    lines = {(line.what, line.requested) for line in made.lines.all()}
    assert (made.status, made.household_size, lines) == ("sent", 4, {(laptop, 2), (product, 1)})
    assert steps.count <= 7


@pytest.fixture
def person(site):
    """A person of our own association, without a proof of identity."""
    person = RecipientFactory(first_name="Yvonne", last_name="Tréguier", language="en")
    Organisation.objects.filter(pk=person.organisation_id).update(is_ours=True)
    return person


def have_signed(steps):
    """Show the agreement, have it signed, and take the screen back: 5 steps and 8 digits."""
    page = steps.page
    steps.tap("Go to the signature")
    page.get_by_label("Choose a 4-digit PIN").fill("2468")
    steps.tap("Give the screen to the person")
    sign(page)
    steps.count += 1
    page.locator("[data-signature] [type=submit]").click()
    steps.count += 1
    page.get_by_label("4-digit PIN").fill("2468")
    steps.tap("Continue")
    expect(page.get_by_role("heading", level=1)).to_have_text("Signed: the equipment can go")
    return Loan.objects.get(status="active")


@pytest.mark.audit
def test_a_device_is_handed_over_at_an_appointment_in_10_steps(visit, counter, site, person):
    loan = LoanFactory(prepared=True, site=site, recipient=person, organisation=person.organisation)
    LoanItemFactory(reserved=True, loan=loan, device__site=site)
    late = LoanFactory(prepared=True, site=site)
    now = timezone.now()
    for number, about in enumerate([loan, late]):
        at = now.replace(minute=30 * number, second=0, microsecond=0)
        AppointmentFactory(site=site, starts_at=at, loan=about, request=None)
    steps = Steps(visit(counter, PHONE))
    steps.tap("Hand over", "link")
    steps.tap("Next: What", "link")
    steps.tap("Next: Explained", "link")
    steps.tap_field("All of this")
    steps.tap("Offered and declined")
    assert have_signed(steps) == loan
    assert set(Briefing.objects.get().explained) == set(TICKS)
    assert steps.count <= 10
    steps.tap("Hand over", "link")  # the next person, in one step
    steps.page.wait_for_url(f"**{late.counter_url}**")


@pytest.mark.audit
def test_a_walk_in_never_seen_is_handed_a_device_in_9_steps(visit, counter, site, person):
    device = DeviceFactory(ready=True, site=site)
    steps = Steps(visit(counter, PHONE))
    page = steps.page
    steps.tap("New hand-over")
    page.get_by_label("first name").fill("Awa")
    page.get_by_label("last name").fill("Kerjean")
    steps.tap("Add and choose")
    ready(page.get_by_role("heading", name="Awa Kerjean"))
    steps.scan(device.asset_tag)
    expect(page.locator("[data-sound=success]")).to_contain_text(device.asset_tag)
    steps.tap("Next: Explained", "link")
    steps.tap("Not asked")
    assert have_signed(steps).items.get().device == device
    assert steps.count <= 9
    steps.tap("Next person")
    expect(page.get_by_role("heading", level=1)).to_have_text("For whom")

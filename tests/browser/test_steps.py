"""Steps of daily tasks, from the signed-in home page to the finished result.

A step is a tap, a click, Enter or a choice in a list. Scans are not steps, nor is what is typed
into the field that has the focus. Nothing is chosen in advance that a person should decide.
"""

import pytest
from playwright.sync_api import expect

from inventory.models import Device
from tests.browser.conftest import PHONE
from tests.browser.hands import ready
from tests.browser.road import codes_of, downloaded
from tests.browser.scans import scan
from tests.factories import DeviceFactory, DonationFactory, DonationLineFactory, PlaceFactory

pytestmark = pytest.mark.usefixtures("installed")


class Steps:
    """Counts the steps of a user on a page that begins at the home page."""

    def __init__(self, page):
        self.page, self.count = page, 0
        page.goto("/")

    def tap(self, name, role="button"):
        self._tap(self.page.get_by_role(role, name=name))

    def tap_field(self, label):
        self._tap(self.page.get_by_label(label))

    def choose(self, label, option):
        ready(self.page.get_by_label(label)).select_option(label=option)
        self.count += 1

    def _tap(self, locator):
        ready(locator.first).tap()
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
    """Codes of the labels in the PDF that the button makes."""
    return codes_of(downloaded(page, "Make the PDF"))


def enter_and_print(steps):
    """Enter two devices from the page of a lot just received, and print their labels."""
    page = steps.page
    assert (value_of(page, "Category"), value_of(page, "How many")) == ("", "")
    steps.type("PF0AAA11", "PF0AAA12")
    steps.choose("Category", "Laptop")
    steps.tap("Enter, then print the labels")
    expect(page.get_by_role("heading", level=1)).to_have_text("Print labels")
    return printed(steps.page)


def test_an_announced_lot_is_received_and_labelled_in_5_steps(visit, volunteer, site):
    lot = DonationFactory(scheduled=True, site=site)
    DonationLineFactory(donation=lot, announced=2)
    steps = Steps(visit(volunteer, PHONE))
    steps.tap("Receive")
    codes = enter_and_print(steps)
    assert len(codes) == lot.devices.count() == 2
    assert steps.count + 1 <= 5


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

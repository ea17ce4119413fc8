"""A coordinator imports the example list of a town hall, and changes how it is read."""

import pytest
from django.conf import settings
from playwright.sync_api import expect

from inventory.models import Device, ImportBatch
from tests.browser.conftest import DESK
from tests.browser.hands import ready
from tests.browser.inspection import violations_on
from tests.browser.road import press
from tests.factories import DonationFactory

EXAMPLE = settings.BASE_DIR / "fixtures" / "examples" / "town-hall.xlsx"


@pytest.fixture
def lot(installed, site):
    return DonationFactory(received=True, site=site)


@pytest.mark.audit
def test_the_list_of_a_town_hall_is_imported(visit, coordinator, lot):
    page = visit(coordinator, DESK)
    page.goto(f"/donations/{lot.pk}/import/")
    page.set_input_files("input[type=file]", EXAMPLE)
    press(page, "Read the list")
    expect(page.get_by_text("11 valid rows.")).to_be_visible()
    page.get_by_text("How the file was read").click()
    expect(page.get_by_text("8 rows, headings on row 5.")).to_be_visible()
    expect(page.get_by_text("Hidden columns, not imported: Dernier utilisateur.")).to_be_visible()
    expect(page.get_by_text("Sheet “Récapitulatif”: 4 rows, sheet not imported.")).to_be_visible()

    press(page, "View the file and change how it is read", role="link")
    other_sheet = ready(page.get_by_text("Read the sheet “Smartphones”: 3 rows"))
    assert violations_on(page) == []
    other_sheet.click()
    press(page, "Read the file this way")
    expect(page.get_by_text("8 valid rows.")).to_be_visible()
    press(page, "Save the devices")
    expect(page.get_by_text("The devices of this list are in the register.")).to_be_visible()
    assert Device.objects.count() == ImportBatch.objects.get().rows.written().count() == 8

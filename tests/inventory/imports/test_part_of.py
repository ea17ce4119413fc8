"""Lists that are part of a larger import, and written, undone and abandoned only with it."""

import pytest
from django.urls import reverse

from core.imports.kinds import PART_OF
from core.imports.sheets import read_list
from core.workflow.lifecycle import Refused
from donations.models import Donor
from inventory.imports.apply import drop_import, start_import
from inventory.imports.check import receive_list, remap
from inventory.models import ImportBatch
from tests.inventory.lists import apply_import

pytestmark = pytest.mark.django_db
WHOLE = "/the-whole/"


@pytest.fixture
def part(coordinator):
    source = read_list("donors.csv", b"Donateur;Type\nBelvoir;SARL\n")
    return receive_list(
        None, by=coordinator, source=source, kind="donors", options={PART_OF: WHOLE}
    )


def test_a_part_is_written_only_by_its_whole(part, coordinator):
    with pytest.raises(Refused):
        start_import(part, by=coordinator)
    with pytest.raises(Refused):
        drop_import(part, by=coordinator)
    start_import(part, by=coordinator, part_of=WHOLE)
    apply_import(part, by=coordinator)
    assert Donor.objects.get().name == "Belvoir"


def test_a_part_that_is_matched_again_stays_one(part, coordinator):
    remap(part, by=coordinator, mapping=part.mapping, options={})
    assert ImportBatch.objects.get().part_of == WHOLE


def test_the_page_of_a_part_leads_to_its_whole_and_has_no_button(part, sign_in, coordinator):
    page = sign_in(coordinator).get(reverse("import_detail", args=[part.pk])).content.decode()
    assert f'href="{WHOLE}"' in page
    assert reverse("import_start", args=[part.pk]) not in page
    assert reverse("import_drop", args=[part.pk]) not in page

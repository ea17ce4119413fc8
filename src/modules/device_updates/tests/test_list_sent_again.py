"""A corrected list of devices that are in the register becomes an update of them."""

import pytest
from django.urls import reverse

from core.imports.sheets import read_list
from inventory.imports.check import receive_list
from tests.factories import CategoryFactory, DonationFactory
from tests.inventory.lists import csv_of, verdicts, written

ROWS = [
    ["Type", "Make", "Model", "Serial number", "RAM", "Remark"],
    ["Laptop", "Dell", "Latitude 5490", "A1B2C3D", "8 GB", ""],
    ["Laptop", "Dell", "Latitude 5490", "A1B2C3E", "8 GB", "scratched"],
]


@pytest.mark.django_db
def test_a_corrected_list_leads_to_an_update_from_the_same_file(sign_in, coordinator, site):
    CategoryFactory(code="laptop", names__en="Laptop")
    donation = DonationFactory(received=True, site=site)
    written(receive_list(donation, by=coordinator, source=_source()), coordinator)
    again = receive_list(donation, by=coordinator, source=_source("32 GB"))
    client = sign_in(coordinator)
    address = reverse("list_as_update", args=[again.pk])

    assert address in client.get(again.get_absolute_url()).content.decode()
    update = client.post(address, follow=True).context["batch"]

    assert update.kind == "update"
    assert verdicts(update) == ["good", "same"]
    assert [list(row.changes) for row in update.rows.all()] == [["ram_gb"], []]


def _source(memory="8 GB"):
    first = [*ROWS[1][:4], memory, ROWS[1][5]]
    return read_list("laptops.csv", csv_of(ROWS[0], first, ROWS[2]))

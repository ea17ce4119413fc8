"""List pages need as many queries for a row as for three, and have a cell for each heading."""

from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.lists.tables import Table
from donations import tables as donation_tables
from inventory.device_pages import place_tables
from inventory.device_pages import tables as inventory_tables
from inventory.models import Device
from tests.factories import (
    BrandFactory,
    ChecklistFactory,
    ChecklistItemFactory,
    DeviceFactory,
    DeviceModelFactory,
    DonationFactory,
    DonationLineFactory,
    FreightFactory,
    ImportBatchFactory,
    PlaceFactory,
    TestResultFactory,
    VoucherBatchFactory,
    VoucherFactory,
)
from tests.visits import undone


def device(site, **facts):
    brand = BrandFactory()
    return DeviceFactory(
        site=site,
        brand=brand,
        model=DeviceModelFactory(brand=brand),
        place=PlaceFactory(site=site),
        **facts,
    )


def on_the_bench(site):
    owned = device(site, refurbishing=True)
    item = ChecklistItemFactory(checklist__category=owned.category)
    TestResultFactory(device=owned, item=item, failed=True)


def lot(site):
    DonationLineFactory(donation=DonationFactory(site=site))


LISTS = {
    "device_list": device,
    "bench": on_the_bench,
    "place_list": lambda site: device(site),
    "transfer_list": lambda site: FreightFactory(transfer__origin=site),
    "voucherbatch_list": lambda site: VoucherFactory(batch=VoucherBatchFactory(site=site)),
    "voucher_list": lambda site: VoucherFactory(batch=VoucherBatchFactory(site=site)),
    "donation_list": lot,
    "donor_list": lot,
}
ALL = {"bench": "?whose=everybody"}  # filters that show all rows of a list


def queries(visitor, path):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        answer = visitor.get(path)
    assert answer.status_code == 200
    return len(captured), answer


def costs_the_same(visitor, path, more):
    """Return the page with three `more()` rows; fail if it needs more queries than for one."""
    more()
    visitor.get(path)
    for_one, _answer = queries(visitor, path)
    more()
    more()
    for_three, answer = queries(visitor, path)
    assert for_three == for_one, path
    return answer


def test_list_pages_take_constant_queries(sign_in, coordinator, site):
    visitor = sign_in(coordinator)
    for name, make in LISTS.items():
        with undone():
            path = reverse(name) + ALL.get(name, "")
            table = costs_the_same(visitor, path, partial(make, site)).context["table"]
            assert len(table.page) == 3, name
            columns = len(list(table.columns))
            assert all(len(cells) == columns for _record, cells in table.cells()), name


def test_detail_pages_take_constant_queries(sign_in, coordinator, site):
    visitor = sign_in(coordinator)
    donation, batch = DonationFactory(site=site, received=True), VoucherBatchFactory(site=site)
    worked_on = device(site, refurbishing=True)
    checklist = ChecklistFactory(category=worked_on.category)
    items = iter(ChecklistItemFactory.create_batch(6, checklist=checklist))

    def lot():
        device(site, donation=donation)
        ImportBatchFactory(donation=donation)
        DonationLineFactory(donation=donation)

    def work():
        TestResultFactory(device=worked_on, item=next(items))
        worked_on.media.create(kind="ssd", serial="MORE")

    answer = costs_the_same(visitor, donation.get_absolute_url(), lot)
    assert len(answer.context["table"].page) == 3
    costs_the_same(visitor, batch.get_absolute_url(), lambda: VoucherFactory(batch=batch))
    for name in ("device_bench", "device_detail"):
        costs_the_same(visitor, reverse(name, args=[worked_on.pk]), work)


def test_htmx_gets_the_table_alone(sign_in, coordinator, site):
    listed = device(site)
    answer = sign_in(coordinator).get(reverse("device_list"), headers={"HX-Target": "table"})
    text = answer.content.decode()
    assert listed.asset_tag in text
    assert "<html" not in text
    assert "HX-Target" in answer.headers["Vary"]


def test_lists_are_sorted_by_indexed_columns_only():
    indexed = {
        (type_of, name)
        for type_of in {table.Meta.model for table in every_table()}
        for name in served(type_of)
    }
    sorted_by = {
        (table.Meta.model, name) for table in every_table() for name in table.Meta.order_by_columns
    }
    assert sorted_by - indexed == set()


def every_table():
    return [
        table
        for module in (donation_tables, inventory_tables, place_tables)
        for table in vars(module).values()
        if isinstance(table, type) and issubclass(table, Table) and table is not Table
    ]


def served(model):
    """Return the columns that begin an index of the model."""
    fields = {f.name for f in model._meta.local_fields if f.unique or f.db_index}
    return fields | {index.fields[0] for index in model._meta.indexes}


@pytest.mark.usefixtures("unrendered")
def test_the_devices_of_another_site_are_in_no_list(sign_in, technician):
    device(DonationFactory().site, refurbishing=True)
    visitor = sign_in(technician)
    assert Device.objects.count() == 1
    assert len(visitor.get(reverse("device_list")).context["table"].page) == 0
    everybody = visitor.get(reverse("bench"), {"whose": "everybody"})
    assert len(everybody.context["table"].page) == 0

"""Local dates in lists and sheets: 23:30 UTC is the next day in Paris."""

from datetime import UTC, datetime

from core.imports.days import day_of
from core.lists.toolbar import in_words
from donations.models import Donor
from donations.tables import DonorTable
from inventory.accessories.tables import MovementTable, StockTable
from inventory.device_pages.tables import DeviceTable
from inventory.imports.declared_facts import purchase_of
from inventory.imports.device_export import field_text
from inventory.models import AccessoryMovement, AccessoryStock, Device, RepairPart, Transfer
from inventory.repairs.tables import PartTable
from inventory.transfers.tables import TransferTable
from tests.cases import named

LATE = datetime(2026, 3, 10, 23, 30, tzinfo=UTC)


def test_a_list_shows_local_dates():
    for table, model, name in (
        (DeviceTable, Device, "received_at"),
        (TransferTable, Transfer, "status_since"),
        (PartTable, RepairPart, "status_since"),
        (StockTable, AccessoryStock, "counted_at"),
    ):
        with named(table, model, name):
            record = model()
            setattr(record, name, LATE)
            assert in_words(table, name)(record) == "11/03/2026"


def test_donors_show_the_local_date_of_their_last_lot():
    record = Donor()
    record.last_lot = LATE
    assert DonorTable.cell_last_lot(None, record) == "11/03/2026"


def test_the_history_of_a_stock_shows_local_times():
    assert MovementTable.cell_at(None, AccessoryMovement(at=LATE)) == "11/03/2026 00:30"


def test_times_with_a_zone_and_months_by_name_are_days():
    for text in ["2026-03-10T23:30:00Z", "2026-03-10 23:30:00+00:00", "2026-03-10T20:30:00 -0300"]:
        assert day_of(text).isoformat() == "2026-03-11", text
    for text in ["2026-03-10T23:30:00", "2026/03/10", "2026.3.10"]:
        assert day_of(text).isoformat() == "2026-03-10"
    for text in ["10-Mar-2026", "10 mars 26", "10. März 2026", "10 de marzo de 2026"]:
        assert day_of(text).isoformat() == "2026-03-10", text
    for text in ["nov. 2020", "janvier 2020", "06/2020"]:
        assert purchase_of(text) == {"bought_on": None, "bought_year": 2020}


def test_the_export_has_local_dates():
    assert field_text(Device(received_at=LATE), "received_at") == "2026-03-11"

"""Declarations of this module for the tests of the whole site (`tests/of_modules.py`)."""

from datetime import date

from loans.base.needs import Needs
from modules.staff import operations
from modules.staff.import_type import StaffFacts
from modules.staff.tests.factories import StaffLineFactory, StaffRunFactory
from people.base.roles import Role
from tests import factories as make
from tests.access_page import C, K, Page, act
from tests.law import write
from tests.races.lock_orders import of, series

FEW = {"modules.staff.benchmark.PEOPLE": 12}  # instead of 500, which are slow
NOT_EXPORTED = ["staff_list"]  # the page where a list is imported
FACTORIES = [StaffRunFactory, StaffLineFactory]
PAGES = {
    "staff_list": Page(K),
    "staff_example": Page(K, file=True),
    "staff_detail": Page(C, "staff_run"),
    "staff_print": act(C, "staff_run"),
    "staff_stack": Page(C, "staff_run", file=True),
}
LOWEST = {
    Role.COUNTER: [
        operations.cancel_staff,
        operations.draw_up_all,
        operations.keep_stack,
        operations.prepare_staff,
        operations.tie,
        operations.untie,
    ]
}
PICTURES = {"staff": ("staff_list",)}


def add_to(world):
    world.staff_run = StaffRunFactory(batch__site=world.site, stack=make.DocumentFactory())


def lending_to_staff():
    person = make.RecipientFactory(staff=True)
    device = make.DeviceFactory(ready=True)
    batch = make.ImportBatchFactory(site=device.site)
    facts = StaffFacts(person, date(2031, 1, 1), device.category, Needs(), device)
    return (
        [person, device, series("loan")],
        lambda: operations.prepare_staff(batch, [(1, facts)], by=of(coordinator=True)),
    )


LOCKS = {"staff is lent to": lending_to_staff}


def leave_traces(loan, cells, scan):
    """Create the list that the loan came from, with its agreements."""
    line = StaffLineFactory(loan=loan, batch__document__name="Troadec.csv")
    write(line.batch.document, name="Troadec.csv")
    make.ImportRowFactory(batch=line.batch, written=True, cells=cells)
    StaffRunFactory(batch=line.batch, stack=make.DocumentFactory(content=scan))

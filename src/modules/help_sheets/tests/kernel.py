"""Declarations of this module for the tests of the whole site (`tests/of_modules.py`)."""

from modules.help_sheets import operations
from modules.help_sheets.models import SupportContact
from modules.help_sheets.tests.factories import (
    SheetTextFactory,
    SupportCodeFactory,
    SupportContactFactory,
    SupportToolFactory,
)
from people.base.roles import Role
from tests.access_page import A, C, Page, T, public
from tests.factories import LoanItemFactory
from tests.races.lock_orders import of

FACTORIES = [SheetTextFactory, SupportToolFactory, SupportCodeFactory, SupportContactFactory]
STATES = {"SupportContactFactory": ["waiting", "solved", "unsolved"]}
PAGES = {
    "helpsheet_systems": public(),
    "helpsheet": public(args=("linux",)),
    "helpsheet_pdf": public(args=("linux",), file=True),
    "helpsheet_own": public(args=("1:x",)),
    "helpsheet_list": Page(A),
    "helpsheet_edit": Page(A, args=("linux", "fr")),
    "supportcode_edit": Page(T, "device"),
    "supportcontact_add": Page(C, "helped_item"),
    "supportcontact_edit": Page(C, "support_contact"),
}
NOT_EXPORTED = ["helpsheet_list"]
PICTURES = {"help_sheets": ("supportcontact_edit", SupportContact)}
PASSED_THROUGH = ["helpsheet_own"]
LOWEST = {
    Role.TECHNICIAN: [operations.save_code],
    Role.COUNTER: [operations.ask_help, operations.note_support, operations.answer_help],
    Role.ADMIN: [operations.write_sheet, operations.save_tool],
}
CONTACTS = {
    "support": lambda person: SupportContactFactory(
        item__loan__recipient=person,
        item__loan__organisation=person.organisation,
        solved=True,
    )
}


def asking_for_help():
    item = LoanItemFactory(open=True)
    return [item], lambda: operations.ask_help(item, by=of(counter=True), subject="internet")


def answering():
    contact = SupportContactFactory()
    return [contact], lambda: operations.answer_help(
        contact, by=of(counter=True), subject="other", channel="phone", status="solved"
    )


LOCKS = {"help is asked for": asking_for_help, "help is given": answering}


def add_to(world):
    world.helped_item = world.open_item
    world.support_contact = SupportContactFactory(item=world.open_item)
    SupportToolFactory()


def leave_traces(loan, _cells, _scan):
    for item in loan.items.filter(device__isnull=False):
        SupportContactFactory(item=item)
        SupportCodeFactory(device=item.device)

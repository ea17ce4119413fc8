"""Declarations of this module for the tests of the whole site (`tests/of_modules.py`)."""

from modules.calendar_feed import operations
from modules.calendar_feed.tests.factories import AgendaKeyFactory
from people.base.roles import Role
from tests.access_page import Page, V, public, signed_in

FACTORIES = [AgendaKeyFactory]
PAGES = {
    "collection_calendar": Page(V),
    "agenda": signed_in(),
    "agenda_open": signed_in(post=True),
    "agenda_close": signed_in(post=True),
    "agenda_feed": public(args=("not-a-token",), may_be_absent=True, file=True),
}
LOWEST = {Role.VOLUNTEER: [operations.close_agenda, operations.open_agenda]}
FOR_ASSOCIATIONS = [operations.close_agenda, operations.open_agenda]

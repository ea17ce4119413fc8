"""Declarations of this module for the tests of the whole site (`tests/of_modules.py`)."""

from modules.holder_messages import operations
from modules.holder_messages.models import HolderMessage
from modules.holder_messages.tests import factories
from people.base.roles import Role
from tests.access_page import C, K, Page, act, public

FACTORIES = [
    factories.HolderMessageFactory,
    factories.ReceiptFactory,
    factories.OptOutFactory,
]
STATES = {"HolderMessageFactory": ["prepared", "sent", "stopped", "dropped"]}
PAGES = {
    "holdermessage_list": Page(K),
    "holdermessage_new": Page(K),
    "holdermessage_detail": Page(K, "holder_message"),
    "holdermessage_edit": Page(K, "holder_message"),
    "holdermessage_send": act(K, "holder_message"),
    "holdermessage_stop": act(K, "sent_message"),
    "holdermessage_drop": act(K, "holder_message"),
    "holdermessage_refuse": act(C, "person"),
    "own_stop": public(args=("1-x",), may_be_absent=True),
}
CLOSED = {"own_stop": 404}
LOWEST = {
    Role.COUNTER: [operations.refuse_messages, operations.accept_messages],
    Role.COORDINATOR: [
        operations.prepare_message,
        operations.change_message,
        operations.drop_message,
        operations.send_message,
        operations.stop_message,
    ],
}
PICTURES = {"holder_messages": ("holdermessage_detail", HolderMessage)}


def add_to(world):
    world.holder_message = factories.HolderMessageFactory()
    world.sent_message = factories.ReceiptFactory(recipient=world.person).message
    factories.OptOutFactory(recipient=world.person)


def leave_traces(loan, _cells, _scan):
    factories.ReceiptFactory(recipient=loan.recipient)
    factories.OptOutFactory(recipient=loan.recipient)

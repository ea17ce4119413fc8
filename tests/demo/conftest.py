"""Fixtures of the demo, which is created once for all tests that use it."""

from contextlib import ExitStack
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import call_command

from desk.models import ScanLine, ScanSession
from donations.models import Donation
from inventory.models import (
    Device,
    ExitBatch,
    ExitLine,
    Freight,
    ImportBatch,
    Medium,
    Repair,
    RepairPart,
    Transfer,
    Voucher,
)
from loans.models import Agreement, Loan, LoanItem, Request
from people.models import Organisation, Recipient
from tests.clearing import copy_database
from tests.drawing import draw_when_opened
from tests.stored import inside_transactions

DEVICES = 200
LIVES = [
    Agreement,
    Device,
    Donation,
    ExitBatch,
    ExitLine,
    Freight,
    ImportBatch,
    Loan,
    LoanItem,
    Medium,
    Organisation,
    Repair,
    RepairPart,
    Request,
    ScanSession,
    ScanLine,
    Transfer,
    Voucher,
]
PASSING = {"checking", "undoing"}  # transient statuses during the work on rows


@pytest.fixture(autouse=True)
def _files_inside_transactions():
    """Allow files inside transactions, since measured actions are rolled back."""
    with inside_transactions():
        yield


@pytest.fixture(scope="session")
def made_demo(django_db_setup, django_db_blocker):
    """Copies of the database without and with the demo, and the contents of the demo."""
    output = StringIO()
    with ExitStack() as stack:
        with (
            django_db_blocker.unblock(),
            pytest.MonkeyPatch.context() as patch,
            inside_transactions(),
        ):
            draw_when_opened(patch)  # rendering all papers would take half of the time
            empty = stack.enter_context(copy_database())
            try:
                call_command(
                    "demo", devices=DEVICES, published_password=True, everything=True, stdout=output
                )
                full, facts = stack.enter_context(copy_database()), demo_facts()
            finally:
                empty.restore()
        yield SimpleNamespace(empty=empty, full=full, facts=facts, printed=output.getvalue())


def demo_facts():
    """Return the contents of a demo, without keys and secrets."""
    return [
        *Device.objects.order_by("asset_tag").values_list(
            "asset_tag", "serial", "status", "grade", "model__name", "site__name", "fault"
        ),
        *Loan.objects.order_by("number").values_list("number", "status", "due_on", "kind"),
        *Request.objects.order_by("number").values_list("number", "status", "purpose"),
        *Recipient.objects.order_by("pk").values_list("first_name", "last_name", "town"),
    ]


def statuses(model):
    return set(model.objects.order_by().values_list("status", flat=True))


# statuses that no kernel operation gives to a row
LEFT_TO_MODULES = {"consigned"}


def wrong_statuses(model):
    """Return the missing statuses, and the transient statuses that a row has.

    Statuses that only a module gives to rows are missing without it.
    """
    return ((set(model.Status.values) - PASSING) ^ statuses(model)) - LEFT_TO_MODULES


@pytest.fixture(scope="module")
def demo(made_demo, django_db_blocker):
    """The demo for the tests of a module, removed afterwards."""
    with django_db_blocker.unblock():
        made_demo.full.restore()
    yield
    with django_db_blocker.unblock():
        made_demo.empty.restore()

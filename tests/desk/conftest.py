from types import SimpleNamespace

import pytest
from django.core.management import call_command

from desk.batch import operations
from desk.lifecycle import Act
from inventory.models import Device
from loans.models import Loan, Request
from people.models import Recipient
from tests.clearing import copy_database
from tests.factories import CategoryFactory, DonationFactory, TagFactory

DEVICES = 200
TAGS = ["RB2600001Y", "RB2600002W", "RB2600003U", "RB2600004S"]


@pytest.fixture(scope="session")
def made_demo(django_db_setup, django_db_blocker):
    """The demo, made once: a copy of the database without it, one with it, and its facts."""
    with django_db_blocker.unblock():
        empty = copy_database()
        call_command("demo", devices=DEVICES, verbosity=0)
        made = SimpleNamespace(empty=empty, full=copy_database(), facts=demo_facts())
        empty.restore()
    return made


def demo_facts():
    """What a demo holds, without what a database or a secret decides."""
    return [
        *Device.objects.order_by("asset_tag").values_list(
            "asset_tag", "serial", "status", "grade", "model__name", "site__name", "fault"
        ),
        *Loan.objects.order_by("number").values_list("number", "status", "due_on", "kind"),
        *Request.objects.order_by("number").values_list("number", "status", "purpose"),
        *Recipient.objects.order_by("pk").values_list("first_name", "last_name", "town"),
    ]


@pytest.fixture(scope="module")
def demo(made_demo, django_db_blocker):
    """The demo, there for the tests of a module and taken away after them."""
    with django_db_blocker.unblock():
        made_demo.full.restore()
    yield
    with django_db_blocker.unblock():
        made_demo.empty.restore()


@pytest.fixture
def lot(site):
    return DonationFactory(received=True, site=site, reference="D26-0001")


@pytest.fixture
def laptop(db):
    return CategoryFactory(holding_data=True, name_en="laptop", code="laptop")


@pytest.fixture
def labels(db):
    """The codes of free tags, printed before their devices come."""
    return [TagFactory(free=True, code=code).code for code in TAGS]


@pytest.fixture
def begin():
    """`begin("shelve", user)` is a batch of that act, and the scan of codes into it."""

    def begin(act, by, **facts):
        run = operations.start(Act(act), by=by, **facts)

        def scan(*codes):
            for code in codes:
                line = operations.scan(run, by=by, code=str(code))
            return line

        return run, scan

    return begin


@pytest.fixture
def said():
    """`said(run)` is what its list says, oldest first: (device or code, status, words)."""

    def said(run):
        lines = run.lines.select_related("device").order_by("pk")
        return [(str(line.device or line.code), line.status, line.says) for line in lines]

    return said

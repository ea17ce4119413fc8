"""A demo of an earlier day is made anew, unless somebody changed it or it is no demo."""

from datetime import timedelta
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import pytest
import time_machine
from django.core.management import call_command
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from core import request_id
from core.models import Event
from modules.demo_visit.management.commands import demo_renew
from people.base.models.user import DEMO_DOMAIN
from tests.factories import DocumentFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings, tmp_path, monkeypatch):
    """A demo whose database is a separate file, made today."""
    settings.DEBUG = True
    admin = UserFactory(email=f"admin{DEMO_DOMAIN}", admin=True)
    database = tmp_path / "rebond.db"
    database.touch()
    connection = demo_renew.connection
    monkeypatch.setattr(
        demo_renew,
        "connection",
        SimpleNamespace(
            vendor="sqlite",
            introspection=connection.introspection,
            settings_dict={"NAME": str(database)},
            close=lambda: None,
        ),
    )
    MigrationRecorder(connection).ensure_schema()
    MigrationRecorder.Migration.objects.create(app="core", name="0001", applied=timezone.now())
    paper = DocumentFactory(by=admin)
    return SimpleNamespace(
        admin=admin, database=database, paper=Path(settings.MEDIA_ROOT) / paper.file.name
    )


def renew(**options):
    output = StringIO()
    call_command("demo_renew", stdout=output, **options)
    return output.getvalue()


@pytest.fixture
def tomorrow(demo):
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        yield


@pytest.mark.usefixtures("tomorrow")
def test_a_demo_of_yesterday_is_removed_with_its_files(demo):
    assert demo.paper.exists()
    assert renew()
    assert not demo.database.exists()
    assert not demo.paper.exists()


def test_a_demo_of_today_stays(demo):
    assert renew() == ""
    assert demo.database.exists()


@pytest.mark.usefixtures("tomorrow")
def test_a_demo_that_somebody_changed_stays_and_says_how_to_renew_it(demo):
    token = request_id.current.set("0123456789ab")
    Event.objects.record("user.closed", demo.admin, by=demo.admin)
    request_id.current.reset(token)

    assert "FRESH=1 make run" in renew()
    assert demo.database.exists()
    assert renew(even_if_changed=True)
    assert not demo.database.exists()


@pytest.mark.usefixtures("tomorrow")
@pytest.mark.parametrize("email", ["lou@lending.example"])
def test_a_site_with_any_other_account_is_never_removed(demo, email):
    UserFactory(email=email, coordinator=True)

    assert renew(even_if_changed=True) == ""
    assert demo.database.exists()


@pytest.mark.usefixtures("tomorrow")
def test_a_site_in_production_is_never_removed(demo, settings):
    settings.DEBUG = False

    assert renew(even_if_changed=True) == ""
    assert demo.database.exists()

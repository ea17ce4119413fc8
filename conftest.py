"""Fixtures of all tests: the database with its guards, a site, and a user of each role."""

import gc
import os
from contextlib import ExitStack, suppress
from importlib import import_module
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.test import override_settings
from django.utils import timezone, translation

from core.backends import contention
from core.caches.local_cache import local_cache
from core.models import identity
from core.modules.registry import keys
from core.workflow import readiness
from tests.clearing import restored_after_tests_that_commit
from tests.drawing import draw_when_opened
from tests.event_messages import built_on_record
from tests.factories import OrganisationFactory, SiteFactory, UserFactory
from tests.law import forget_program, migrated
from tests.reference import reference_models
from tests.stored import touched_outside_transactions
from tests.undefined import Undefined
from tests.visits import Visitors, pages_unrendered, signed_in, undone
from tests.world import build_world

TESTS = Path(__file__).parent / "tests"
# Processes that tests start find our packages as this one does (`pythonpath` in pyproject.toml).
os.environ["PYTHONPATH"] = os.pathsep.join(map(str, (settings.BASE_DIR, settings.PROJECT_DIR)))
settings.WHITENOISE_AUTOREFRESH = True  # each new client would look all static files up
settings.TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = Undefined()
identity.MODULES_AT_FIRST = " ".join(keys())  # all modules are on in tests
hypothesis.settings.register_profile("daily", max_examples=20)
hypothesis.settings.register_profile("weekly", max_examples=200)  # for `make audit`
hypothesis.settings.load_profile("daily")
gc.disable()  # until all is imported and collected

# Beside each `*_law.py`; other tests that may differ between databases say so in their
# `pytestmark`.
ENGINE_FOLDERS = [TESTS / "races", TESTS / "desk/backups", TESTS / "desk/full_export"]


def pytest_collection(session):
    """Each process begins with other files: on a fresh clone none compiles what another does."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return
    names = [
        ".".join(path.relative_to(TESTS.parent).with_suffix("").parts)
        for path in sorted(TESTS.rglob("test_*.py"))
    ]
    number = int(os.environ["PYTEST_XDIST_WORKER"].removeprefix("gw"))
    first = len(names) * number // int(os.environ["PYTEST_XDIST_WORKER_COUNT"])
    for name in names[first:] + names[:first]:
        with suppress(Exception):  # pytest reports it
            import_module(name)


def pytest_collection_modifyitems(items):
    """Mark `engine` what may differ between SQLite and PostgreSQL; browsers come first.

    Their tests mostly wait, and meanwhile the other processes compute.
    """
    for item in items:
        is_inside = any(folder in item.path.parents for folder in ENGINE_FOLDERS)
        if is_inside or item.path.stem.endswith("_law"):
            item.add_marker(pytest.mark.engine)
    items.sort(key=lambda item: item.path.parent.name != "browser")


def pytest_collection_finish():
    """Freeze the objects collected so far: garbage collection takes a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tmp_path_factory):
    """On SQLite the test database is a file, so that threads and browsers share it."""
    if connection.vendor == "sqlite":
        name = tmp_path_factory.mktemp("database") / "test.db"
        connection.settings_dict["TEST"]["NAME"] = str(name)


@pytest.fixture(scope="session", autouse=True)
def _database_is_ready(django_db_setup, django_db_blocker):
    """Readiness is looked at by its own tests alone; what a test commits is undone after it."""
    readiness.state.until = float("inf")
    with ExitStack() as stack:
        with django_db_blocker.unblock():
            MigrationRecorder(connection).ensure_schema()
            stack.enter_context(restored_after_tests_that_commit())
        yield


@pytest.fixture(scope="session", autouse=True)
def _end_what_holds_the_database(django_db_setup, django_db_blocker):
    """Browsers and their server leave connections: PostgreSQL drops no database while they last."""
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(scope="session", autouse=True)
def _own_files_and_fast_passwords(tmp_path_factory):
    with override_settings(
        MEDIA_ROOT=tmp_path_factory.mktemp("documents"),
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield


@pytest.fixture(scope="session", autouse=True)
def _files_are_touched_outside_transactions():
    """No lock of an operation waits for the storage: in any test that is an error."""
    with pytest.MonkeyPatch.context() as patch:
        touched_outside_transactions(patch)
        yield


@pytest.fixture(scope="session", autouse=True)
def _messages_of_events_are_built_on_record():
    with pytest.MonkeyPatch.context() as patch:
        built_on_record(patch)
        yield


@pytest.fixture(scope="module", autouse=True)
def _file_starts_afresh():
    """Clear caches before the fixtures of a file, which precede those of its first test."""
    cache.clear()
    local_cache.clear()


@pytest.fixture(autouse=True)
def _start_afresh():
    """Clear caches, forget lock timeouts and activate French before each test."""
    contention.forget()
    cache.clear()
    local_cache.clear()
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def _papers_are_drawn_when_opened(request, monkeypatch):
    """Papers are filled in, but drawn only when a test opens one, unless it is marked `papers`."""
    if not request.node.get_closest_marker("papers"):
        draw_when_opened(monkeypatch)


@pytest.fixture
def still_clock(time_machine):
    """No window of a rate limit and no code of an app ends during a test."""
    time_machine.move_to(timezone.now(), tick=False)


@pytest.fixture
def english():
    """For tests that read a refusal's words: sources are English."""
    with translation.override("en"):
        yield


@pytest.fixture
def unrendered():
    """No page is rendered, for tests that read forms alone: another test reads the page."""
    with pages_unrendered():
        yield


@pytest.fixture
def unsettled(db):
    """For tests that write a state that no transaction may leave: it ends without being judged."""
    yield
    transaction.set_rollback(True)


@pytest.fixture
def migrated_db(transactional_db, settings):
    """For tests whose rows another process reads: it serves no database without its migrations."""
    settings.MIGRATION_MODULES = {}
    migrated()
    yield
    forget_program()


@pytest.fixture
def site(db):
    return SiteFactory()


@pytest.fixture
def volunteer(site):
    return UserFactory(volunteer=True, sites=[site])


@pytest.fixture
def technician(site):
    return UserFactory(technician=True, sites=[site])


@pytest.fixture
def counter(site):
    return UserFactory(counter=True, sites=[site])


@pytest.fixture
def coordinator(site):
    return UserFactory(coordinator=True, sites=[site])


@pytest.fixture
def admin(site):
    return UserFactory(admin=True, sites=[site])


@pytest.fixture
def association(site):
    """A person of an approved organisation, which collects at the site."""
    return UserFactory(association=True, organisation=OrganisationFactory(approved=True))


@pytest.fixture
def other_association(site):
    """A person of another approved organisation: what one has, the other never sees."""
    return UserFactory(association=True, organisation=OrganisationFactory(approved=True))


@pytest.fixture
def sign_in():
    """`sign_in(user)` is a browser in which `user` has signed in, second factor included."""
    return signed_in


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker):
    """The world, built once for the tests of a file; each then undoes what it did to it."""
    with django_db_blocker.unblock(), undone():
        yield build_world(SiteFactory())


@pytest.fixture
def world(built, db):
    return built


@pytest.fixture(scope="module")
def _all_signed_in(built, django_db_blocker):
    with django_db_blocker.unblock():
        return Visitors(built)


@pytest.fixture
def visitors(_all_signed_in, db):
    """Signed-in clients by role for the URLs of the world, once per module."""
    return _all_signed_in


@pytest.fixture(scope="session")
def _reference_rows(django_db_setup, django_db_blocker):
    """The rows that `load_reference` writes, read back once: a list for each model."""
    with django_db_blocker.unblock(), undone():
        call_command("load_reference", verbosity=0)
        return [list(model._base_manager.all()) for model in reference_models()]


@pytest.fixture(scope="module")
def _loaded(_reference_rows, django_db_blocker):
    with django_db_blocker.unblock(), undone():
        for rows in _reference_rows:
            rows[0]._meta.model._base_manager.bulk_create(rows)
        yield


@pytest.fixture
def reference(_loaded, db):
    """The reference data of an installation, loaded once per module."""


@pytest.fixture
def installed(transactional_db, _reference_rows):
    """The reference data of an installation, committed: browsers read it too."""
    with transaction.atomic():  # rows may point at those that follow
        for rows in _reference_rows:
            rows[0]._meta.model._base_manager.bulk_create(rows)

"""Busy database: a message repeats the form, and no process dies."""

import html
import re
from pathlib import Path
from threading import Thread
from unittest.mock import Mock
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import get_commands, load_command_class
from django.db import OperationalError, connection, transaction
from django.urls import reverse
from django_tasks_db.management.commands import db_worker as theirs

from core.forms.uploads import MAX_BYTES
from core.http import busy
from core.http.body_limit import EXTRA_FORM_BYTES
from core.management.commands import db_worker
from core.photos import photos
from donations.models import Donor
from people.models import Site
from tests.people.accounts.pages import PASSWORD, somebody, typed_in

pytestmark = pytest.mark.engine

OF_A_WORKER = {
    "queue_names": ["*"],
    "interval": 1,
    "batch": True,
    "backend_name": "default",
    "startup_delay": False,
    "max_tasks": None,
    "worker_id": "worker",
    "excluded_queue_names": [],
}
SENTENCE = "Rebond is busy. Nothing is lost: try again in a moment."


def locked(*args, **kwargs):
    raise OperationalError("database is locked")


def stopped_by_postgresql(state):
    error = OperationalError("canceling statement")
    error.__cause__ = type("LockNotAvailable", (Exception,), {"sqlstate": state})()
    return error


@pytest.fixture
def busy_database(monkeypatch):
    """Lock the database before these forms are sent."""
    monkeypatch.setattr("donations.views.attempt", locked)
    monkeypatch.setattr("inventory.vouchers.views.attempt", locked)


@pytest.fixture
def visitor(sign_in, coordinator):
    coordinator.language = "en"
    coordinator.save()
    return sign_in(coordinator)


def test_busy_and_broken_database_errors_are_distinguished():
    assert busy.is_busy(OperationalError("database is locked"))
    assert busy.is_busy(OperationalError("database table is locked: x"))
    assert busy.is_busy(stopped_by_postgresql("55P03"))
    assert busy.is_busy(stopped_by_postgresql("57014"))
    assert busy.is_busy(stopped_by_postgresql(None))  # no server answered
    assert not busy.is_busy(stopped_by_postgresql("53100"))  # its disk is full
    assert not busy.is_busy(OperationalError("no such table: x"))
    assert not busy.is_busy(ValueError("is locked"))


FULL = "disk is full. Nothing is lost"


@pytest.fixture
def full_database(visitor, monkeypatch):
    """Fill the database so that no page can be added; on PostgreSQL the error is simulated."""
    if connection.vendor == "postgresql":
        fault = stopped_by_postgresql("53100")
        monkeypatch.setattr("donations.views.attempt", Mock(side_effect=fault))
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA freelist_count")
        [free] = cursor.fetchone()
        cursor.execute("CREATE TABLE filler (content)")
        cursor.execute("INSERT INTO filler VALUES (zeroblob(4096 * %s))", [free + 1])
        cursor.execute("PRAGMA page_count")
        [pages] = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        yield
        cursor.execute("PRAGMA max_page_count = 1073741823")


def test_a_form_sent_to_a_full_database_can_be_sent_again(visitor, full_database):
    for number in range(200):  # until no page has free space
        sent = {"kind": "company", "name": f"Grain & Co {number}", "address": "rue du Four " * 20}
        answer = visitor.post(reverse("donor_add"), sent)
        if answer.status_code != 302:
            break
    page = answer.content.decode()
    assert answer.status_code == 503
    assert FULL in page
    assert f"Grain &amp; Co {number}" in page
    assert not Donor.objects.filter(name=f"Grain & Co {number}").exists()


def test_a_full_folder_has_its_message(visitor, monkeypatch):
    def full(*args, **kwargs):
        with Path("/dev/full").open("w") as file:
            file.write("x")

    monkeypatch.setattr("donations.views.attempt", full)
    answer = visitor.post(reverse("donor_add"), {"kind": "company", "name": "Grain & Co"})
    assert answer.status_code == 503
    assert FULL in answer.content.decode()


TABLE = {"BACKEND": "core.caches.database_cache.DatabaseCache", "LOCATION": "core_cacheentry"}


def test_a_sign_in_that_cannot_be_counted_is_not_called_an_attempt_too_many(db, settings):
    """The limits are rows: Django says of a locked table only that no row was added."""
    settings.CACHES = settings.CACHES | {"default": TABLE}

    def refuse(execute, sql, *others):
        if "core_cacheentry" in sql and not sql.startswith("SELECT"):
            raise OperationalError("database is locked")
        return execute(sql, *others)

    user = somebody()
    with connection.execute_wrapper(refuse):
        _client, answer = typed_in(user)
    page = answer.content.decode()
    assert answer.status_code == 503
    assert "Rien n’est perdu" in page
    assert PASSWORD not in page
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    assert [typed_in(user)[1].status_code for _attempt in range(2)] == [302, 429]


def test_a_sign_in_behind_a_lock_that_was_left_is_not_called_one_too_many(
    db, settings, monkeypatch
):
    """The lock of the counter could not be deleted while the database was locked."""
    monkeypatch.setattr("allauth.core.internal.ratelimit.CACHE_LOCK_WAIT_TIMEOUT", 0)
    settings.CACHES = settings.CACHES | {"default": TABLE}

    def keep_lock(execute, sql, params, *others):
        if "core_cacheentry" in sql and sql.startswith("DELETE") and "lock" in str(params):
            raise OperationalError("database is locked")
        return execute(sql, params, *others)

    user = somebody()
    with connection.execute_wrapper(keep_lock):
        assert typed_in(user)[1].status_code == 503
    assert typed_in(user)[1].status_code == 503


UNSAVED = [
    OperationalError("attempt to write a readonly database"),
    OperationalError("disk I/O error"),
    stopped_by_postgresql("25006"),
    stopped_by_postgresql("58030"),
    FileNotFoundError(2, "No usable temporary directory found in ['/tmp']"),
]


@pytest.mark.parametrize("fault", UNSAVED, ids=str)
def test_a_form_sent_to_an_unwritable_disk_can_be_sent_again(visitor, monkeypatch, fault):
    monkeypatch.setattr("donations.views.attempt", Mock(side_effect=fault))
    answer = visitor.post(reverse("donor_add"), {"kind": "company", "name": "Grain & Co"})
    page = answer.content.decode()
    assert answer.status_code == 503
    assert "The server cannot save anything at the moment. Nothing is" in page
    assert 'name="name" value="Grain &amp; Co"' in page


def test_a_form_sent_to_a_busy_database_can_be_sent_again(visitor, busy_database):
    sent = {"donor": "An <odd> name", "kind": ["a", "b"]}
    answer = visitor.post(reverse("donor_add") + "?from=here", sent | {"name": "Grain & Co"})
    page = answer.content.decode()
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert SENTENCE in page
    assert f'action="{reverse("donor_add")}?from=here"' in page
    for name, value in [
        ("donor", "An &lt;odd&gt; name"),
        ("kind", "a"),
        ("kind", "b"),
        ("name", "Grain &amp; Co"),
    ]:
        assert f'<input type="hidden" name="{name}" value="{value}">' in page
    assert page.count('name="csrfmiddlewaretoken"') == 2  # in the language form and in this form


def test_the_resent_form_runs_its_original_action(visitor, monkeypatch):
    sent = {"name": "Grain & Co", "kind": "company", "submission": str(uuid4())}
    with monkeypatch.context() as patch:
        patch.setattr("core.forms.base.once", locked)
        page = visitor.post(reverse("donor_add"), sent).content.decode()
    hidden_fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="(.*?)">', page))
    del hidden_fields["csrfmiddlewaretoken"]
    visitor.post(
        reverse("donor_add"), {name: html.unescape(hidden_fields[name]) for name in hidden_fields}
    )
    assert Donor.objects.get().name == "Grain & Co"


def test_without_database_the_page_is_in_the_language_of_the_header(rf):
    request = rf.post("/", {"name": "Grain & Co"})
    request.COOKIES["django_language"] = "en"
    page = busy.closed_page(request, busy.BUSY).content.decode()
    assert SENTENCE in page
    assert "Grain &amp; Co" in page


def test_files_must_be_chosen_again_and_secrets_are_not_echoed(visitor, busy_database):
    sent = {"codes": "SECRET-CODE", "valid_until": "2030-01-01"}
    sent["file"] = SimpleUploadedFile("codes.csv", b"code")
    page = visitor.post(reverse("voucherbatch_add"), sent).content.decode()
    assert "SECRET-CODE" not in page
    assert "Passwords and codes are not kept" in page
    assert 'name="valid_until" value="2030-01-01"' in page
    assert "Files are not: choose them again." in page
    assert "codes.csv" in page
    assert re.search(r'<input [^>]*type="file"[^>]* name="file" required', page)


def test_a_form_with_a_file_needs_no_space_in_the_temporary_folder(
    visitor, busy_database, monkeypatch, settings
):
    monkeypatch.setattr("tempfile.tempdir", "/dev/full")
    sent = {"valid_until": "2030-01-01", "file": SimpleUploadedFile("codes.csv", b"x" * 3_000_000)}
    page = visitor.post(reverse("voucherbatch_add"), sent).content.decode()
    assert SENTENCE in page
    assert 'name="valid_until" value="2030-01-01"' in page
    largest = photos.MAX_AT_ONCE * MAX_BYTES + EXTRA_FORM_BYTES
    assert largest <= settings.FILE_UPLOAD_MAX_MEMORY_SIZE  # otherwise files would be ignored


def test_a_password_is_not_echoed(client, db, monkeypatch):
    monkeypatch.setattr("allauth.account.forms.LoginForm.clean", locked)
    client.cookies["django_language"] = "en"
    answer = client.post(
        reverse("account_login"), {"login": "a@example.org", "password": "correct horse"}
    )
    page = answer.content.decode()
    assert answer.status_code == 503
    assert 'value="a@example.org"' in page
    assert "correct horse" not in page
    assert "Passwords and codes are not kept" in page


def test_a_busy_fragment_is_reported_above_the_page(visitor, busy_database):
    answer = visitor.post(reverse("donor_add"), {"name": "X"}, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert answer.status_code == 503
    assert answer.headers["HX-Retarget"] == ".messages"
    assert SENTENCE in page
    assert "<html" not in page


def test_a_script_gets_a_busy_answer_as_json(visitor, busy_database):
    answer = visitor.post(reverse("donor_add"), {"name": "X"}, headers={"X-Sent-By-Script": "1"})
    assert answer.status_code == 503
    assert answer.json()["errors"] == [SENTENCE]


def test_a_busy_get_offers_to_reload(visitor, monkeypatch):
    monkeypatch.setattr("core.lists.tables.render_table", locked)
    answer = visitor.get(reverse("donor_list"))
    assert answer.status_code == 503
    assert f'href="{reverse("donor_list")}"' in answer.content.decode()


def test_a_lock_in_response_middleware_is_answered_as_busy(visitor, monkeypatch):
    visitor.raise_request_exception = False
    ending = "django.contrib.messages.middleware.MessageMiddleware.process_response"
    monkeypatch.setattr(ending, locked)
    answer = visitor.get(reverse("donor_list"))
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"


def test_a_session_that_cannot_be_written_is_answered_as_busy(visitor, monkeypatch):
    """The session still exists, although Django would answer that it was deleted."""
    visitor.raise_request_exception = False
    visitor.cookies["shared_post"] = "1"  # the last use is then recorded in the session
    monkeypatch.setattr(Session, "save", locked)
    assert visitor.get(reverse("donor_list")).status_code == 503


def test_another_error_is_a_server_error(visitor, monkeypatch):
    visitor.raise_request_exception = False

    def broken(*args, **kwargs):
        raise OperationalError("no such table: x")

    monkeypatch.setattr("core.lists.tables.render_table", broken)
    assert visitor.get(reverse("donor_list")).status_code == 500


@pytest.mark.parametrize("stops", [0, 3])
def test_the_worker_survives_a_busy_database(db, monkeypatch, stops):
    looks, naps = [], []

    def get_locked(self):
        looks.append(1)
        return

    def begin(using):
        if len(naps) < stops:
            locked()
        return exclusive_transaction(using)

    exclusive_transaction = theirs.exclusive_transaction
    monkeypatch.setattr(theirs, "exclusive_transaction", begin)
    monkeypatch.setattr(theirs.DBTaskResult.objects._queryset_class, "get_locked", get_locked)
    monkeypatch.setattr(db_worker.time, "sleep", naps.append)
    monkeypatch.setattr(db_worker.connection, "close", lambda: None)
    monkeypatch.setattr(theirs, "close_old_connections", lambda: None)
    db_worker.Worker(**OF_A_WORKER).run()
    assert len(naps) == stops
    assert looks == [1]


def test_the_worker_that_is_started_is_ours():
    command = load_command_class(get_commands()["db_worker"], "db_worker")
    assert isinstance(command, db_worker.Command)
    assert theirs.Worker is db_worker.Worker


def test_the_worker_exits_on_a_broken_database(db, monkeypatch):
    def broken(using):
        raise OperationalError("no such table: x")

    monkeypatch.setattr(theirs, "exclusive_transaction", broken)
    with pytest.raises(OperationalError):
        db_worker.Worker(**OF_A_WORKER).run()


def test_waiting_for_a_locked_row_times_out(db):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA busy_timeout")
            assert cursor.fetchone() == (10_000,)
        else:
            cursor.execute("SELECT current_setting('lock_timeout')")
            assert cursor.fetchone() == ("5s",)
            cursor.execute("SELECT current_setting('statement_timeout')")
            assert cursor.fetchone() == ("1min",)
    assert connection.settings_dict["CONN_HEALTH_CHECKS"]


@pytest.mark.django_db(transaction=True)
def test_the_database_error_for_a_locked_row_means_busy(site):
    """This uses the error that our driver raises, not a simulated error."""
    errors = []

    def ask():
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA busy_timeout=1")
            else:
                cursor.execute("SET lock_timeout='1ms'")
        try:
            Site.objects.update(name="Other")
        except OperationalError as error:
            errors.append(error)
        finally:
            connection.close()

    with transaction.atomic():
        Site.objects.update(name="Held")
        asking = Thread(target=ask)
        asking.start()
        asking.join()
    [error] = errors
    assert busy.is_busy(error)

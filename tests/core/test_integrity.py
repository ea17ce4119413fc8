"""A damaged database is reported by the tick, by `check` and by `backup`, each with a message."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.utils import ConnectionHandler
from django.utils import timezone

from core.models import Deployment
from core.operating import checks, integrity
from desk.health.conditions import conditions
from people.models import Message
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
MALFORMED = "database disk image is malformed"


@pytest.fixture
def administrators(db):
    return UserFactory.create_batch(2, admin=True)


def tick():
    call_command("tick", verbosity=0)


def letters():
    return Message.objects.filter(kind="database.damaged")


def test_a_sound_database_has_no_damage():
    assert integrity.find_damage(connection) == ""
    assert checks.database_is_sound(None, ["default"]) == []


def test_damage_is_checked_once_a_day_and_announced_once(administrators, monkeypatch):
    found = []
    monkeypatch.setattr(integrity, "find_damage", lambda _connection: found[-1])
    found.append(MALFORMED)
    tick()
    assert MALFORMED in conditions(now=timezone.now())["database"]
    assert {letter.user for letter in letters()} == set(administrators)

    found.append("Page 7 is never used")
    tick()
    assert Deployment.load().damage == MALFORMED  # already checked today
    Deployment.objects.update(checked_on="2026-01-02")
    tick()
    assert "Page 7" in conditions(now=timezone.now())["database"]
    assert letters().count() == len(administrators)

    found.append("")
    Deployment.objects.update(checked_on="2099-01-02")  # while a clock was ahead
    tick()
    assert "database" not in conditions(now=timezone.now())


if connection.vendor == "postgresql":

    def test_pages_with_a_wrong_checksum_are_damage():
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE TEMP VIEW pg_stat_database AS"
                " SELECT current_database() AS datname, 3 AS checksum_failures"
            )
        assert integrity.find_damage(connection) == "pages with a wrong checksum: 3"


if connection.vendor == "sqlite":

    @pytest.fixture
    def copy(migrated_db, tmp_path):
        """A copy of this database, in a file."""
        path = tmp_path / "copy.db"
        UserFactory(admin=True)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(path)])
        config = connection.settings_dict | {"NAME": str(path), "TEST": {}}
        other = ConnectionHandler({"default": config})["default"]
        yield other
        other.close()

    def damage(database, table):
        with database.cursor() as cursor:
            cursor.execute("SELECT rootpage FROM sqlite_master WHERE name = %s", [table])
            [page] = cursor.fetchone()
            cursor.execute("PRAGMA page_size")
            [size] = cursor.fetchone()
        database.close()
        with Path(database.settings_dict["NAME"]).open("r+b") as file:
            file.seek((page - 1) * size)
            file.write(b"\xff")

    def test_one_altered_byte_in_the_head_of_a_page_is_damage(copy):
        assert integrity.find_damage(copy) == ""
        damage(copy, "core_event")
        assert integrity.find_damage(copy)

    def test_a_row_that_refers_to_nothing_is_damage(copy):
        with copy.cursor() as cursor:
            cursor.execute("PRAGMA foreign_keys = OFF")
            cursor.execute(
                'INSERT INTO account_emailaddress (email, verified, "primary", user_id)'
                " VALUES ('a@example.org', 1, 1, 999999)"
            )
        assert "account_emailaddress" in integrity.find_damage(copy)

    def test_a_value_that_a_constraint_refuses_is_damage(copy):
        with copy.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints = ON")
            cursor.execute("UPDATE people_user SET is_active = 7")
            cursor.execute("PRAGMA ignore_check_constraints = OFF")
        assert "people_user" in integrity.find_damage(copy)

    def test_a_backup_of_a_damaged_file_fails_with_a_sentence(
        copy, tmp_path, settings, monkeypatch
    ):
        damage(copy, "core_event")
        settings.MEDIA_ROOT = tmp_path
        monkeypatch.setattr("desk.backups.sqlite.live", lambda: copy.settings_dict["NAME"])
        with pytest.raises(CommandError, match=MALFORMED):
            call_command("backup", tmp_path / "copy.zip")
        assert not (tmp_path / "copy.zip").exists()

    @pytest.mark.audit
    def test_the_tick_of_a_damaged_file_reports_it_and_fails_with_a_sentence(copy, settings):
        damage(copy, "core_event")
        done = subprocess.run(
            [sys.executable, "manage.py", "tick"],
            env=os.environ | {"DATABASE_URL": f"sqlite:///{copy.settings_dict['NAME']}"},
            cwd=settings.PROJECT_DIR,
            capture_output=True,
            text=True,
            check=False,
        )
        with copy.cursor() as cursor:
            cursor.execute("SELECT damage FROM core_deployment")
            [found] = cursor.fetchone()
        assert found
        assert MALFORMED in done.stderr.splitlines()[-1]
        assert done.returncode == 1

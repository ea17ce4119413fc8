"""A database is not used with migrations that have the same names but other content."""

import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from core.models import MigrationChecksum
from core.operating.migration_checksums import recorded
from tests.law import OURS

pytestmark = pytest.mark.engine


@pytest.fixture
def database(migrated_db):
    call_command("check", databases=["default"])


@pytest.fixture
def commit(tmp_path, monkeypatch):
    """`commit(app)` returns a commit of our migrations, with another line in the file of `app`."""
    monkeypatch.setenv("GIT_DIR", str(tmp_path / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(tmp_path))
    git(tmp_path, "init", "--quiet")

    def commit(app=None):
        names = (path for app in OURS for path in Path(app.path).glob("migrations/0*.py"))
        for source in names:
            target = tmp_path / source.relative_to(settings.PROJECT_DIR)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
        if app:
            with (tmp_path / "src" / app / "migrations/0001_initial.py").open("a") as file:
                file.write("# rewritten\n")
        git(tmp_path, "add", ".")
        git(tmp_path, "commit", "--quiet", "--allow-empty", "--message", "Release")
        return git(tmp_path, "rev-parse", "HEAD")

    return commit


def git(folder, *words):
    who = ["-c", "user.name=Lou", "-c", "user.email=lou@example.org"]
    done = subprocess.run(  # noqa: S603
        ["git", *who, *words],  # noqa: S607
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()


def rewrite(name, sha256):
    MigrationChecksum.objects.filter(pk=name).update(sha256=sha256)


@pytest.mark.usefixtures("database")
def test_a_rewritten_migration_is_an_error_of_check_and_stops_migrate():
    rewrite("loans.0001_initial", "0" * 64)
    for command in (["check", "--database", "default"], ["migrate"]):
        with pytest.raises(CommandError, match="migrations of loans have been rewritten"):
            call_command(*command)
    assert recorded(connection)["loans.0001_initial"] == "0" * 64


@pytest.mark.usefixtures("database")
def test_a_database_without_checksums_was_created_by_unknown_migrations():
    MigrationChecksum.objects.all().delete()
    with pytest.raises(CommandError, match=r"migrations of .*api, .* have been rewritten"):
        call_command("migrate")


@pytest.mark.usefixtures("database")
@pytest.mark.audit
def test_migrate_records_the_checksum_of_what_it_applies():
    before = recorded(connection)
    call_command("migrate", "desk", "zero", "--fake", verbosity=0)
    call_command("migrate", "api", "zero", "--fake", verbosity=0)
    assert recorded(connection).keys() == before.keys() - {"desk.0001_initial", "api.0001_initial"}
    call_command("migrate", "--fake", verbosity=0)
    assert recorded(connection) == before
    assert all(before.values())


@pytest.mark.usefixtures("database")
def test_a_commit_with_rewritten_migrations_is_refused_before_an_upgrade(commit):
    call_command("compare_migrations", commit())
    with pytest.raises(CommandError, match="migrations of donations have been rewritten"):
        call_command("compare_migrations", commit("donations"))
    with pytest.raises(CommandError, match=r"newer than v0\.1, which lacks .*api\.0001_initial"):
        call_command("compare_migrations", "v0.1")

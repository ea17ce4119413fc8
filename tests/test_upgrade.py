"""`make upgrade` in a small site of its own: its steps, and how a stopped one goes on."""

import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

STEPS = ["backup", "setup", "migrate", "load_reference", "collectstatic", "check"]
# Stands for the program: writes each command down, and fails at the one named in `fail`, or where
# the site is closed for it, as every operation does.
PROGRAM = """#!/bin/sh
shift
test "$1" = setup || test ! -e "${CLOSED_BY:-var/closed}" || exit 3
case "$1" in
    shell) echo "$PWD/backups" ;;
    backup) touch "backups/rebond-2026-01-02-030000.zip" ;;
esac
test "$1" = shell || echo "$1" >> steps
test "$1" != "$(cat fail)"
"""


@pytest.fixture
def site(tmp_path):
    """A clone of a release, behind the newest by one commit."""
    origin, site = tmp_path / "origin", tmp_path / "site"
    (origin / "deploy").mkdir(parents=True)
    shutil.copy(settings.BASE_DIR / "deploy/upgrade", origin / "deploy/upgrade")
    (origin / "Makefile").write_text("setup:\n\t@.venv/bin/python manage.py setup\n")
    git(origin, "init", "--initial-branch", "main")
    git(origin, "add", ".")
    git(origin, "commit", "--message", "1.0")
    git(tmp_path, "clone", "origin", "site")
    git(origin, "commit", "--allow-empty", "--message", "1.1")
    (site / "backups").mkdir()
    (site / ".venv/bin").mkdir(parents=True)
    program = site / ".venv/bin/python"
    program.write_text(PROGRAM)
    program.chmod(0o755)
    return site


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


def upgrade(site, fail=""):
    """(return code, output, steps) of an upgrade of which this step fails."""
    (site / "fail").write_text(fail)
    (site / "steps").write_text("")
    done = subprocess.run([site / "deploy/upgrade"], capture_output=True, text=True, check=False)  # noqa: S603
    return done.returncode, done.stdout, (site / "steps").read_text().split()


def test_an_upgrade_backs_up_installs_migrates_and_says_how_to_go_back(site):
    before = git(site, "rev-parse", "HEAD")
    code, output, steps = upgrade(site)
    assert (code, steps) == (0, ["compare_migrations", *STEPS, "check"]), output
    assert git(site, "log", "-1", "--format=%s") == "1.1"
    assert f"git checkout {before}" in output
    assert "restore " in output
    assert list(Path(site / "var").iterdir()) == []


def test_a_stopped_upgrade_keeps_the_site_closed_and_goes_on(site):
    before = git(site, "rev-parse", "HEAD")
    for step in STEPS:
        git(site, "reset", "--hard", before)
        code, output, _steps = upgrade(site, fail=step)
        assert code != 0, step
        assert f"git checkout {before}" in output
        assert (site / "var/closed").exists()
        code, output, steps = upgrade(site)
        assert code == 0, output
        rest = STEPS if step == "backup" else STEPS[1:]
        assert steps == ["compare_migrations", *rest, "check"]
        assert f"git checkout {before}" in output
        assert not (site / "var/closed").exists()


def test_an_upgrade_across_rewritten_migrations_changes_nothing(site):
    before = git(site, "rev-parse", "HEAD")
    code, _output, steps = upgrade(site, fail="compare_migrations")
    assert (code, steps) == (1, ["compare_migrations"])
    assert git(site, "rev-parse", "HEAD") == before
    assert not (site / "var").exists()

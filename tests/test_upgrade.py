"""`make upgrade` in a small separate site: its steps, resuming after a stop, its end."""

import os
import shutil
import subprocess

import pytest
from django.conf import settings

BEFORE = ["maintenance state", "compare_migrations"]
CHANGES = [
    "setup",
    "migrate",
    "load_reference",
    "collectstatic",
    "check",
    "maintenance off",
    "check",
]
STEPS = [*BEFORE, "maintenance on", "backup", *CHANGES]
ALONE = [*BEFORE, "setup", "migrate", "load_reference", "collectstatic", "check", "check"]
# Fake program. `database` is the commit of the database, `closed` whether all machines are closed;
# each commit of main has another migration. The program records each command, and fails at the
# command named in `fail`, or if the site is closed for it, as every operation does.
PROGRAM = """#!/bin/sh
shift
number() { git rev-list --count "$1"; }
fit() {
    test "$(number HEAD)" -gt "$(number $(cat database))" && echo behind && return
    test "$(number HEAD)" -lt "$(number $(cat database))" && echo newer || echo same
}
test "$1" != shell || { echo "$PWD/backups"; exit; }
case "$1" in maintenance) step="$1 $2" ;; *) step=$1 ;; esac
echo "$step" >> steps
test "$step" != "$(cat fail)" || { echo "CommandError: $step failed" >&2; exit 1; }
test "$1" = setup || test "${CLOSED_BY-var/closed}" = "" || exit 3
case "$step" in
    "maintenance state") echo "fit=$(fit)"; echo "commit=$(cat database)" ;;
    "maintenance on") touch closed ;;
    "maintenance off") rm -f closed ;;
    backup)
        test "$(fit)" = same || { echo "not up to date" >&2; exit 1; }
        echo "$*" > options
        touch backups/rebond-2026-01-02-030000.zip
        echo "Backup: $PWD/backups/rebond-2026-01-02-030000.zip" ;;
    migrate)
        test "$2" != --check || test "$(fit)" = same || exit 1
        test "$2" = --check || git rev-parse HEAD > database ;;
esac
"""


@pytest.fixture
def site(tmp_path):
    """A clone of a release, one commit behind the newest."""
    origin = tmp_path / "origin"
    (origin / "deploy").mkdir(parents=True)
    shutil.copy(settings.PROJECT_DIR / "deploy/upgrade", origin / "deploy/upgrade")
    (origin / "Makefile").write_text("setup:\n\t@.venv/bin/python manage.py setup\n")
    git(origin, "init", "--initial-branch", "main")
    git(origin, "add", ".")
    git(origin, "commit", "--message", "1.0")
    git(origin, "tag", "v1.0")
    site = machine(tmp_path, "site")
    (site / "database").write_text(git(site, "rev-parse", "HEAD"))
    release(origin, "1.1")
    return site


def machine(folder, name):
    """A clone of the origin with its own program."""
    git(folder, "clone", "origin", name)
    site = folder / name
    (site / "backups").mkdir()
    (site / ".venv/bin").mkdir(parents=True)
    program = site / ".venv/bin/python"
    program.write_text(PROGRAM)
    program.chmod(0o755)
    return site


def commit(origin, version):
    (origin / "version").write_text(version)
    git(origin, "add", ".")
    git(origin, "commit", "--message", version)


def release(origin, version):
    commit(origin, version)
    git(origin, "tag", f"v{version}")


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


def upgrade(site, fail="", **variables):
    """Run an upgrade in which the step `fail` fails; return (exit code, output, steps)."""
    (site / "fail").write_text(fail)
    (site / "steps").write_text("")
    done = subprocess.run(  # noqa: S603
        [site / "deploy/upgrade"],
        env={"PATH": os.environ["PATH"], "LANG": "en_GB.UTF-8", **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, (site / "steps").read_text().splitlines()


def commit_of(site, name="HEAD"):
    return git(site, "rev-parse", name)


def version(site):
    return git(site, "log", "-1", "--format=%s")


def is_open(site):
    return not (site / "closed").exists() and not (site / "var/closed").exists()


def test_an_upgrade_backs_up_installs_migrates_and_explains_how_to_go_back(site):
    before = commit_of(site)
    code, output, steps = upgrade(site, BACKUP_OPTIONS="--without-files")
    assert (code, steps) == (0, STEPS), output
    assert version(site) == "1.1"
    assert f"git checkout {before}" in output
    assert f"restore {site}/backups/rebond-2026-01-02-030000.zip --replace" in output
    assert (site / "options").read_text() == "backup --before-upgrade --without-files\n"
    assert list((site / "var").iterdir()) == []
    assert is_open(site)


def test_a_stopped_upgrade_keeps_the_site_closed_and_resumes(site):
    before = commit_of(site)
    for step in CHANGES[:-1]:
        git(site, "reset", "--hard", before)
        (site / "database").write_text(before)
        code, output, _steps = upgrade(site, fail=step)
        assert code != 0, step
        assert "Run make upgrade again" in output
        assert f"git checkout {before}" in output
        assert ("restore " in output) == (step != "setup")
        assert (site / "var/closed").exists()
        assert (site / "closed").exists()
        code, output, steps = upgrade(site)
        assert code == 0, output
        assert steps == [*BEFORE, "maintenance on", *CHANGES]
        assert f"git checkout {before}" in output
        assert is_open(site)


@pytest.mark.parametrize(
    ("fail", "reason"),
    [
        ("maintenance state", "database could not be read"),
        ("compare_migrations", "database does not take this release"),
        ("maintenance on", "site could not be closed"),
        ("backup", "No backup was made"),
    ],
)
def test_an_upgrade_that_changed_nothing_leaves_the_site_open(site, fail, reason):
    before = commit_of(site)
    code, output, _steps = upgrade(site, fail=fail)
    assert code == 1
    assert reason in output
    assert "The site is open" in output
    assert "Traceback" not in output
    assert commit_of(site) == before
    assert is_open(site)
    assert not (site / "var/upgrade").exists()
    assert upgrade(site)[0] == 0


def test_an_unreachable_origin_or_a_changed_file_stops_it_before_anything_closes(site):
    origin = git(site, "remote", "get-url", "origin")
    git(site, "remote", "set-url", "origin", "/nowhere")
    assert "releases could not be fetched" in upgrade(site)[1]
    git(site, "remote", "set-url", "origin", origin)
    (site / "version").write_text("of our own")
    code, output, steps = upgrade(site)
    assert (code, steps) == (1, BEFORE)
    assert "git stash" in output
    (site / "version").unlink()
    git(site, "commit", "--allow-empty", "--message", "of our own")
    assert "commits of its own" in upgrade(site)[1]
    assert is_open(site)


def test_git_pull_before_an_upgrade_does_no_harm(site):
    before = commit_of(site)
    git(site, "pull", "--ff-only")
    code, output, steps = upgrade(site)
    assert (code, steps) == (0, [*BEFORE, "setup", *STEPS[len(BEFORE) :]]), output
    assert version(site) == "1.1"
    assert f"git checkout {before}" in output


def test_a_database_of_an_unknown_commit_is_not_upgraded_by_a_newer_program(site):
    git(site, "pull", "--ff-only")
    (site / "fail").write_text("")
    program = site / ".venv/bin/python"
    program.write_text(PROGRAM.replace('echo "commit=$(cat database)"', "echo commit="))
    code, output, _steps = upgrade(site)
    assert code == 1
    assert "Check out the release that ran here" in output
    assert is_open(site)


def test_after_going_back_the_next_upgrade_installs_the_newest_release(site, tmp_path):
    before = commit_of(site)
    upgrade(site)
    git(site, "checkout", before)
    (site / "database").write_text(before)
    release(tmp_path / "origin", "1.10")
    code, output, _steps = upgrade(site)
    assert code == 0, output
    assert version(site) == "1.10"


def test_an_upgrade_installs_a_named_release(site, tmp_path):
    release(tmp_path / "origin", "1.2")
    assert "no release v1.9" in upgrade(site, TO="v1.9")[1]
    code, output, _steps = upgrade(site, TO="v1.1")
    assert code == 0, output
    assert version(site) == "1.1"
    assert upgrade(site)[0] == 0
    assert version(site) == "1.2"


def test_an_upgrade_never_installs_a_branch_or_a_release_candidate(site, tmp_path):
    origin = tmp_path / "origin"
    commit(origin, "1.2rc1")
    git(origin, "tag", "v1.2rc1")
    for name in ("main", "v1.2rc1"):
        assert f"There is no release {name}" in upgrade(site, TO=name)[1]
        assert is_open(site)
    assert upgrade(site)[0] == 0
    assert version(site) == "1.1"

    git(site, "checkout", "main")
    git(site, "pull", "--ff-only")
    (site / "database").write_text(commit_of(site))
    code, output, _steps = upgrade(site)
    assert code == 1
    assert "newer than v1.1, the newest release" in output
    assert is_open(site)


def test_an_upgrade_without_any_release_says_so_and_changes_nothing(site, tmp_path):
    before = commit_of(site)
    git(tmp_path / "origin", "tag", "--delete", "v1.0", "v1.1")
    git(site, "tag", "--delete", "v1.0")
    code, output, _steps = upgrade(site)
    assert code == 1
    assert "There is no release yet" in output
    assert "Il n’y a pas encore de version publiée" in upgrade(site, LANG="C.UTF-8")[1]
    assert commit_of(site) == before
    assert is_open(site)


def test_another_machine_joins_the_commit_of_the_database_without_backup_or_migrate(site, tmp_path):
    other = machine(tmp_path, "other")
    git(other, "reset", "--hard", "HEAD~")
    upgrade(site)
    release(tmp_path / "origin", "1.2")  # released afterwards
    shutil.copy(site / "database", other / "database")
    assert "without TO" in upgrade(other, TO="v1.2")[1]
    for step in [*ALONE[len(BEFORE) : -1], ""]:
        code, output, steps = upgrade(other, fail=step)
        assert (code == 0) == (step == ""), output
        assert not (other / "closed").exists()
        assert (other / "var/closed").exists() == (step != "")
        assert "restore" not in output
    assert steps == ALONE
    assert version(other) == "1.1"
    assert is_open(other)
    assert list((other / "backups").iterdir()) == []


def test_an_upgrade_to_the_running_commit_closes_no_other_machine(site):
    upgrade(site)
    code, output, steps = upgrade(site)
    assert (code, steps) == (0, ALONE), output

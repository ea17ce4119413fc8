"""`make deploy-check` in a separate site, with fake programs that record their arguments."""

import re
import shutil
import subprocess

from django.conf import settings

# Fake Python for make and the services, which records its environment and .env.
PROGRAM = """#!/bin/sh
{ env; echo; cat .env; } >> "$(dirname "$(readlink --canonicalize "$0")")/../seen"
"""


def documented():
    """Return the variables named in the documents."""
    text = (settings.PROJECT_DIR / "docs/operations.md").read_text()
    rows = "".join(line for line in text.splitlines() if re.match(r"\| `[A-Z_]+`", line))
    return set(re.findall(r"`([A-Z]+_[A-Z_]+|BIND|DEBUG|SECURE)`", rows))


def test_services_started_by_the_check_know_nothing_of_the_site(tmp_path):
    site = tmp_path / "site"
    shutil.copytree(settings.PROJECT_DIR / "deploy", site / "deploy")
    (site / ".env").write_text("".join(f"{name}=of-the-site\n" for name in documented()))
    (site / "Makefile").write_text(
        "var/static:\n\tmkdir -p $@\n.env:\n\techo SECRET_KEY=new > $@\n"
    )
    (site / "var").mkdir()
    (site / "var/closed").touch()
    (site / ".venv/bin").mkdir(parents=True)
    for name in ("python", "gunicorn"):
        program = site / ".venv/bin" / name
        program.write_text(PROGRAM)
        program.chmod(0o755)
    of_the_shell = dict.fromkeys(documented(), "of-the-shell") | {"PATH": "/usr/bin:/bin"}

    done = subprocess.run(  # noqa: S603
        [site / "deploy/check"], env=of_the_shell, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    seen = (site / ".venv/seen").read_text()
    assert "SECRET_KEY=new" in seen
    assert {"POOL_URL", "BACKUP_COPY", "SENTRY_DSN", "CACHE_URL"} <= documented()
    assert [line for line in seen.splitlines() if "of-the-s" in line] == []

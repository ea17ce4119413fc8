"""A site from which `manage.py remove_module` removes a module, in separate processes."""

import os
import shutil
import subprocess
import sys
import textwrap
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

from tests.races.together import racers

NOT_COPIED = (".git", ".venv", "var", "__pycache__", ".*_cache")
REMOVE = """
    import sys
    from pathlib import Path
    from unittest import mock
    import django
    django.setup()
    from django.core.management import CommandError, call_command
    from core.workflow.triggers import missing_guards
    from django.db import connection
    from django.utils import translation
    translation.activate("en")
    with mock.patch("modules.removal._unnamed", side_effect=OSError("The disk is full")):
        try:
            call_command("remove_module", sys.argv[1], "--yes", "--to", sys.argv[2])
        except CommandError as refusal:
            print(refusal)
    assert missing_guards(connection) == []
    assert not Path(sys.argv[2]).exists()
    call_command("remove_module", sys.argv[1], "--yes", "--to", sys.argv[2])
    kept = [name for name in missing_guards(connection) if not name.startswith(f"{sys.argv[1]}_")]
    assert kept == [], kept
"""
# Script for the tree without the folder: the site answers, and past events can be read.
LOOK = """
    import sys
    import django
    django.setup()
    from django.core.management import call_command
    from django.test import Client
    from people.models import User
    call_command("check", databases=["default"])
    call_command("migrate", check_unapplied=True)
    client = Client()
    client.force_login(User.objects.filter(role="admin", is_active=True).latest("pk"))
    for address in sys.argv[1:]:
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code, answer.headers)
        print(answer.content.decode())
"""


@contextmanager
def copied_site(folder):
    """Yield the environment for a process that uses a copy of this database."""
    config = connection.settings_dict
    if connection.vendor == "sqlite":
        name = str(folder / "place.db")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [name])
        url = f"sqlite:///{name}"
    else:
        name = f"{config['NAME']}_removal"
        connection.close()
        racers.disconnect()  # a database in use cannot be copied
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{config["NAME"]}"')
        url = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/".format(**config) + name
    site = {"DJANGO_SETTINGS_MODULE": "config.settings", "DATABASE_URL": url}
    site |= {"MEDIA_ROOT": str(folder), "CLOSED_BY": "", "MFA_REQUIRED": "0", "DEBUG": "1"}
    try:
        yield os.environ | site | {"ALLOWED_HOSTS": "testserver"}
    finally:
        if connection.vendor == "postgresql":
            with connection._nodb_cursor() as cursor:
                cursor.execute(f'DROP DATABASE "{name}"')


def run(script, *arguments, cwd=settings.PROJECT_DIR, env):
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", textwrap.dedent(script), *map(str, arguments)],
        cwd=cwd,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def remove(key, archive, *, env):
    """Remove a module at the second attempt; return the output of the command."""
    return run(REMOVE, key, archive, env=env)


def pages_without(key, addresses, *, folder, env):
    """Return the pages at these URLs in a tree without the folder of this module."""
    tree = folder / "tree"
    shutil.copytree(settings.PROJECT_DIR, tree, ignore=shutil.ignore_patterns(*NOT_COPIED))
    shutil.rmtree(tree / "src" / "modules" / key)
    return run(LOOK, *addresses, cwd=tree / "src", env=env)

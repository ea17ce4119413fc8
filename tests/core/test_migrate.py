"""`manage.py migrate` on a database in use: killed at any statement, run twice at once."""

import json
import os
import subprocess
import sys
import textwrap

import pytest
from django.conf import settings
from django.db import connection
from django.db.utils import ConnectionHandler

from core.management.commands.migrate import LOCK
from tests.later import later_release

pytestmark = pytest.mark.engine

# Each process kills itself at its Nth statement, and the next continues from that state. On demand,
# another process migrates at the end.
KILLED = """
    import json, os, signal, sys
    import django
    django.setup()
    from django.core.management import call_command, execute_from_command_line
    from django.db import connection
    from core.workflow.readiness import applied
    from core.workflow.triggers import missing_guards

    def killed_at(left):
        def wrapper(execute, *args):
            nonlocal left
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return execute(*args)
        return wrapper

    told, at = [], 0
    while not told or told[-1][0] == -signal.SIGKILL:
        pid = os.fork()
        if not pid:
            with connection.execute_wrapper(killed_at(at)):
                call_command("migrate", verbosity=0)
            os._exit(0)
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        is_done = ("inventory", "0002_later") in applied(connection)
        told.append([code, missing_guards(connection), is_done])
        connection.close()
        at += 110
    print(json.dumps(told), flush=True)
    sys.stdin.readline()
    execute_from_command_line(["manage.py", "migrate", "--verbosity", "0"])
"""


@pytest.fixture
def place(migrated_db, tmp_path, settings):
    """A migrated copy of this database, and the files of a later release."""
    config = connection.settings_dict | {"TEST": {}}
    if connection.vendor == "sqlite":
        config["NAME"] = str(tmp_path / "place.db")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [config["NAME"]])
        url = f"sqlite:///{config['NAME']}"
    else:
        here = connection.settings_dict["NAME"]
        config["NAME"] = f"{here}_place"
        connection.close()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{config["NAME"]}" TEMPLATE "{here}"')
        url = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**config)
    other = ConnectionHandler({"default": config})["default"]
    other.later = os.environ | later_release(tmp_path) | {"DATABASE_URL": url}
    yield other
    other.close()
    if connection.vendor == "postgresql":
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{config["NAME"]}"')


@pytest.mark.audit
def test_a_killed_migration_leaves_every_guard_and_a_concurrent_one_waits_or_fails(place):
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", textwrap.dedent(KILLED)],
        env=place.later,
        cwd=settings.PROJECT_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        printed = process.stdout.readline()
        assert printed, process.stderr.read()
        *killed, last = json.loads(printed)
        assert last == [0, [], True]
        assert len(killed) >= 3
        assert killed == [[-9, [], False]] * len(killed)
        check_concurrent(place, process)


def check_concurrent(place, process):
    """Run a migration in the process while another is running."""
    sql = {
        "sqlite": "BEGIN IMMEDIATE",
        "postgresql": f"SELECT pg_advisory_lock({LOCK})",
    }[place.vendor]
    with place.cursor() as cursor:
        cursor.execute(sql)
        process.stdin.write("\n")
        process.stdin.flush()
        line = process.stderr.readline()
        if place.vendor == "sqlite":
            assert (
                line
                == "CommandError: The database is in use, perhaps by another migrate: try again.\n"
            )
            cursor.execute("ROLLBACK")
        else:
            assert line == "Another migrate is running: waiting for it.\n"
            cursor.execute(f"SELECT pg_advisory_unlock({LOCK})")
    _out, err = process.communicate()
    assert (process.returncode, err) == ((1, "") if place.vendor == "sqlite" else (0, ""))

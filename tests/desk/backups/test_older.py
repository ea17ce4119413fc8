"""A backup of an older release is loaded into the tables of that release, then migrated."""

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection

from tests.later import later_release

# A site of a release with fewer sign-in tables than this release, which is backed up unchanged.
OLDER = """
    import sys
    from pathlib import Path
    import django
    django.setup()
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor
    from core.workflow import erasure_journal
    from desk.backups.create import write_backup
    from desk.backups.schema import last_of_each_app

    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    last = {"mfa": "0002_authenticator_timestamps"}
    older = [(app, last.get(app, name)) for app, name in graph.leaf_nodes()]
    older = {node for target in older for node in graph.forwards_plan(target)}
    assert set(graph.nodes) - older
    old = executor.migrate(last_of_each_app(graph, older)).apps
    old.get_model("people", "Site").objects.create(name="Le Hangar")
    erasure_journal.catch_up = lambda: None  # it knows tables that were not there
    write_backup(Path(sys.argv[1]))
"""


@pytest.mark.audit
def test_a_backup_of_an_older_release_is_restored_and_migrated(elsewhere, tmp_path):
    archive = tmp_path / "older.zip"
    made = elsewhere.run(archive, code=OLDER)
    assert made.returncode == 0, made.stderr
    elsewhere.restore(archive, "--replace", "--discard")
    assert elsewhere.rows("SELECT name FROM people_site") == [("Le Hangar",)]
    checked = elsewhere.run("check", "--database", "default")
    assert "no issues" in checked.stdout, checked.stderr
    plan = elsewhere.run("migrate", "--check")
    assert plan.returncode == 0, plan.stdout


@pytest.mark.audit
def test_a_backup_of_a_later_release_is_refused_by_this_one(elsewhere, tmp_path):
    later = later_release(tmp_path)
    assert elsewhere.run("migrate", **later).returncode == 0
    made = elsewhere.run("backup", tmp_path / "later.zip", **later)
    assert made.returncode == 0, made.stderr

    done = elsewhere.run("restore", tmp_path / "later.zip", "--replace", "--discard")

    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("CommandError: ")


if connection.vendor == "postgresql":

    def test_other_connections_to_the_database_are_not_closed(populated, elsewhere, tmp_path):
        """The owner of a PostgreSQL database may only end its own sessions."""
        call_command("backup", tmp_path / "sound.zip")
        params = connection.get_connection_params() | {"dbname": elsewhere.url.rpartition("/")[2]}
        with psycopg.connect(**params) as other:
            done = elsewhere.run("restore", tmp_path / "sound.zip")
            other.execute("SELECT 1")
        assert done.returncode == 1
        assert done.stderr.splitlines()[-1].startswith("CommandError: ")

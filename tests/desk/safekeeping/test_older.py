"""What an older release backed up is read into its own tables, then brought up to date."""

import psycopg
from django.core.management import call_command
from django.db import connection

# A site of the first release of ours, backed up as it is.
FIRST = """
    import sys
    from pathlib import Path
    import django
    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor
    from core import forgotten
    from desk.safekeeping.making import write_backup
    from desk.safekeeping.tables import last_of_each_app

    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    ours = {path.parent.name for path in settings.BASE_DIR.glob("*/migrations")}
    first = [(app, "0001_initial" if app in ours else name) for app, name in graph.leaf_nodes()]
    first = {node for target in first for node in graph.forwards_plan(target)}
    assert set(graph.nodes) - first
    old = executor.migrate(last_of_each_app(graph, first)).apps
    old.get_model("people", "Site").objects.create(name="Le Hangar")
    forgotten.catch_up = lambda: None  # it knows tables that were not there
    write_backup(Path(sys.argv[1]))
"""


def test_a_backup_of_the_first_release_is_restored_and_brought_up_to_date(elsewhere, tmp_path):
    archive = tmp_path / "first.zip"
    made = elsewhere.run(archive, code=FIRST)
    assert made.returncode == 0, made.stderr
    elsewhere.restore(archive, "--replace", "--discard")
    assert elsewhere.rows("SELECT name FROM people_site") == [("Le Hangar",)]
    checked = elsewhere.run("check", "--database", "default")
    assert "no issues" in checked.stdout, checked.stderr
    plan = elsewhere.run("migrate", "--check")
    assert plan.returncode == 0, plan.stdout


def test_whoever_else_looks_into_the_database_is_not_thrown_out(house, elsewhere, tmp_path):
    """The owner of a PostgreSQL database may end its own sessions, and no one else's."""
    if connection.vendor == "sqlite":
        return
    call_command("backup", tmp_path / "sound.zip")
    params = connection.get_connection_params() | {"dbname": elsewhere.url.rpartition("/")[2]}
    with psycopg.connect(**params) as other:
        done = elsewhere.run("restore", tmp_path / "sound.zip")
        other.execute("SELECT 1")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("CommandError: ")

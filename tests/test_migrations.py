"""Migrations create the tables that the models describe, and that all tests use."""

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations.operations import CreateModel
from django.db.utils import ConnectionHandler

from core.operating.first_migration import FirstMigration
from core.workflow.triggers import missing_guards

pytestmark = pytest.mark.engine

OURS = tuple(f"{path.parent.name}_" for path in settings.BASE_DIR.glob("*/migrations"))
# Queries for (kind, name, definition) of each object of a schema.
SCHEMA = {
    "sqlite": "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL",
    "postgresql": """
        SELECT 'column', table_name || '.' || column_name,
            concat_ws(' ', udt_name, character_maximum_length, is_nullable, column_default)
        FROM information_schema.columns WHERE table_schema = current_schema()
        UNION ALL SELECT 'index', indexname, indexdef FROM pg_indexes
        WHERE schemaname = current_schema()
        UNION ALL SELECT 'constraint', conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = current_schema()::regnamespace
        UNION ALL SELECT 'trigger', tgname, pg_get_functiondef(tgfoid) FROM pg_trigger
        WHERE NOT tgisinternal
    """,
}


def schema_of(database):
    """Return {(kind, name): sorted parts} of a schema, so that the order of columns is ignored."""
    with database.cursor() as cursor:
        cursor.execute(SCHEMA[database.vendor])
        return {
            (kind, name): sorted(part.strip(" ()") for part in text.split(","))
            for kind, name, text in cursor.fetchall()
            if name.startswith(OURS)  # constraints of libraries may be numbered differently
        }


@pytest.fixture
def migrated(tmp_path, django_db_blocker):
    """A database created from scratch by `manage.py migrate`, in a separate process."""
    config = connection.settings_dict | {"TEST": {}}
    if connection.vendor == "sqlite":
        config["NAME"] = str(tmp_path / "migrated.db")
        url = f"sqlite:///{config['NAME']}"
    else:
        config["NAME"] = f"{connection.settings_dict['NAME']}_migrated"
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{config["NAME"]}"')
        url = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**config)
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        env=os.environ | {"DATABASE_URL": url},
        cwd=settings.PROJECT_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    other = ConnectionHandler({"default": config})["default"]
    yield other
    other.close()
    if connection.vendor == "postgresql":
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{config["NAME"]}"')


def assert_same_schema(made, meant=connection, *, but=None):
    """Assert that both databases have the same schema, except this column of the first."""
    made, meant = schema_of(made), schema_of(meant)
    made.pop(("column", but), None)
    assert made.keys() == meant.keys()
    for key, text in meant.items():
        column = (but or "").partition(".")[2]
        parts = [part for part in made[key] if not (column and part.startswith(f'"{column}" '))]
        assert parts == text, key


@pytest.mark.audit
@pytest.mark.django_db
def test_migrations_make_the_schema_and_the_guards_of_the_models(migrated):
    """The daily test of a restore by a later release also compares schemas (test_backup.py)."""
    assert_same_schema(migrated)
    assert missing_guards(migrated) == []


def test_first_migrations_only_create_models():
    """A constraint added later would be created twice, since the table has it from the start."""
    root = Path(settings.BASE_DIR)
    paths = [*root.glob("*/migrations/0001_*.py"), *root.glob("modules/*/migrations/0001_*.py")]
    names = (".".join(path.relative_to(root).with_suffix("").parts) for path in paths)
    classes = {name: import_module(name).Migration for name in names}
    first = {name: one for name, one in classes.items() if issubclass(one, FirstMigration)}
    assert len(first) > 5
    added = {
        (name, type(operation).__name__)
        for name, migration in first.items()
        for operation in migration.operations
        if not isinstance(operation, CreateModel)
    }
    assert added == set()

"""Every rule is installed in the database, has a message in both languages, and is tested."""

import ast
import re

import pytest
from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, connection, migrations, models, transaction
from django.db.utils import ConnectionHandler
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from core.models import Unsettled
from core.operating.checks import guards_stand
from core.workflow import triggers
from core.workflow.guards import CROSS_TABLE, MERGE, Guard
from core.workflow.lifecycle import Workflow
from core.workflow.operations import message_of
from inventory.models import Device
from tests.factories import DeviceFactory, OrganisationFactory, RequestGroupFactory, SiteFactory
from tests.imports import FLOW, ROOT, TESTS, nodes_of
from tests.law import OURS, migrated, refused, rules, run, write
from tests.visits import undone

pytestmark = pytest.mark.engine

LONGEST_NAME_OF_POSTGRESQL = 63
# Columns in a condition, of the written row or of another row.
IS_RULE = re.compile(r"\b(?:NEW|OLD)\.\w|\b[a-z]\.[a-z_]+ (?:=|<>|IN|NOT IN) |^\('\w+'")
# A quoted value in it; but `t.model` is a table name, in `django_content_type`.
QUOTED = re.compile(r"(?<!t\.model = )'(\w\w+)'")
# Context managers with which a test expects the database to refuse.
REFUSALS = {"refused", "refused_as", "refused_at_commit"}


def test_every_rule_is_tested_with_raw_sql():
    """Each constraint and guard requires a test in which the database refuses a write."""
    files = [*TESTS.rglob("*.py"), *ROOT.glob("modules/*/tests/*.py")]
    texts = [path.read_text() for path in files]
    trees = [ast.parse(text) for text in texts if "tests.law" in text]
    trees = [tree for tree in trees if imports_from(tree, "tests.law") & REFUSALS]
    tried = {
        node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant)
    }

    assert len(trees) > 30
    assert sorted(set(rules()) - tried) == []


def imports_from(tree, module):
    """Return the names that a file imports from this module."""
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return {alias.name for node in imports if node.module == module for alias in node.names}


def test_every_rule_has_its_own_message():
    sentences = {name: rule.violation_error_message for name, rule in rules().items()}
    default = models.BaseConstraint.default_violation_error_message

    assert len(sentences) > 500
    assert [name for name, sentence in sentences.items() if sentence == default] == []
    assert [name for name, sentence in sentences.items() if not str(sentence).endswith(".")] == []


def choices(cls=models.TextChoices):
    """Return the stored values of all choices."""
    return set(getattr(cls, "values", ())).union(*map(choices, cls.__subclasses__()))


def test_rules_take_stored_values_from_python():
    """A literal status or role in SQL would not change when Python renames it."""
    stored, spelled = choices(), []
    for path in (path for app in FLOW for path in (ROOT / app).rglob("*.py")):
        if {"tests", "migrations"} & {*path.parts}:
            continue
        for node in nodes_of(path, ast.Constant):
            if isinstance(node.value, str) and IS_RULE.search(node.value):
                quoted = stored.intersection(QUOTED.findall(node.value))
                spelled += [(str(path.relative_to(ROOT)), node.lineno, value) for value in quoted]
    assert spelled == []


def test_every_status_of_a_workflow_has_a_check_constraint():
    lives = [model for model in apps.get_models() if issubclass(model, Workflow)]
    unheld = [
        model.__name__
        for model in lives
        if not any(
            isinstance(rule, models.CheckConstraint)
            and rule.condition == models.Q(status__in=model.Status.values)
            for rule in model._meta.constraints
        )
    ]

    assert len(lives) > 8
    assert unheld == []


def test_frozen_rows_cannot_be_reinserted():
    """SQLite's INSERT OR REPLACE is a DELETE and an INSERT, so a frozen table guards its DELETE."""
    events = {}
    for guard, model in triggers.every_guard():
        table = guard.table or model._meta.db_table
        events.setdefault(table, set()).update(
            event.split()[0]
            for event, when in guard.on.items()
            if when != guard.on.get("INSERT")  # the guard on INSERT checks the rewritten row
        )

    assert [table for table, on in events.items() if "UPDATE" in on and "DELETE" not in on] == []


def test_money_and_counts_are_exact():
    inexact = [
        str(field)
        for app in OURS
        for model in app.get_models()
        for field in model._meta.local_fields
        if isinstance(field, models.FloatField)
    ]

    assert inexact == []
    assert settings.USE_TZ


@pytest.mark.django_db
def test_every_guard_is_in_the_database():
    assert triggers.missing_guards(connection) == []
    assert guards_stand(None, databases=["default"]) == []


@pytest.mark.django_db
def test_a_missing_guard_is_reported():
    pair = next(
        (guard, model)
        for guard, model in triggers.every_guard()
        if guard.name == "inventory_device_erasure_proven"
    )

    triggers.lift(connection, [pair])

    names = ["inventory_device_erasure_proven_insert", "inventory_device_erasure_proven_update"]
    assert triggers.missing_guards(connection) == names
    messages = [f"{len(names)} guards are missing in default, such as {', '.join(names)}."]
    assert [error.msg for error in guards_stand(None, databases=["default"])] == messages
    triggers.lay(connection, [pair])
    assert triggers.missing_guards(connection) == []


def test_trigger_names_are_unique():
    names = [n for guard, _ in triggers.every_guard() for n, *_ in guard.triggers("postgresql")]

    assert len(names) == len(set(names))
    assert [name for name in names if len(name) > LONGEST_NAME_OF_POSTGRESQL] == []


def test_guards_read_other_tables_by_index():
    """A plan made while the table was small is cached, so each of 10,000 rows would scan it."""
    settings_of = {"ENGINE": "django.db.backends.postgresql", "NAME": "never opened"}
    postgres = ConnectionHandler({"default": settings_of})["default"]
    functions = [
        sqls[0] for sqls in triggers.statements_of(postgres, triggers.every_guard()).values()
    ]
    functions = [text for text in functions if "SELECT" in text]
    assert len(functions) > 20
    assert [text[:60] for text in functions if " SET enable_seqscan = off AS " not in text] == []


@pytest.fixture
def rebuilt(transactional_db):
    """Rebuild the table of devices with a longer column, and restore it afterwards."""
    tag = Device._meta.get_field("asset_tag")
    _rebuild(tag, longer("asset_tag"))
    yield
    _rebuild(longer("asset_tag"), tag)


def _rebuild(old, new):
    plan = plan_of("inventory", migrations.AlterField("Device", "asset_tag", new))
    triggers.lift_before_migrating("default", plan=plan, apps=apps)
    with connection.schema_editor() as editor:
        editor.alter_field(Device, old, new)
    triggers.lay_after_migrating("default")


def test_guards_survive_a_table_rebuild(rebuilt):
    assert triggers.missing_guards(connection) == []
    device = DeviceFactory()
    with refused("inventory_device_kept"):
        Device.objects.filter(pk=device.pk)._raw_delete("default")
    with refused("inventory_device_erasure_proven"):
        write(device, needs_erasure=False)


def plan_of(app, *operations):
    """Return the plan of `migrate` with a single migration of these operations."""
    migration = migrations.Migration("0002_later", app)
    migration.operations = operations
    return [(migration, False)]


def longer(name):
    """Return this field of a device, ten characters longer."""
    field = Device._meta.get_field(name)
    other = field.clone()
    other.max_length = field.max_length + 10
    other.set_attributes_from_name(name)
    other.model = Device
    return other


@pytest.mark.django_db
def test_a_migration_that_changes_no_table_drops_no_guard():
    for operations in (
        [],
        [migrations.RunPython(migrations.RunPython.noop)],
        [migrations.CreateModel("Thing", [("id", models.BigAutoField(primary_key=True))])],
    ):
        with undone():
            before = triggers.standing(connection)
            with CaptureQueriesContext(connection) as queries:
                triggers.lift_before_migrating(
                    "default", plan=plan_of("inventory", *operations), apps=apps
                )
                triggers.settle(connection)

            assert triggers.standing(connection) == before, operations
            assert [one["sql"] for one in queries if "TRIGGER" in one["sql"].split("'")[0]] == [], (
                operations
            )


@pytest.mark.django_db
def test_only_guards_that_read_a_changed_table_are_dropped():
    weight = migrations.AddField("ExitWeight", "checked", models.BooleanField(default=False))
    triggers.lift_before_migrating("default", plan=plan_of("inventory", weight), apps=apps)

    names = {name.rsplit("_", 1)[0] for name in triggers.missing_guards(connection)}
    assert "inventory_exitbatch_leaves_whole" in names
    assert "inventory_device_erasure_proven" not in names
    triggers.settle(connection)
    assert triggers.missing_guards(connection) == []


@pytest.mark.django_db
def test_an_obsolete_guard_is_dropped_and_a_changed_one_recreated():
    [pair] = [
        pair for pair in triggers.every_guard() if pair[0].name == "inventory_device_erasure_proven"
    ]
    former = Guard(
        name="inventory_device_former", table="inventory_device", on={"DELETE": "OLD.id < 0"}
    )
    weaker = Guard(
        name=pair[0].name, table="inventory_device", on=dict.fromkeys(pair[0].on, "1 = 0")
    )
    triggers.lift(connection, [pair])
    triggers.lay(connection, [(former, None), (weaker, None)])
    assert len(triggers.missing_guards(connection)) == 2

    triggers.settle(connection)

    assert triggers.missing_guards(connection) == []
    assert "inventory_device_former_delete" not in triggers.standing(connection)
    with refused("inventory_device_erasure_proven"):
        write(DeviceFactory(), needs_erasure=False)


@pytest.mark.django_db(transaction=True)
def test_guards_survive_a_flush():
    """Tests that commit flush the database at their end."""
    assert triggers.missing_guards(connection) == []


@pytest.mark.django_db
def test_the_sentence_of_a_unique_field_is_in_the_language_of_its_reader():
    for language in ("fr", "en"):
        with undone():
            SiteFactory(name="Rennes")
            with pytest.raises(IntegrityError) as caught, transaction.atomic():
                SiteFactory(name="Rennes")
            message = message_of(caught.value)

            with translation.override(language):
                expected = SiteFactory._meta.model._meta.get_field("name").error_messages["unique"]
                assert str(message).split()[-1] == str(expected).split()[-1], language


@pytest.mark.django_db
def test_a_foreign_database_error_has_no_sentence():
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        write(SiteFactory(), name=None)

    assert message_of(caught.value) is None


@pytest.mark.django_db
def test_guards_wait_for_the_last_migration(settings):
    """PostgreSQL rejects a guard that reads a column of a later migration."""
    settings.MIGRATION_MODULES = {}
    triggers.lift(connection, [(guard, None) for guard in CROSS_TABLE])
    lifted = triggers.missing_guards(connection)

    triggers.lay_after_migrating("default")
    assert triggers.missing_guards(connection) == lifted != []

    migrated()
    triggers.lay_after_migrating("default")
    assert triggers.missing_guards(connection) == []


@pytest.mark.django_db
@pytest.mark.parametrize("how", ["DISABLE TRIGGER", "ENABLE REPLICA TRIGGER"])
def test_a_guard_that_does_not_fire_is_missing(how):
    name, table = "inventory_device_erasure_proven_update", "inventory_device"
    if connection.vendor == "sqlite":  # the only way on SQLite
        run(f"DROP TRIGGER {name}")
    else:
        run(f"ALTER TABLE {table} {how} {name}")

    assert triggers.missing_guards(connection) == [name]


def test_outside_a_merge_a_frozen_foreign_key_cannot_change(db):
    group = RequestGroupFactory()
    with refused("loans_requestgroup_frozen"):
        write(group, organisation=OrganisationFactory())


def test_no_transaction_leaves_a_merge_mark(unsettled):
    """A mark has a dangling key, so the commit would be refused."""
    mark = Unsettled.objects.create(rule=MERGE, row_id=1, settled_id=0)
    assert not Unsettled.objects.filter(pk=mark.settled_id).exists()

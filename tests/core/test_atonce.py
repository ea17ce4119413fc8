import pytest
from django.db import IntegrityError, connection, migrations, models
from django.db.migrations.state import ProjectState

from core.atonce import AtOnce

FIRST = migrations.CreateModel(
    "Shelf",
    [
        ("id", models.BigAutoField(primary_key=True)),
        ("name", models.CharField(max_length=20, null=True)),
        ("lost", models.IntegerField(default=0)),
    ],
)
THEN = AtOnce(
    [
        migrations.CreateModel(
            "Room",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("best", models.ForeignKey("trial.Shelf", models.PROTECT, null=True)),
            ],
        ),
        migrations.RemoveField("shelf", "lost"),
        migrations.AddField("shelf", "boxes", models.IntegerField(default=3)),
        migrations.AddField(
            "shelf", "room", models.ForeignKey("trial.Room", models.PROTECT, null=True)
        ),
        migrations.AddField(
            "shelf", "rooms", models.ManyToManyField("trial.Room", related_name="+")
        ),
        migrations.AlterField("shelf", "name", models.CharField(max_length=20)),
        migrations.AddIndex("shelf", models.Index(fields=["name"], name="trial_shelf_name")),
        migrations.AddConstraint(
            "shelf",
            models.CheckConstraint(
                condition=models.Q(boxes__lte=9) & models.Q(room=None), name="trial_shelf_boxes"
            ),
        ),
    ]
)


def states():
    """What there is before anything, after the first migration, and after the second."""
    found = [ProjectState()]
    for operation in (FIRST, THEN):
        found.append(found[-1].clone())
        operation.state_forwards("trial", found[-1])
    return found


@pytest.fixture
def known(transactional_db):
    """The states, with one shelf standing in the first."""
    nothing, first, then = states()
    with connection.schema_editor() as editor:
        FIRST.database_forwards("trial", editor, nothing, first)
    first.apps.get_model("trial", "Shelf").objects.create(name="A1", lost=7)
    yield first, then
    with connection.schema_editor() as editor:
        FIRST.database_backwards("trial", editor, first, nothing)


@pytest.fixture
def migrated(known):
    """The same once all was changed at once; then there is the way back."""
    first, then = known
    with connection.schema_editor() as editor:
        THEN.database_forwards("trial", editor, first, then)
    yield then.apps
    with connection.schema_editor() as editor:
        THEN.database_backwards("trial", editor, then, first)
    assert first.apps.get_model("trial", "Shelf").objects.get(name="A1").lost == 0


def test_rows_are_kept_and_new_columns_hold_their_default(migrated):
    shelf = migrated.get_model("trial", "Shelf").objects.get()
    assert (shelf.name, shelf.boxes, shelf.room, shelf.rooms.count()) == ("A1", 3, None, 0)


def test_what_is_asked_of_new_rows_holds(migrated):
    shelf, room = (migrated.get_model("trial", name).objects for name in ("Shelf", "Room"))
    best = room.create(best=shelf.get(name="A1"))
    shelf.create(name="B2").rooms.add(best)
    with pytest.raises(IntegrityError, match="trial_shelf_boxes"):
        shelf.create(name="B", boxes=10)
    with pytest.raises(IntegrityError):
        shelf.create(name=None)


def test_it_is_written_as_it_was_read():
    name, args, kwargs = THEN.deconstruct()
    assert (name, args, kwargs) == ("AtOnce", [], {"operations": THEN.state_operations})

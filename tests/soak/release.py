"""A sample release 1.0.1: one more column of devices, and a data migration that fills it."""

from tests.soak.site import git

COLUMN = """    sample_note = models.CharField(max_length=40, blank=True, default="")
    known_limits = models.CharField("""
MIGRATION = '''"""One more column, as an example of an additive release."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inventory", "0001_initial")]
    operations = [
        migrations.AddField(
            "device", "sample_note", models.CharField(max_length=40, blank=True, default="")
        )
    ]
'''
DATA = '''"""Fill the new column, a thousand devices at a time."""

from django.db import migrations

SLICE = 1000


def fill(apps, schema_editor):
    """Give each device a note that says which one it is."""
    devices = apps.get_model("inventory", "Device").objects.order_by("pk")
    last = 0
    while rows := list(devices.filter(pk__gt=last)[:SLICE]):
        for row in rows:
            row.sample_note = f"Note {row.pk}"
        devices.model.objects.bulk_update(rows, ["sample_note"])
        last = rows[-1].pk


class Migration(migrations.Migration):
    dependencies = [("inventory", "0002_sample_note")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
'''


def tag(origin):
    """Make the program that runs release 1.0.0."""
    git(origin, "tag", "--force", "v1.0.0", "soak")


def publish(origin, folder):
    """Publish release 1.0.1 at the origin of a site, whose program becomes 1.0.0."""
    tag(origin)
    work = folder / "release"
    git(folder, "clone", "--quiet", "--branch", "soak", str(origin), str(work))
    model = work / "src/inventory/devices/models/device.py"
    text = model.read_text().replace("    known_limits = models.CharField(", COLUMN, 1)
    model.write_text(text)
    migrations = work / "src/inventory/migrations"
    (migrations / "0002_sample_note.py").write_text(MIGRATION)
    (migrations / "0003_fill_sample_note.py").write_text(DATA)
    git(work, "add", ".")
    git(work, "commit", "--quiet", "--message", "Release 1.0.1, a sample")
    git(work, "push", "--quiet", "origin", "HEAD:soak")
    git(work, "tag", "v1.0.1")
    git(work, "push", "--quiet", "origin", "v1.0.1")

from django.db import migrations
from django.db.models import OuterRef, Subquery

TAKEN = ["device.refurbishing", "device.released"]


def say_whose(apps, schema_editor):
    """What is on the bench is on that of who took it there last, as its story tells."""
    Device = apps.get_model("inventory", "Device")
    Event = apps.get_model("core", "Event")
    ContentType = apps.get_model("contenttypes", "ContentType")
    noun = ContentType.objects.filter(app_label="inventory", model="device").first()
    taken = Event.objects.filter(subject_type=noun, subject_id=OuterRef("pk"), kind__in=TAKEN)
    who = Subquery(taken.order_by("-pk").values("by")[:1])
    Device.objects.filter(status="refurbishing").update(bench_by=who)


class Migration(migrations.Migration):
    dependencies = [("inventory", "0004_bench")]

    operations = [migrations.RunPython(say_whose, migrations.RunPython.noop)]

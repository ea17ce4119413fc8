"""What the rows of the first release say in the columns of the second."""

from datetime import timedelta

from django.db import migrations
from django.db.models import OuterRef, Subquery

TAKEN = ["device.refurbishing", "device.released"]
REACHED = {
    "clear": ["overwrite", "factory_reset"],
    "purge": ["ata_sanitize", "nvme_sanitize", "crypto_erase"],
}
AT_ONCE = timedelta(seconds=5)
CHUNK = 500


def fill(apps, schema_editor):
    """All at one go: Django renders every model anew for each RunPython."""
    take_spaces_out(apps)
    say_whose(apps)
    say_the_standard(apps)
    group(apps)


def take_spaces_out(apps):
    """Serial numbers hold no space; of two that so become one, the later says it in its remark."""
    Device = apps.get_model("inventory", "Device")
    spaced = Device.objects.filter(serial__contains=" ").order_by("pk")
    for device in spaced.iterator():
        serial = "".join(device.serial.split())
        twins = Device.objects.filter(serial=serial, model=device.model_id)
        if twins.exclude(status__in=["given", "retired", "withdrawn"]).exists():
            device.remark = f"{device.remark}\nS/N {device.serial}".strip()
            serial = None
        Device.objects.filter(pk=device.pk).update(serial=serial, remark=device.remark)


def say_whose(apps):
    """What is on the bench is on that of who took it there last, as its story tells."""
    Device = apps.get_model("inventory", "Device")
    Event = apps.get_model("core", "Event")
    ContentType = apps.get_model("contenttypes", "ContentType")
    noun = ContentType.objects.filter(app_label="inventory", model="device").first()
    taken = Event.objects.filter(subject_type=noun, subject_id=OuterRef("pk"), kind__in=TAKEN)
    who = Subquery(taken.order_by("-pk").values("by")[:1])
    Device.objects.filter(status="refurbishing").update(bench_by=who)


def say_the_standard(apps):
    """Each erasure says what its method reached; until now the words of the method said it."""
    erasures = apps.get_model("inventory", "Erasure").objects.filter(standard="")
    for standard, methods in REACHED.items():
        erasures.filter(method__in=methods).update(standard=standard)


def group(apps):
    """What one person saved at one go is an attempt."""
    result_model = apps.get_model("inventory", "TestResult")
    rows = result_model.objects.filter(attempt=None)
    devices = list(rows.order_by("device_id").values_list("device_id", flat=True).distinct())
    for start in range(0, len(devices), CHUNK):
        tested = rows.filter(device_id__in=devices[start : start + CHUNK])
        write(apps, saved_together(tested.select_related("item").order_by("device_id", "pk")))


def saved_together(rows):
    groups, items, last = [], set(), None
    for row in rows:
        is_same = (
            last is not None
            and (row.device_id, row.by_id) == (last.device_id, last.by_id)
            and row.item.checklist_id == last.item.checklist_id
            and row.item_id not in items
            and abs(row.at - last.at) <= AT_ONCE
        )
        if not is_same:
            items = set()
            groups.append([])
        groups[-1].append(row)
        items.add(row.item_id)
        last = row
    return groups


def write(apps, groups):
    attempt_model, result_model = (
        apps.get_model("inventory", name) for name in ("Attempt", "TestResult")
    )
    attempts = attempt_model.objects.bulk_create(
        attempt_model(
            device_id=rows[0].device_id,
            checklist_id=rows[0].item.checklist_id,
            at=rows[0].at,
            by_id=rows[0].by_id,
        )
        for rows in groups
    )
    for attempt, rows in zip(attempts, groups, strict=True):
        for row in rows:
            row.attempt = attempt
    written = [row for rows in groups for row in rows]
    result_model.objects.bulk_update(written, ["attempt"], batch_size=CHUNK)


class Migration(migrations.Migration):
    dependencies = [("inventory", "0002_workshop_stock_exits")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]

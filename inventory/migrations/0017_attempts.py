"""Results of before attempts were kept: what one person saved at one go is an attempt."""

from datetime import timedelta

from django.db import migrations

AT_ONCE = timedelta(seconds=5)
CHUNK = 500


def group(apps, schema_editor):
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
    dependencies = [("inventory", "0016_checklists")]

    operations = [migrations.RunPython(group, migrations.RunPython.noop)]

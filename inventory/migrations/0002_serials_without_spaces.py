from django.db import migrations


def take_spaces_out(apps, schema_editor):
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


class Migration(migrations.Migration):
    dependencies = [("inventory", "0001_initial")]

    operations = [migrations.RunPython(take_spaces_out, migrations.RunPython.noop)]

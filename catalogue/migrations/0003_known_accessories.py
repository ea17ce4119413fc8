from django.db import migrations

# What the kinds of a house at work are: those whose codes we gave.
SORTS = {
    "charger": "charger",
    "power-cable": "cable",
    "usb-cable": "cable",
    "video-cable": "cable",
    "bag": "bag",
    "sleeve": "bag",
    "phone-case": "bag",
    "mouse": "mouse",
    "keyboard": "keyboard",
    "headset": "sound",
    "webcam": "webcam",
    "sim-adapter": "sim",
    "sim-tool": "sim",
    "usb-stick": "disk",
}
CHARGED = ["laptop", "tablet", "phone", "router"]


def say_what_they_are(apps, schema_editor):
    AccessoryKind = apps.get_model("catalogue", "AccessoryKind")
    for code, sort in SORTS.items():
        AccessoryKind.objects.filter(code=code).update(sort=sort)
    Category = apps.get_model("catalogue", "Category")
    Category.objects.filter(code__in=CHARGED).update(needs_charger=True)


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0002_parts_kits_faults")]

    operations = [migrations.RunPython(say_what_they_are, migrations.RunPython.noop)]

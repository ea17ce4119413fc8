"""Each erasure says which standard its method reached; until now the words of the method said it."""

from django.db import migrations

REACHED = {
    "clear": ["overwrite", "factory_reset"],
    "purge": ["ata_sanitize", "nvme_sanitize", "crypto_erase"],
}


def fill(apps, _schema_editor):
    erasures = apps.get_model("inventory", "Erasure").objects.filter(standard="")
    for standard, methods in REACHED.items():
        erasures.filter(method__in=methods).update(standard=standard)


def empty(apps, _schema_editor):
    apps.get_model("inventory", "Erasure").objects.update(standard="")


class Migration(migrations.Migration):
    dependencies = [
        ("inventory", "0012_erasure_records"),
    ]

    operations = [migrations.RunPython(fill, empty)]

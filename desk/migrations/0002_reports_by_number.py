from django.db import migrations

NAMED = {"organisation": ("people", "Organisation"), "donor": ("donations", "Donor")}


def number(apps, schema_editor):
    """What narrows a kept report is kept by its number; a name that nobody has leads nowhere."""

    def numbered(name, text):
        row = apps.get_model(*NAMED[name]).objects.filter(name=text).first()
        return f"#{row.pk if row else 0}"

    _rewrite(apps, numbered)


def name(apps, schema_editor):
    def named(name, text):
        rows = apps.get_model(*NAMED[name]).objects
        row = rows.filter(pk=text[1:]).first() if text[1:].isdecimal() else None
        return row.name if row else text

    _rewrite(apps, named)


def _rewrite(apps, say):
    for report in apps.get_model("desk", "Report").objects.all():
        found = {name: say(name, report.query[name]) for name in NAMED if report.query.get(name)}
        if found:
            report.query |= found
            report.save(update_fields=["query"])


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0001_initial"),
        ("donations", "0004_contacts_dated"),
        ("people", "0009_register_confirmed"),
    ]

    operations = [migrations.RunPython(number, name)]

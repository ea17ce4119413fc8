from django.db import migrations
from django.db.models.functions import TruncDate


def say_when_they_came(apps, schema_editor):
    recipients = apps.get_model("people", "Recipient").objects
    recipients.update(contact_on=TruncDate("created_at"))


class Migration(migrations.Migration):
    dependencies = [("people", "0002_outbox_letters_privacy")]

    operations = [migrations.RunPython(say_when_they_came, migrations.RunPython.noop)]

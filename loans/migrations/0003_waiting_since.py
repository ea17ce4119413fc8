from django.db import migrations, models


def wait_since_written(apps, schema_editor):
    """Requests of before have waited since they were written."""
    requests = apps.get_model("loans", "Request")
    requests.objects.update(waiting_since=models.F("created_at"))


class Migration(migrations.Migration):
    dependencies = [("loans", "0002_requests_appointments_returns")]

    operations = [migrations.RunPython(wait_since_written, migrations.RunPython.noop)]

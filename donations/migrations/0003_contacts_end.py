import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("donations", "0002_letters_receipts"),
    ]

    operations = [
        migrations.AddField(
            model_name="donor",
            name="contact_on",
            field=models.DateField(
                default=django.utils.timezone.localdate,
                editable=False,
                verbose_name="last in touch on",
            ),
        ),
        migrations.AddField(
            model_name="donor",
            name="created_at",
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.AddField(
            model_name="donor",
            name="erase_on",
            field=models.DateField(editable=False, null=True, verbose_name="erased on"),
        ),
        migrations.AddField(
            model_name="donor",
            name="forgotten_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
    ]

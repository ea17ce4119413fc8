from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0002_photos_saved_views"),
        ("loans", "0003_waiting_since"),
    ]

    operations = [
        migrations.AddField(
            model_name="convention",
            name="earlier",
            field=models.ManyToManyField(editable=False, related_name="+", to="core.document"),
        ),
    ]

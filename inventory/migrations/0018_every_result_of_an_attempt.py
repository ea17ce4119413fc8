import django.db.models.deletion
from django.db import migrations, models

import core.guards


class Migration(migrations.Migration):
    dependencies = [("inventory", "0017_attempts")]

    operations = [
        migrations.AlterField(
            model_name="testresult",
            name="attempt",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="results",
                to="inventory.attempt",
            ),
        ),
        migrations.AddConstraint(
            model_name="testresult",
            constraint=core.guards.append_only("inventory_testresult_append_only", None),
        ),
    ]

from core.operating.first_migration import FirstMigration
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(FirstMigration):

    dependencies = [
        ('people', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HouseholdCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('household_size', models.PositiveSmallIntegerField(verbose_name='people at home')),
                ('pupils', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='pupils and students among them')),
                ('devices_at_home', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='devices already at home')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='confirmed on')),
                ('by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('recipient', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='household_checks', to='people.recipient')),
            ],
            options={
                'verbose_name': 'yearly check of a household',
                'verbose_name_plural': 'yearly checks of households',
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('household_size__gte', 1)), name='household_check_householdcheck_household', violation_error_message='There must be at least one person at home.'), models.CheckConstraint(condition=models.Q(('pupils', None), ('pupils__lte', models.F('household_size')), _connector='OR'), name='household_check_householdcheck_pupils', violation_error_message='There are more pupils than people at home.')],
            },
        ),
    ]

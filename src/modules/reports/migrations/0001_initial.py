from core.operating.first_migration import FirstMigration
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(FirstMigration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('owner', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('is_shared', models.BooleanField(default=False, help_text='All coordinators can see and run it.', verbose_name='shared')),
                ('period', models.CharField(choices=[('days', 'exact dates'), ('this_year', 'this year until today'), ('last_year', 'last year'), ('last_month', 'last month'), ('months12', 'the last twelve months')], default='days', max_length=12, verbose_name='period')),
                ('query', models.JSONField(default=dict, editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'verbose_name': 'report',
                'verbose_name_plural': 'reports',
                'ordering': ['name', 'pk'],
                'constraints': [
                    models.UniqueConstraint(fields=('owner', 'name'), name='reports_report_once', violation_error_message='You already have a report with this name.'),
                ],
            },
        ),
    ]

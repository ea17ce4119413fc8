from core.operating.first_migration import FirstMigration
import core.workflow.guards
from django.db import migrations, models


class Migration(FirstMigration):

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='SupportEnd',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('system', models.CharField(choices=[('windows', 'Windows'), ('linux', 'Linux'), ('macos', 'macOS'), ('chromeos', 'ChromeOS'), ('android', 'Android'), ('ios', 'iOS or iPadOS')], max_length=10, verbose_name='system')),
                ('version', models.CharField(help_text='Words found on all devices concerned, for example: 11 24H2, or Ubuntu 24.04.', max_length=60, verbose_name='version, or Chromebook model')),
                ('ends_on', models.DateField(blank=True, help_text='Leave it empty if no date has been announced.', null=True, verbose_name='last day of updates')),
                ('source', models.CharField(help_text='The publisher’s page that gives this date.', max_length=200, verbose_name='source')),
                ('checked_on', models.DateField(verbose_name='checked on')),
            ],
            options={
                'verbose_name': 'end of updates',
                'verbose_name_plural': 'dates when updates end',
                'ordering': ['system', 'version'],
                'constraints': [models.UniqueConstraint(fields=('system', 'version'), name='end_of_support_supportend_once', violation_error_message='This version is already in the list.'), models.CheckConstraint(condition=models.Q(('system__in', ['windows', 'linux', 'macos', 'chromeos', 'android', 'ios'])), name='end_of_support_supportend_system', violation_error_message='Choose a system from the list.'), core.workflow.guards.Guard(name='end_of_support_supportend_kept', on={'DELETE': '1 = 1', 'TRUNCATE': '1 = 1'})],
            },
        ),
    ]

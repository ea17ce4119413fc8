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
            name='Snapshot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('task', models.CharField(editable=False, max_length=20, verbose_name='task')),
                ('row_id', models.BigIntegerField(default=0, editable=False, verbose_name='row')),
                ('label', models.CharField(editable=False, max_length=120, verbose_name='label')),
                ('expected', models.PositiveIntegerField(default=0, editable=False, verbose_name='expected')),
                ('announced', models.PositiveIntegerField(default=0, editable=False, verbose_name='scans on the phone')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='taken along')),
                ('seen_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='last contact')),
                ('ended_at', models.DateTimeField(editable=False, null=True, verbose_name='ended')),
                ('reason', models.CharField(blank=True, help_text='Describe only the equipment, never a person.', max_length=200, verbose_name='reason')),
                ('by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('site', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, to='people.site', verbose_name='site')),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('ended_at__isnull', False), ('reason', ''), _connector='OR'), name='offline_snapshot_reason', violation_error_message='Give a reason only for work that has ended.'),
                ],
                'verbose_name': 'work taken on a phone',
                'verbose_name_plural': 'work taken on a phone',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='OfflineScan',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False, verbose_name='id of the phone')),
                ('number', models.PositiveIntegerField(editable=False, verbose_name='number')),
                ('code', models.CharField(blank=True, max_length=200, verbose_name='code')),
                ('scanned_at', models.DateTimeField(editable=False, verbose_name='scanned on')),
                ('clock_offset', models.IntegerField(default=0, editable=False, verbose_name='clock offset (s)')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='received')),
                ('outcome', models.CharField(choices=[('done', 'recorded'), ('open', 'to resolve'), ('discarded', 'discarded')], max_length=10, verbose_name='outcome')),
                ('tone', models.CharField(editable=False, max_length=10, verbose_name='tone')),
                ('answer', models.CharField(blank=True, editable=False, max_length=400, verbose_name='answer')),
                ('reason', models.CharField(blank=True, help_text='Describe only the equipment, never a person.', max_length=200, verbose_name='reason')),
                ('resolved_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='resolved by')),
                ('snapshot', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='scans', to='offline.snapshot', verbose_name='work taken on a phone')),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('outcome__in', ['done', 'open', 'discarded'])), name='offline_offlinescan_outcome', violation_error_message='The status of a scan must be: recorded, to resolve or discarded.'),
                    models.UniqueConstraint(fields=('snapshot', 'number'), name='offline_offlinescan_number_once', violation_error_message='This scan has already arrived.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'discarded'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='offline_offlinescan_discarded', violation_error_message='Give the reason for discarding a scan.'),
                ],
                'verbose_name': 'scan without a network',
                'verbose_name_plural': 'scans without a network',
                'ordering': ['number'],
            },
        ),
    ]

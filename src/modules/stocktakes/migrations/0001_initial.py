from core.operating.first_migration import FirstMigration
import core.workflow.guards
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(FirstMigration):

    dependencies = [
        ('catalogue', '0001_initial'),
        ('core', '0001_initial'),
        ('inventory', '0001_initial'),
        ('people', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='StockCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status_since', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='since')),
                ('status', models.CharField(choices=[('open', 'being counted'), ('counted', 'counted, to finalise'), ('finalised', 'finalised'), ('cancelled', 'cancelled')], default='open', editable=False, max_length=16, verbose_name='status')),
                ('number', models.CharField(editable=False, max_length=12, unique=True, verbose_name='number')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='people.site', verbose_name='site')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='counts', to='inventory.place', verbose_name='shelf')),
                ('category', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='catalogue.category', verbose_name='category')),
                ('expected', models.PositiveIntegerField(default=0, editable=False, verbose_name='expected')),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='opened by')),
                ('opened_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='opened on')),
                ('counted_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='counted by')),
                ('counted_at', models.DateTimeField(editable=False, null=True, verbose_name='counted')),
                ('finalised_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='finalised by')),
                ('finalised_at', models.DateTimeField(editable=False, null=True, verbose_name='finalised')),
                ('document', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.document')),
            ],
            options={
                'verbose_name': 'stock count',
                'verbose_name_plural': 'stock counts',
                'ordering': ['-pk'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('status__in', ['open', 'counted', 'finalised', 'cancelled'])), name='stocktakes_stockcount_status', violation_error_message='This status does not exist.'),
                    models.CheckConstraint(condition=models.Q(('place', None), ('category', None), _connector='OR'), name='stocktakes_stockcount_scope', violation_error_message='A count must cover a site, a shelf or a category.'),
                    models.CheckConstraint(condition=models.Q(models.Q(models.Q(('status', 'open'), _negated=True), models.Q(('counted_at', None), ('counted_by', None)), _connector='OR'), models.Q(models.Q(('status__in', ['counted', 'finalised']), _negated=True), models.Q(('counted_at__isnull', False), ('counted_by__isnull', False)), _connector='OR')), name='stocktakes_stockcount_counted', violation_error_message='A completed count needs a person and a date.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('finalised_at__isnull', False), ('finalised_by__isnull', False), ('status', 'finalised')), models.Q(models.Q(('status', 'finalised'), _negated=True), ('finalised_at', None), ('finalised_by', None)), _connector='OR'), name='stocktakes_stockcount_finalised', violation_error_message='A finalised count needs a person and a date.'),
                    models.CheckConstraint(condition=models.Q(('counted_by', None), ('finalised_by', None), models.Q(('counted_by', models.F('finalised_by')), _negated=True), _connector='OR'), name='stocktakes_stockcount_two_people', violation_error_message='A count must be finalised by someone who did not count.'),
                    models.UniqueConstraint(condition=models.Q(('status__in', ['open', 'counted'])), fields=('place',), name='stocktakes_stockcount_place_once', violation_error_message='This shelf is already being counted.'),
                    models.UniqueConstraint(condition=models.Q(('status__in', ['open', 'counted'])), fields=('site', 'category'), name='stocktakes_stockcount_category_once', violation_error_message='This category is already being counted.'),
                    models.UniqueConstraint(condition=models.Q(('category', None), ('place', None), ('status__in', ['open', 'counted'])), fields=('site',), name='stocktakes_stockcount_site_once', violation_error_message='This site is already being counted.'),
                    core.workflow.guards.Guard(name='stocktakes_stockcount_frozen', on={'UPDATE': '(1 = 1) AND (NEW.number IS DISTINCT FROM OLD.number OR NEW.site_id IS DISTINCT FROM OLD.site_id OR NEW.place_id IS DISTINCT FROM OLD.place_id OR NEW.category_id IS DISTINCT FROM OLD.category_id OR NEW.expected IS DISTINCT FROM OLD.expected OR NEW.opened_by_id IS DISTINCT FROM OLD.opened_by_id OR NEW.opened_at IS DISTINCT FROM OLD.opened_at)'}),
                    core.workflow.guards.Guard(name='stocktakes_stockcount_over', on={'UPDATE': "(OLD.status IN ('finalised', 'cancelled')) AND (NEW.status IS DISTINCT FROM OLD.status OR NEW.counted_by_id IS DISTINCT FROM OLD.counted_by_id OR NEW.counted_at IS DISTINCT FROM OLD.counted_at OR NEW.finalised_by_id IS DISTINCT FROM OLD.finalised_by_id OR NEW.finalised_at IS DISTINCT FROM OLD.finalised_at)"}),
                    core.workflow.guards.Guard(name='stocktakes_stockcount_report', on={'UPDATE': '(OLD.document_id IS NOT NULL) AND (NEW.document_id IS DISTINCT FROM OLD.document_id)'}),
                    core.workflow.guards.Guard(name='stocktakes_stockcount_kept', on={'DELETE': '1 = 1', 'TRUNCATE': '1 = 1'}),
                ],
            },
        ),
        migrations.CreateModel(
            name='CountScan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('count', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='scans', to='stocktakes.stockcount')),
                ('line', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='scans', to='stocktakes.countline')),
                ('kind', models.CharField(choices=[('seen', 'seen'), ('shelf', 'moved to a shelf'), ('undone', 'undone')], default='seen', max_length=8, verbose_name='kind')),
                ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='at')),
                ('code', models.CharField(blank=True, max_length=200, verbose_name='code as scanned')),
                ('here', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inventory.place', verbose_name='found at')),
                ('status', models.CharField(blank=True, choices=[('received', 'to check'), ('refurbishing', 'being refurbished'), ('ready', 'ready'), ('reserved', 'set aside'), ('on_loan', 'on loan'), ('given', 'given'), ('lost', 'lost'), ('stolen', 'stolen'), ('quarantined', 'in quarantine'), ('retired', 'retired'), ('withdrawn', 'entered in error')], max_length=16, verbose_name='status')),
                ('tag', models.CharField(blank=True, max_length=20, verbose_name='tag')),
                ('place', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inventory.place', verbose_name='shelf')),
                ('seen_before', models.DateTimeField(null=True)),
                ('is_from_sheet', models.BooleanField(default=False, verbose_name='ticked on a printed sheet')),
                ('undoes', models.OneToOneField(error_messages={'unique': 'This scan has already been undone.'}, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undone', to='stocktakes.countscan')),
            ],
            options={
                'verbose_name': 'count scan',
                'verbose_name_plural': 'count scans',
                'ordering': ['-pk'],
                'indexes': [
                    models.Index(fields=['count', '-id'], name='stocktakes_countscan_count'),
                    models.Index(fields=['count', 'by', '-id'], name='stocktakes_countscan_by'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('kind', 'seen'), ('line__isnull', False), ('undoes', None)), models.Q(('kind', 'shelf'), ('line', None), ('undoes', None)), models.Q(('kind', 'undone'), ('line__isnull', False), ('undoes__isnull', False)), _connector='OR'), name='stocktakes_countscan_kind', violation_error_message='A scan must record a device, change the shelf or undo another scan.'),
                    core.workflow.guards.Guard(name='stocktakes_countscan_append_only', on={'DELETE': '1 = 1', 'TRUNCATE': '1 = 1', 'UPDATE': '1 = 1'}),
                ],
            },
        ),
        migrations.CreateModel(
            name='CountLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('count', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='stocktakes.stockcount')),
                ('device', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='count_lines', to='inventory.device', verbose_name='device')),
                ('code', models.CharField(blank=True, max_length=200, verbose_name='code')),
                ('is_expected', models.BooleanField(default=False, verbose_name='expected')),
                ('status', models.CharField(blank=True, choices=[('received', 'to check'), ('refurbishing', 'being refurbished'), ('ready', 'ready'), ('reserved', 'set aside'), ('on_loan', 'on loan'), ('given', 'given'), ('lost', 'lost'), ('stolen', 'stolen'), ('quarantined', 'in quarantine'), ('retired', 'retired'), ('withdrawn', 'entered in error')], max_length=16, verbose_name='status')),
                ('tag', models.CharField(blank=True, max_length=20, verbose_name='tag')),
                ('place', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inventory.place', verbose_name='shelf')),
                ('site', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.site', verbose_name='site')),
                ('scan', models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='stocktakes.countscan')),
                ('finding', models.CharField(choices=[('found', 'found'), ('missing', 'missing'), ('elsewhere', 'expected elsewhere'), ('astray', 'should not be here'), ('unknown', 'unknown code'), ('undone', 'undone')], max_length=10, verbose_name='finding')),
                ('note', models.CharField(blank=True, help_text='Describe only the equipment, never a person.', max_length=200, verbose_name='note')),
                ('decision', models.CharField(blank=True, choices=[('move', 'put it where it was found'), ('lost', 'declare it lost'), ('stolen', 'declare it stolen'), ('found', 'found: to check'), ('ignore', 'leave it unchanged, for a reason')], max_length=8, verbose_name='decision')),
                ('reason', models.CharField(blank=True, help_text='Describe only the equipment, never a person.', max_length=120, verbose_name='reason')),
            ],
            options={
                'verbose_name': 'count line',
                'verbose_name_plural': 'count lines',
                'ordering': ['pk'],
                'indexes': [
                    models.Index(fields=['count', 'finding'], name='stocktakes_countline_finding'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('code', ''), ('device__isnull', False)), models.Q(('device', None), ('is_expected', False), models.Q(('code', ''), _negated=True)), _connector='OR'), name='stocktakes_countline_subject', violation_error_message='A count line must be a device or an unknown code.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('finding', 'missing'), ('is_expected', True), ('scan', None)), models.Q(('finding', 'undone'), ('is_expected', False), ('scan', None)), models.Q(('device__isnull', False), ('finding__in', ['found', 'elsewhere', 'astray']), ('scan__isnull', False)), models.Q(('device', None), ('finding', 'unknown'), ('scan__isnull', False)), _connector='OR'), name='stocktakes_countline_found_as', violation_error_message='A count line must record what its scan found.'),
                    models.CheckConstraint(condition=models.Q(('decision', ''), models.Q(('decision__in', ['lost', 'stolen', 'ignore']), ('finding', 'missing')), models.Q(('decision__in', ['move', 'ignore']), ('finding', 'elsewhere')), models.Q(('decision__in', ['found', 'ignore']), ('finding', 'astray')), models.Q(('decision__in', ['ignore']), ('finding', 'unknown')), _connector='OR'), name='stocktakes_countline_decision', violation_error_message='This decision is not possible for this type of line.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('decision', 'ignore'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='stocktakes_countline_reason', violation_error_message='Give the reason for leaving the line unchanged.'),
                    models.UniqueConstraint(fields=('count', 'device'), name='stocktakes_countline_device_once', violation_error_message='This device is already in this count.'),
                    models.UniqueConstraint(condition=models.Q(('device', None)), fields=('count', 'code'), name='stocktakes_countline_code_once', violation_error_message='This code is already in this count.'),
                    core.workflow.guards.Guard(name='stocktakes_countline_frozen', on={'UPDATE': '(1 = 1) AND (NEW.count_id IS DISTINCT FROM OLD.count_id OR NEW.device_id IS DISTINCT FROM OLD.device_id OR NEW.code IS DISTINCT FROM OLD.code OR NEW.is_expected IS DISTINCT FROM OLD.is_expected OR NEW.status IS DISTINCT FROM OLD.status OR NEW.tag IS DISTINCT FROM OLD.tag OR NEW.place_id IS DISTINCT FROM OLD.place_id OR NEW.site_id IS DISTINCT FROM OLD.site_id)'}),
                    core.workflow.guards.Guard(name='stocktakes_countline_kept', on={'DELETE': '1 = 1', 'TRUNCATE': '1 = 1'}),
                ],
            },
        ),
    ]


import core.workflow.guards
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from core.operating.first_migration import FirstMigration
from django.db import migrations, models


class Migration(FirstMigration):


    dependencies = [
        ('inventory', '0001_initial'),
        ('people', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Migration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status_since', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='since')),
                ('status', models.CharField(choices=[('preparing', 'being prepared, nothing saved yet'), ('starting', 'going live'), ('live', 'live'), ('undoing', 'being undone'), ('undone', 'undone'), ('dropped', 'discarded')], default='preparing', editable=False, max_length=16, verbose_name='status')),
                ('system', models.CharField(choices=[('spreadsheet', 'A spreadsheet of loans'), ('snipe_it', 'Snipe-IT'), ('glpi', 'GLPI'), ('rebond', 'Another Rebond'), ('inventree', 'InvenTree'), ('circulate', 'Circulate'), ('human_essentials', 'Human Essentials'), ('other', 'Another system')], max_length=16, verbose_name='earlier system')),
                ('answers', models.JSONField(default=dict, editable=False, verbose_name='answers to its questions')),
                ('summary', models.JSONField(default=dict, editable=False, verbose_name='what it would save')),
                ('error', models.TextField(blank=True, editable=False)),
                ('checked_at', models.DateTimeField(editable=False, null=True, verbose_name='when its files were last checked together')),
                ('offered_at', models.DateTimeField(editable=False, null=True)),
                ('run', models.PositiveIntegerField(default=0, editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='started on')),
                ('by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.site', verbose_name='site')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['preparing', 'starting', 'live', 'undoing', 'undone', 'dropped'])), name='legacy_import_migration_status', violation_error_message='This status does not exist.'), models.CheckConstraint(condition=models.Q(('system__in', ['spreadsheet', 'snipe_it', 'glpi', 'rebond', 'inventree', 'circulate', 'human_essentials', 'other'])), name='legacy_import_migration_system', violation_error_message='Choose the system from the list.'), core.workflow.guards.Guard(name='legacy_import_migration_frozen', on={'UPDATE': '(1 = 1) AND (NEW.system IS DISTINCT FROM OLD.system OR NEW.site_id IS DISTINCT FROM OLD.site_id)'}), core.workflow.guards.Guard(name='legacy_import_migration_kept', on={'DELETE': '1 = 1', 'TRUNCATE': '1 = 1'})],
                'verbose_name': 'migration from an earlier system',
                'verbose_name_plural': 'migrations from earlier systems',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='MigrationFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_sure', models.BooleanField(default=True, editable=False, verbose_name='the type of list is certain')),
                ('batch', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='migration_file', to='inventory.importbatch')),
                ('migration', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='legacy_import.migration')),
            ],
            options={
                'verbose_name': 'file of a migration',
                'verbose_name_plural': 'files of a migration',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='MigrationRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('record_id', models.PositiveBigIntegerField(editable=False, verbose_name='number of the record')),
                ('row', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='records', to='inventory.importrow')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('row', 'record_id'), name='legacy_import_migrationrecord_once', violation_error_message='This record already comes from that row.'), core.workflow.guards.Guard(name='legacy_import_migrationrecord_kept', on={'DELETE': '1 = 1', 'TRUNCATE': '1 = 1', 'UPDATE': '1 = 1'})],
                'verbose_name': 'imported record',
                'verbose_name_plural': 'imported records',
                'ordering': ['pk'],
            },
        ),
    ]

from core.operating.first_migration import FirstMigration
import core.workflow.guards
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(FirstMigration):

    dependencies = [
        ('catalogue', '0001_initial'),
        ('donations', '0001_initial'),
        ('inventory', '0001_initial'),
        ('loans', '0001_initial'),
        ('people', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Backup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='made')),
                ('name', models.CharField(max_length=120, verbose_name='file')),
                ('size', models.BigIntegerField(verbose_name='size, in bytes')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('documents', models.PositiveIntegerField(verbose_name='documents')),
                ('missing', models.PositiveIntegerField(default=0, verbose_name='files missing')),
            ],
            options={
                'verbose_name': 'backup',
                'verbose_name_plural': 'backups',
                'ordering': ['-at', '-pk'],
                'constraints': [
                    core.workflow.guards.Guard(name='desk_backup_kept', on={'DELETE': '1 = 1', 'TRUNCATE': '1 = 1', 'UPDATE': '1 = 1'}),
                ],
            },
        ),
        migrations.CreateModel(
            name='FigureRules',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('gift_months', models.PositiveSmallIntegerField(default=24, help_text='Nobody knows how long a device is used after it has been given: the CO₂e avoided counts this number of months, or fewer if the device is returned earlier.', validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(120)], verbose_name='months of use counted after a gift')),
                ('is_public', models.BooleanField(default=False, help_text='A page that needs no sign-in. It shows no group of fewer than five people.', verbose_name='publish key figures')),
                ('embedded_by', models.TextField(blank=True, help_text='One address per line, such as https://www.example.org. No other website can embed the page.', max_length=500, verbose_name='websites that may embed it')),
            ],
            options={
                'verbose_name': 'rules for figures',
                'verbose_name_plural': 'rules for figures',
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('pk', 1)), name='desk_figurerules_only_one', violation_error_message='The association can have only one set of rules for its figures.'),
                    models.CheckConstraint(condition=models.Q(('gift_months__lte', 120)), name='desk_figurerules_months', violation_error_message='You cannot count more than ten years of use after a gift.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ScanSession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status_since', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='since')),
                ('status', models.CharField(choices=[('open', 'under way'), ('ended', 'ended')], default='open', editable=False, max_length=16, verbose_name='status')),
                ('act', models.CharField(editable=False, max_length=10, verbose_name='action')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='people.site', verbose_name='site')),
                ('donation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='donations.donation', verbose_name='donation')),
                ('category', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.category', verbose_name='category')),
                ('brand', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.brand', verbose_name='brand')),
                ('model', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.devicemodel', verbose_name='model')),
                ('place', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inventory.place', verbose_name='shelf')),
                ('loan', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='loans.loan', verbose_name='loan')),
                ('batch', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inventory.importbatch', verbose_name='imported list')),
                ('grade', models.CharField(blank=True, choices=[('A', 'A: well kept, a few light scratches visible from close up'), ('B', 'B: signs of use on the shell or keyboard, none on the lit screen'), ('C', 'C: clear marks, dents or worn keys, visible at first sight')], max_length=1, verbose_name='grade')),
                ('device', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inventory.device')),
            ],
            options={
                'verbose_name': 'batch',
                'verbose_name_plural': 'batches',
                'ordering': ['-pk'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('status__in', ['open', 'ended'])), name='desk_scansession_status_known', violation_error_message='This status does not exist.'),
                    models.CheckConstraint(condition=models.Q(('act__in', ['shelve', 'refurbish']), models.Q(('act', 'receive'), ('category__isnull', False), ('donation__isnull', False)), models.Q(('act', 'finish'), ('grade__in', ['A', 'B', 'C'])), models.Q(('act', 'lend'), ('loan__isnull', False)), models.Q(models.Q(('act__in', ['receive', 'shelve', 'refurbish', 'finish', 'lend']), _negated=True), ('batch__isnull', False)), _connector='OR'), name='desk_scansession_knows_enough', violation_error_message='Choose the action for what you scan, and its destination.'),
                    core.workflow.guards.Guard(name='desk_scansession_frozen', on={'UPDATE': '(1 = 1) AND (NEW.act IS DISTINCT FROM OLD.act OR NEW.owner_id IS DISTINCT FROM OLD.owner_id OR NEW.site_id IS DISTINCT FROM OLD.site_id OR NEW.donation_id IS DISTINCT FROM OLD.donation_id OR NEW.loan_id IS DISTINCT FROM OLD.loan_id OR NEW.batch_id IS DISTINCT FROM OLD.batch_id)'}),
                    core.workflow.guards.Guard(name='desk_scansession_kept', on={'DELETE': '1 = 1', 'TRUNCATE': '1 = 1'}),
                ],
            },
        ),
        migrations.CreateModel(
            name='ScanLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status_since', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='since')),
                ('status', models.CharField(choices=[('waiting', 'waiting for a shelf'), ('done', 'done'), ('refused', 'refused'), ('undone', 'undone')], default='waiting', editable=False, max_length=16, verbose_name='status')),
                ('session', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='desk.scansession')),
                ('code', models.CharField(max_length=200, verbose_name='code')),
                ('deed', models.CharField(blank=True, max_length=12)),
                ('device', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inventory.device')),
                ('place', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inventory.place')),
                ('data', models.JSONField(default=dict)),
                ('refusal', models.JSONField(default=dict)),
            ],
            options={
                'verbose_name': 'scan',
                'verbose_name_plural': 'scans',
                'ordering': ['-pk'],
                'indexes': [
                    models.Index(fields=['session', 'status', '-id'], name='desk_scanline_session_status'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('status__in', ['waiting', 'done', 'refused', 'undone'])), name='desk_scanline_status_known', violation_error_message='This status does not exist.'),
                    models.UniqueConstraint(condition=models.Q(('status', 'waiting')), fields=('session', 'device'), name='desk_scanline_waits_once', violation_error_message='This device is already waiting for a shelf.'),
                    core.workflow.guards.Guard(name='desk_scanline_kept', on={'DELETE': "OLD.status <> 'refused'"}),
                ],
            },
        ),
    ]

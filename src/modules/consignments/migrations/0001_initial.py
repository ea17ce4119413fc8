from core.operating.first_migration import FirstMigration
import core.workflow.guards
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(FirstMigration):

    dependencies = [
        ('inventory', '0001_initial'),
        ('people', '0001_initial'),
    ]
    operations = [
        migrations.CreateModel(
            name='Consignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(editable=False, max_length=12, unique=True, verbose_name='number')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consignments', to='people.organisation', verbose_name='organisation')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='people.site', verbose_name='site')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='left on')),
            ],
            options={
                'verbose_name': 'consignment of vouchers',
                'verbose_name_plural': 'consignments of vouchers',
                'ordering': ['-pk'],
                'constraints': [
                    core.workflow.guards.Guard(name='consignments_consignment_frozen', on={'UPDATE': "(1 = 1) AND (NEW.number IS DISTINCT FROM OLD.number OR NEW.site_id IS DISTINCT FROM OLD.site_id OR NEW.created_at IS DISTINCT FROM OLD.created_at OR (NEW.organisation_id IS DISTINCT FROM OLD.organisation_id AND NOT EXISTS (SELECT 1 FROM core_unsettled u WHERE u.rule = 'merge' AND u.row_id = NEW.organisation_id)))"}),
                    core.workflow.guards.Guard(name='consignments_consignment_kept', on={'DELETE': '1 = 1', 'TRUNCATE': '1 = 1'}),
                ],
            },
        ),
        migrations.CreateModel(
            name='ConsignmentLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('consignment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='consignments.consignment')),
                ('voucher', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consigned', to='inventory.voucher')),
                ('outcome', models.CharField(blank=True, choices=[('used', 'used'), ('given_back', 'returned unopened'), ('lost', 'lost')], max_length=12, verbose_name='what happened to it')),
                ('ended_at', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'verbose_name': 'line of a consignment',
                'verbose_name_plural': 'lines of consignments',
                'ordering': ['pk'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('outcome', '')), models.Q(('ended_at__isnull', False), ('outcome__in', ['used', 'given_back', 'lost'])), _connector='OR'), name='consignments_consignmentline_outcome', violation_error_message='Choose what happened to the consigned voucher: used, returned or lost.'),
                    models.UniqueConstraint(condition=models.Q(('outcome', '')), fields=('voucher',), name='consignments_consignmentline_once', violation_error_message='This voucher is already with an organisation.'),
                    core.workflow.guards.Guard(name='consignments_consignmentline_frozen', on={'UPDATE': '(1 = 1) AND (NEW.consignment_id IS DISTINCT FROM OLD.consignment_id OR NEW.voucher_id IS DISTINCT FROM OLD.voucher_id)'}),
                    core.workflow.guards.Guard(name='consignments_consignmentline_said', on={'UPDATE': "(OLD.outcome <> '') AND (NEW.outcome IS DISTINCT FROM OLD.outcome OR NEW.ended_at IS DISTINCT FROM OLD.ended_at)"}),
                    core.workflow.guards.Guard(name='consignments_consignmentline_kept', on={'DELETE': '1 = 1', 'TRUNCATE': '1 = 1'}),
                ],
            },
        ),
    ]

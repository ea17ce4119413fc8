from core.operating.first_migration import FirstMigration
import core.workflow.guards
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(FirstMigration):

    dependencies = [
        ('core', '0001_initial'),
        ('donations', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='TaxReceipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('number', models.PositiveIntegerField(verbose_name='number')),
                ('form', models.CharField(choices=[('11580', 'Cerfa 11580, individuals'), ('16216', 'Cerfa 16216, companies')], max_length=5, verbose_name='model')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='amount (€)')),
                ('issued_on', models.DateField(verbose_name='issued on')),
                ('content', models.JSONField()),
                ('forgotten_at', models.DateTimeField(editable=False, null=True)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('cancels', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cancelled_by', to='receipts.taxreceipt', verbose_name='cancels')),
                ('document', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.document')),
                ('donation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='donations.donation', verbose_name='donation')),
                ('donor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='donations.donor', verbose_name='donor')),
            ],
            options={
                'verbose_name': 'tax receipt',
                'verbose_name_plural': 'tax receipts',
                'ordering': ['-year', '-number'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('cancels', None)), fields=('year', 'number'), name='receipts_taxreceipt_number', violation_error_message='This number is already used.'), models.UniqueConstraint(condition=models.Q(('cancels__isnull', False)), fields=('year', 'number'), name='receipts_taxreceipt_cancellation', violation_error_message='This number is already used.'), models.CheckConstraint(condition=models.Q(('form__in', ['11580', '16216'])), name='receipts_taxreceipt_form', violation_error_message='This model of tax receipt does not exist.'), models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='receipts_taxreceipt_amount', violation_error_message='The amount of a tax receipt must be above zero.'), core.workflow.guards.Guard(name='receipts_taxreceipt_frozen', on={'UPDATE': "(1 = 1) AND (NEW.year IS DISTINCT FROM OLD.year OR NEW.number IS DISTINCT FROM OLD.number OR NEW.form IS DISTINCT FROM OLD.form OR NEW.donation_id IS DISTINCT FROM OLD.donation_id OR NEW.cancels_id IS DISTINCT FROM OLD.cancels_id OR NEW.amount IS DISTINCT FROM OLD.amount OR NEW.issued_on IS DISTINCT FROM OLD.issued_on OR NEW.by_id IS DISTINCT FROM OLD.by_id OR NEW.at IS DISTINCT FROM OLD.at OR (NEW.donor_id IS DISTINCT FROM OLD.donor_id AND NOT EXISTS (SELECT 1 FROM core_unsettled u WHERE u.rule = 'merge' AND u.row_id = NEW.donor_id)))"}), core.workflow.guards.Guard(name='receipts_taxreceipt_said', on={'UPDATE': "(1 = 1) AND (NEW.content <> OLD.content AND NEW.content <> '{}')"}), core.workflow.guards.Guard(name='receipts_taxreceipt_document', on={'UPDATE': '(OLD.document_id IS NOT NULL) AND (NEW.document_id IS DISTINCT FROM OLD.document_id)'}), core.workflow.guards.Guard(name='receipts_taxreceipt_kept', on={'DELETE': '1 = 1', 'TRUNCATE': '1 = 1'})],
            },
        ),
    ]

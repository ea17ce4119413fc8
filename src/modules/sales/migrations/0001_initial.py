from core.operating.first_migration import FirstMigration
import core.workflow.guards
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(FirstMigration):

    dependencies = [
        ('core', '0001_initial'),
        ('loans', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SaleTerms',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mediator_name', models.CharField(blank=True, max_length=120, verbose_name='consumer mediator')),
                ('mediator_address', models.CharField(blank=True, help_text='Its postal address and website, so that buyers can write to it.', max_length=250, verbose_name='address of the mediator')),
                ('no_mediator_because', models.CharField(blank=True, help_text='Only if you do not need a mediator; printed on the agreement. Ask for advice first.', max_length=250, verbose_name='we are not subject to mediation because')),
                ('vat', models.CharField(blank=True, choices=[('franchise', 'no VAT: exempt threshold (CGI, article 293 B)'), ('non_profit', 'no VAT: non-profit association (CGI, article 261, 7-1°)'), ('subject', 'VAT included, at a rate')], max_length=10, verbose_name='VAT on sales')),
                ('vat_rate', models.DecimalField(blank=True, decimal_places=2, help_text='Only if VAT is included. Ask your accountant.', max_digits=4, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0.1')), django.core.validators.MaxValueValidator(50)], verbose_name='VAT rate (%)')),
            ],
            options={
                'verbose_name': 'terms of sale',
                'verbose_name_plural': 'terms of sale',
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='sales_saleterms_only_one', violation_error_message='There can be only one set of terms of sale.'), models.CheckConstraint(condition=models.Q(('vat__in', ['', 'franchise', 'non_profit', 'subject'])), name='sales_saleterms_vat', violation_error_message='Choose the VAT on sales.'), models.CheckConstraint(condition=models.Q(models.Q(('mediator_address', ''), ('mediator_name', '')), models.Q(models.Q(('mediator_name', ''), _negated=True), models.Q(('mediator_address', ''), _negated=True), ('no_mediator_because', '')), _connector='OR'), name='sales_saleterms_mediator', violation_error_message='Enter either the mediator with its address, or the reason why you do not need one.'), models.CheckConstraint(condition=models.Q(models.Q(('vat', 'subject'), ('vat_rate__gt', 0), ('vat_rate__isnull', False), ('vat_rate__lte', 50)), models.Q(models.Q(('vat', 'subject'), _negated=True), ('vat_rate', None)), _connector='OR'), name='sales_saleterms_vat_rate', violation_error_message='Enter the rate if VAT is included, and only then.')],
            },
        ),
        migrations.CreateModel(
            name='SaleReceipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('number', models.PositiveIntegerField(verbose_name='number')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=7, verbose_name='amount (€)')),
                ('paid_by', models.CharField(blank=True, choices=[('cash', 'in cash'), ('card', 'by card'), ('cheque', 'by cheque'), ('transfer', 'by bank transfer')], max_length=8, verbose_name='payment method')),
                ('why', models.CharField(blank=True, choices=[('refunded', 'money returned to the person'), ('unpaid', 'the payment was refused'), ('mistake', 'created by mistake')], max_length=10, verbose_name='reason')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('cancels', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cancelled_by', to='sales.salereceipt', verbose_name='cancels')),
                ('document', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.document')),
                ('loan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sale_receipts', to='loans.loan')),
            ],
            options={
                'verbose_name': 'sale receipt',
                'verbose_name_plural': 'sale receipts',
                'ordering': ['-year', '-number'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('cancels', None)), fields=('year', 'number'), name='sales_salereceipt_number', violation_error_message='This number is already used.'), models.UniqueConstraint(condition=models.Q(('cancels__isnull', False)), fields=('year', 'number'), name='sales_salereceipt_cancellation', violation_error_message='This number is already used.'), models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='sales_salereceipt_amount', violation_error_message='A price must be above zero.'), models.CheckConstraint(condition=models.Q(('paid_by__in', ['', 'cash', 'card', 'cheque', 'transfer'])), name='sales_salereceipt_paid_by', violation_error_message='Choose the payment method.'), models.CheckConstraint(condition=models.Q(models.Q(('cancels', None), ('why', '')), models.Q(('cancels__isnull', False), ('why__in', ['refunded', 'unpaid', 'mistake']), models.Q(('cancels', models.F('id')), _negated=True)), _connector='OR'), name='sales_salereceipt_why', violation_error_message='Give the reason for cancelling the receipt.'), core.workflow.guards.Guard(name='sales_salereceipt_says_how', on={'INSERT': "NEW.cancels_id IS NULL AND NEW.paid_by = ''"}), core.workflow.guards.Guard(name='sales_salereceipt_frozen', on={'UPDATE': '(1 = 1) AND (NEW.loan_id IS DISTINCT FROM OLD.loan_id OR NEW.year IS DISTINCT FROM OLD.year OR NEW.number IS DISTINCT FROM OLD.number OR NEW.amount IS DISTINCT FROM OLD.amount OR NEW.by_id IS DISTINCT FROM OLD.by_id OR NEW.at IS DISTINCT FROM OLD.at)'}), core.workflow.guards.Guard(name='sales_salereceipt_said_frozen', on={'UPDATE': '(1 = 1) AND (NEW.paid_by IS DISTINCT FROM OLD.paid_by OR NEW.cancels_id IS DISTINCT FROM OLD.cancels_id OR NEW.why IS DISTINCT FROM OLD.why)'}), core.workflow.guards.Guard(name='sales_salereceipt_document', on={'UPDATE': '(OLD.document_id IS NOT NULL) AND (NEW.document_id IS DISTINCT FROM OLD.document_id)'}), core.workflow.guards.Guard(name='sales_salereceipt_kept', on={'DELETE': '1 = 1', 'TRUNCATE': '1 = 1'})],
            },
        ),
    ]

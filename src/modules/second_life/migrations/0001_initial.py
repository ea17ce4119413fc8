from core.operating.first_migration import FirstMigration
import core.models.by_language
import core.workflow.guards
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(FirstMigration):

    dependencies = [
        ('catalogue', '0001_initial'),
        ('inventory', '0001_initial'),
        ('loans', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='MeasuredUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hours_out', models.PositiveIntegerField(editable=False, verbose_name='hours at departure')),
                ('hours_back', models.PositiveIntegerField(verbose_name='hours at return')),
                ('read_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='read on')),
                ('by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('item', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='measured_use', to='loans.loanitem')),
                ('medium', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inventory.medium')),
            ],
            options={
                'verbose_name': 'measured use',
                'verbose_name_plural': 'measured uses',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('hours_back__gte', models.F('hours_out'))), name='second_life_measureduse_hours', violation_error_message='The hours at return cannot be lower than the hours at departure.'), core.workflow.guards.Guard(name='second_life_measureduse_kept', on={'DELETE': '1 = 1', 'TRUNCATE': '1 = 1'})],
            },
        ),
        migrations.CreateModel(
            name='ReferenceValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('price', 'purchase price (€, tax included)'), ('co2e', 'kg CO₂e avoided per year of use')], max_length=5, verbose_name='kind')),
                ('value', models.DecimalField(decimal_places=2, max_digits=8, verbose_name='value, or lowest value')),
                ('highest', models.DecimalField(blank=True, decimal_places=2, help_text='For CO₂e only: a published range has two values.', max_digits=8, null=True, verbose_name='highest value')),
                ('valid_from', models.DateField(help_text='Reports for this day and later use this value.', verbose_name='date')),
                ('source', models.CharField(help_text='For example a quote, a catalogue or a study.', max_length=200, verbose_name='source')),
                ('note_texts', core.models.by_language.TextsField(blank=True, default=dict, max_length=400, verbose_name='how it was derived')),
                ('category', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='catalogue.category', verbose_name='category')),
            ],
            options={
                'verbose_name': 'reference value',
                'verbose_name_plural': 'reference values',
                'ordering': ['-kind', 'category', '-valid_from'],
                'constraints': [models.UniqueConstraint(fields=('kind', 'category', 'valid_from'), name='second_life_referencevalue_once', violation_error_message='This category already has a value for this date.'), models.CheckConstraint(condition=models.Q(('kind__in', ['price', 'co2e'])), name='second_life_referencevalue_kind', violation_error_message='Choose a kind from the list.'), models.CheckConstraint(condition=models.Q(('value__gt', 0)), name='second_life_referencevalue_positive', violation_error_message='A value must be above zero.'), models.CheckConstraint(condition=models.Q(models.Q(('highest', None), ('kind', 'price')), models.Q(('highest__gte', models.F('value')), ('highest__isnull', False), ('kind', 'co2e')), _connector='OR'), name='second_life_referencevalue_range', violation_error_message='Enter one value for a price, and a lowest and a highest value for CO₂e.'), core.workflow.guards.Guard(name='second_life_referencevalue_kept', on={'DELETE': '1 = 1', 'TRUNCATE': '1 = 1'})],
            },
        ),
    ]

from core.operating.first_migration import FirstMigration
import core.models.by_language
import django.core.validators
from django.db import migrations, models


class Migration(FirstMigration):

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Statement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('conformity', models.CharField(choices=[('none', 'not compliant'), ('partial', 'partially compliant'), ('full', 'fully compliant')], default='none', max_length=7, verbose_name='conformity status')),
                ('rate', models.PositiveSmallIntegerField(blank=True, help_text='The share of the applicable RGAA criteria, according to the assessment.', null=True, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='criteria met (%)')),
                ('assessed_on', models.DateField(blank=True, null=True, verbose_name='assessed on')),
                ('assessed_by', models.CharField(blank=True, help_text='An organisation, or our own team.', max_length=120, verbose_name='assessed by')),
                ('exceptions', core.models.by_language.TextsField(blank=True, default=dict, help_text='Non-conformities, exempt content, and anything that would be a disproportionate burden. If left empty, the page shows the known limits of Rebond.', max_length=3000, verbose_name='content that is not accessible')),
                ('contact', models.CharField(blank=True, help_text='An e-mail address, a phone number or a postal address. If empty, the association’s details are used.', max_length=200, verbose_name='contact')),
                ('redress', core.models.by_language.TextsField(blank=True, default=dict, help_text='Where to complain. If left empty, the page names the Defender of Rights, as French law requires.', max_length=1000, verbose_name='if we do not answer')),
                ('published_on', models.DateField(editable=False, null=True, verbose_name='published on')),
            ],
            options={
                'verbose_name': 'accessibility statement',
                'verbose_name_plural': 'accessibility statements',
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='accessibility_statement_only_one', violation_error_message='The association can have only one accessibility statement.'), models.CheckConstraint(condition=models.Q(('conformity__in', ['none', 'partial', 'full'])), name='accessibility_statement_conformity', violation_error_message='This conformity status does not exist.'), models.CheckConstraint(condition=models.Q(('conformity', 'none'), models.Q(('assessed_on__isnull', False), ('rate__isnull', False), models.Q(('assessed_by', ''), _negated=True)), _connector='OR'), name='accessibility_statement_assessed', violation_error_message='Enter the share of criteria met, and the date and author of the assessment.'), models.CheckConstraint(condition=models.Q(models.Q(('conformity__in', {'full': 100, 'partial': 50}), _negated=True), models.Q(('conformity', 'partial'), ('rate__gte', 50)), models.Q(('conformity', 'full'), ('rate__gte', 100)), _connector='OR'), name='accessibility_statement_rate', violation_error_message='“Partially compliant” requires at least 50 % of the criteria; “fully compliant” requires all of them.')],
            },
        ),
    ]

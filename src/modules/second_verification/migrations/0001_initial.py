from core.operating.first_migration import FirstMigration
import core.workflow.guards
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(FirstMigration):

    dependencies = [
        ('donations', '0001_initial'),
        ('inventory', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SampleRules',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('percent', models.PositiveSmallIntegerField(default=5, help_text='Rounded up: at least one medium per lot.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)], verbose_name='share of the media of each lot (%)')),
            ],
            options={
                'verbose_name': 'second verification',
                'verbose_name_plural': 'second verification',
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='second_verification_samplerules_only_one', violation_error_message='The share must be the same for all lots.'), models.CheckConstraint(condition=models.Q(('percent__gte', 1), ('percent__lte', 100)), name='second_verification_samplerules_percent', violation_error_message='Enter a share between 1 and 100 %.')],
            },
        ),
        migrations.CreateModel(
            name='Sample',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('drawn_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('result', models.CharField(blank=True, choices=[('passed', 'no data found'), ('failed', 'data found')], max_length=8, verbose_name='result')),
                ('tool', models.CharField(blank=True, max_length=60, verbose_name='tool')),
                ('at', models.DateTimeField(editable=False, null=True)),
                ('by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('donation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='erasure_samples', to='donations.donation')),
                ('drawn_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('erasure', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='samples', to='inventory.erasure')),
                ('operator', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'medium to verify again',
                'verbose_name_plural': 'media to verify again',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('erasure',), name='second_verification_sample_once', violation_error_message='This erasure has already been drawn.'), models.CheckConstraint(condition=models.Q(models.Q(('at', None), ('by', None), ('result', ''), ('tool', '')), models.Q(('at__isnull', False), ('by__isnull', False), ('result__in', ['passed', 'failed']), models.Q(('tool', ''), _negated=True)), _connector='OR'), name='second_verification_sample_result', violation_error_message='A second verification needs a result, a tool, a date and a person.'), models.CheckConstraint(condition=models.Q(('by', None), models.Q(('by', models.F('operator')), _negated=True), _connector='OR'), name='second_verification_sample_second_person', violation_error_message='The second verification must be done by someone who did not erase the medium.'), core.workflow.guards.Guard(name='second_verification_sample_frozen', on={'UPDATE': '(1 = 1) AND (NEW.donation_id IS DISTINCT FROM OLD.donation_id OR NEW.erasure_id IS DISTINCT FROM OLD.erasure_id OR NEW.operator_id IS DISTINCT FROM OLD.operator_id OR NEW.drawn_by_id IS DISTINCT FROM OLD.drawn_by_id OR NEW.drawn_at IS DISTINCT FROM OLD.drawn_at)'}), core.workflow.guards.Guard(name='second_verification_sample_verified', on={'UPDATE': "(OLD.result <> '') AND (NEW.result IS DISTINCT FROM OLD.result OR NEW.tool IS DISTINCT FROM OLD.tool OR NEW.by_id IS DISTINCT FROM OLD.by_id OR NEW.at IS DISTINCT FROM OLD.at)"}), core.workflow.guards.Guard(name='second_verification_sample_kept', on={'DELETE': '1 = 1', 'TRUNCATE': '1 = 1'})],
            },
        ),
    ]

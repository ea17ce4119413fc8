from core.operating.first_migration import FirstMigration
import django.db.models.deletion
import django.utils.timezone
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
            name='Visit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text_sha256', models.CharField(editable=False, max_length=64, verbose_name='hash of the text shown')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='prepared')),
                ('until', models.DateTimeField(editable=False, verbose_name='until')),
                ('outcome', models.CharField(choices=[('out', 'on a phone'), ('done', 'recorded'), ('open', 'to resolve'), ('resolved', 'resolved')], default='out', editable=False, max_length=10, verbose_name='outcome')),
                ('answered_at', models.DateTimeField(editable=False, null=True, verbose_name='answered at the door')),
                ('clock_offset', models.IntegerField(default=0, editable=False, verbose_name='clock offset (s)')),
                ('received_at', models.DateTimeField(editable=False, null=True, verbose_name='received')),
                ('why', models.CharField(blank=True, editable=False, max_length=400, verbose_name='reason for not applying it')),
                ('answer_sha256', models.CharField(blank=True, editable=False, max_length=64, verbose_name='hash of the answer')),
                ('entered', models.TextField(blank=True, editable=False, verbose_name='entered at the door')),
                ('reason', models.CharField(blank=True, help_text='Describe only the equipment, never a person.', max_length=200, verbose_name='how it was resolved')),
                ('agreement', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='loans.agreement', verbose_name='agreement')),
                ('by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('evidence', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.document', verbose_name='evidence')),
                ('shown', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.document', verbose_name='text shown at the door')),
                ('loan', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='loans.loan', verbose_name='loan')),
                ('resolved_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='resolved by')),
            ],
            options={
                'verbose_name': 'visit',
                'verbose_name_plural': 'visits',
                'ordering': ['-at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('outcome__in', ['out', 'done', 'open', 'resolved'])), name='doorstep_visit_outcome', violation_error_message='The status of a visit must be: on a phone, recorded, to resolve or resolved.'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'resolved'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='doorstep_visit_resolved', violation_error_message='Enter how the signature was resolved.')],
            },
        ),
    ]

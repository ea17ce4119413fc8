from core.operating.first_migration import FirstMigration
import core.models.by_language
import core.models.validators
import core.workflow.guards
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(FirstMigration):

    dependencies = [
        ('core', '0001_initial'),
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='AccessRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status_since', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='since')),
                ('status', models.CharField(choices=[('unconfirmed', 'address to confirm'), ('waiting', 'waiting for an answer'), ('granted', 'access given'), ('refused', 'refused')], default='unconfirmed', editable=False, max_length=16, verbose_name='status')),
                ('name', models.CharField(max_length=120, verbose_name='name of your organisation')),
                ('kind', models.CharField(choices=[('association', 'association'), ('ccas', 'municipal social centre (CCAS)'), ('mission_locale', 'Mission locale'), ('school', 'school'), ('shelter', 'shelter'), ('employer', 'employer'), ('other', 'other')], default='association', max_length=16, verbose_name='kind')),
                ('siret', models.CharField(blank=True, max_length=14, validators=[core.models.validators.StdnumValidator('stdnum.fr.siret', 'This SIRET is not valid.')], verbose_name='SIRET')),
                ('rna', models.CharField(blank=True, max_length=10, validators=[django.core.validators.RegexValidator('^W\\d[0-9A-Z]\\d{7}$', 'An RNA number looks like W751234567.')], verbose_name='RNA number')),
                ('town', models.CharField(max_length=80, verbose_name='town')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='phone')),
                ('contact', models.CharField(max_length=80, verbose_name='your name')),
                ('email', models.EmailField(max_length=254, verbose_name='your work e-mail')),
                ('message', models.TextField(blank=True, max_length=500, verbose_name='who do you need equipment for?')),
                ('language', models.CharField(choices=core.models.by_language.languages, default='fr', max_length=2)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='requested on')),
                ('confirmed_at', models.DateTimeField(editable=False, null=True, verbose_name='confirmed on')),
                ('refusal', models.CharField(blank=True, editable=False, max_length=300, verbose_name='reason')),
                ('organisation', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='access_requests', to='people.organisation')),
            ],
            options={
                'verbose_name': 'access request',
                'verbose_name_plural': 'access requests',
                'ordering': ['-pk'],
                'indexes': [
                    models.Index(fields=['status', 'created_at'], name='access_requests_by_status'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('status__in', ['unconfirmed', 'waiting', 'granted', 'refused'])), name='access_requests_accessrequest_status', violation_error_message='This status does not exist.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at', None), ('status', 'unconfirmed')), models.Q(models.Q(('status', 'unconfirmed'), _negated=True), ('confirmed_at__isnull', False)), _connector='OR'), name='access_requests_accessrequest_confirmed', violation_error_message='The address must be confirmed before the request is read.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('organisation__isnull', False), ('status', 'granted')), models.Q(models.Q(('status', 'granted'), _negated=True), ('organisation', None)), _connector='OR'), name='access_requests_accessrequest_granted', violation_error_message='An approved access request must have an organisation in the register.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('status', 'refused'), _negated=True), models.Q(('refusal', ''), _negated=True), _connector='OR'), name='access_requests_accessrequest_refusal', violation_error_message='Give the reason for refusing the access.'),
                    core.workflow.guards.Guard(name='access_requests_accessrequest_frozen', on={'UPDATE': '(OLD.confirmed_at IS NOT NULL) AND (NEW.email IS DISTINCT FROM OLD.email OR NEW.name IS DISTINCT FROM OLD.name OR NEW.siret IS DISTINCT FROM OLD.siret OR NEW.rna IS DISTINCT FROM OLD.rna OR NEW.confirmed_at IS DISTINCT FROM OLD.confirmed_at)'}),
                    core.workflow.guards.Guard(name='access_requests_accessrequest_answered_once', on={'UPDATE': "(OLD.status IN ('granted', 'refused')) AND (NEW.status IS DISTINCT FROM OLD.status OR NEW.refusal IS DISTINCT FROM OLD.refusal OR (NEW.organisation_id IS DISTINCT FROM OLD.organisation_id AND NOT EXISTS (SELECT 1 FROM core_unsettled u WHERE u.rule = 'merge' AND u.row_id = NEW.organisation_id)))"}),
                    core.workflow.guards.Guard(name='access_requests_accessrequest_kept', on={'DELETE': "OLD.status = 'waiting'", 'TRUNCATE': '1 = 1'}),
                ],
            },
        ),
    ]

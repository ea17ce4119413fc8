from core.operating.first_migration import FirstMigration
import core.models.validators
import core.workflow.guards
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(FirstMigration):

    dependencies = [
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='DataRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status_since', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='since')),
                ('status', models.CharField(choices=[('open', 'to answer'), ('done', 'done'), ('refused', 'refused')], default='open', editable=False, max_length=16, verbose_name='status')),
                ('right', models.CharField(choices=[('access', 'access to the data'), ('rectification', 'correction of the data (rectification)'), ('erasure', 'erasure of the data'), ('restriction', 'freeze of the data (restriction)'), ('portability', 'the data as a file (portability)'), ('objection', 'no more letters or calls (objection)')], max_length=16, verbose_name='what the person requests')),
                ('source', models.CharField(choices=[('counter', 'at the counter'), ('phone', 'by phone'), ('email', 'by e-mail'), ('letter', 'by letter'), ('organisation', 'through their organisation'), ('link', 'on their personal page')], default='counter', max_length=16, verbose_name='how it was received')),
                ('received_on', models.DateField(default=django.utils.timezone.localdate, validators=[core.models.validators.is_not_to_come], verbose_name='received on')),
                ('due_on', models.DateField(editable=False, verbose_name='answer due on')),
                ('extension', models.CharField(blank=True, choices=[('complex', 'the request is complex'), ('many', 'we receive many requests at once')], editable=False, max_length=16, verbose_name='reason for needing more time')),
                ('refusal', models.CharField(blank=True, choices=[('identity', 'we cannot be sure who is asking (GDPR, art. 12(6))'), ('excessive', 'it is repeated or excessive (GDPR, art. 12(5))'), ('law', 'the law requires us to keep this data (GDPR, art. 17(3)(b))'), ('claims', 'it is needed as proof, until the claim is settled (GDPR, art. 17(3)(e))'), ('conditions', 'the conditions of this right are not met'), ('grounds', 'we must still write in order to recover what we lent (GDPR, art. 21(1))')], editable=False, max_length=16, verbose_name='reason for refusing')),
                ('recipient', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='data_requests', to='people.recipient', verbose_name='person')),
            ],
            options={
                'verbose_name': 'request about personal data',
                'verbose_name_plural': 'requests about personal data',
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['status', 'due_on'], name='data_rights_request_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['open', 'done', 'refused'])), name='data_rights_datarequest_status_known', violation_error_message='This status does not exist.'), models.CheckConstraint(condition=models.Q(('right__in', ['access', 'rectification', 'erasure', 'restriction', 'portability', 'objection'])), name='data_rights_datarequest_right', violation_error_message='This right does not exist.'), models.CheckConstraint(condition=models.Q(('source__in', ['counter', 'phone', 'email', 'letter', 'organisation', 'link'])), name='data_rights_datarequest_source', violation_error_message='Choose how the request was received.'), models.CheckConstraint(condition=models.Q(('extension__in', ['', 'complex', 'many'])), name='data_rights_datarequest_extension', violation_error_message='Choose a reason from the list.'), models.CheckConstraint(condition=models.Q(('refusal__in', ['', 'identity', 'excessive', 'law', 'claims', 'conditions', 'grounds'])), name='data_rights_datarequest_refusal', violation_error_message='Choose a reason from the list.'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'refused'), models.Q(('refusal', ''), _negated=True)), models.Q(models.Q(('status', 'refused'), _negated=True), ('refusal', '')), _connector='OR'), name='data_rights_datarequest_reasoned', violation_error_message='Give a reason for a refusal, and only for a refusal.'), models.CheckConstraint(condition=models.Q(('due_on__gt', models.F('received_on'))), name='data_rights_datarequest_due', violation_error_message='The answer must be due after the date of the request.'), models.UniqueConstraint(condition=models.Q(('status', 'open')), fields=('recipient', 'right'), name='data_rights_datarequest_open_once', violation_error_message='The person has already requested this: answer that request first.'), core.workflow.guards.Guard(name='data_rights_datarequest_frozen', on={'UPDATE': "(1 = 1) AND (NEW.right IS DISTINCT FROM OLD.right OR NEW.source IS DISTINCT FROM OLD.source OR NEW.received_on IS DISTINCT FROM OLD.received_on OR (NEW.recipient_id IS DISTINCT FROM OLD.recipient_id AND NOT EXISTS (SELECT 1 FROM core_unsettled u WHERE u.rule = 'merge' AND u.row_id = NEW.recipient_id)))"}), core.workflow.guards.Guard(name='data_rights_datarequest_kept', on={'DELETE': '1 = 1', 'TRUNCATE': '1 = 1'})],
            },
        ),
        migrations.CreateModel(
            name='Freeze',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(choices=[('accuracy', 'the person says that the data is wrong: we are checking'), ('unlawful', 'the data should be erased, but the person wants it kept'), ('claims', 'the person needs the data for a claim'), ('objection', 'the person objects: we are examining the objection'), ('no_letters', 'the objection is accepted: no more letters')], max_length=16, verbose_name='reason for the freeze')),
                ('started_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='frozen on')),
                ('ends_on', models.DateField(blank=True, help_text='The home page reminds you two weeks before. Leave empty only for an accepted objection.', null=True, verbose_name='last day')),
                ('ended_at', models.DateTimeField(editable=False, null=True, verbose_name='ended on')),
                ('recipient', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='freezes', to='people.recipient', verbose_name='person')),
            ],
            options={
                'verbose_name': 'data freeze',
                'verbose_name_plural': 'data freezes',
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason__in', ['accuracy', 'unlawful', 'claims', 'objection', 'no_letters'])), name='data_rights_freeze_reason', violation_error_message='Choose a reason from the list.'), models.CheckConstraint(condition=models.Q(('ends_on__isnull', False), ('reason', 'no_letters'), _connector='OR'), name='data_rights_freeze_has_end', violation_error_message='Enter the last day: you can leave it empty only for an accepted objection.'), models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('recipient',), name='data_rights_freeze_active_once', violation_error_message='The data of this person is already frozen: end that freeze first.'), core.workflow.guards.Guard(name='data_rights_freeze_frozen', on={'UPDATE': "(1 = 1) AND (NEW.reason IS DISTINCT FROM OLD.reason OR NEW.started_at IS DISTINCT FROM OLD.started_at OR NEW.ends_on IS DISTINCT FROM OLD.ends_on OR (NEW.recipient_id IS DISTINCT FROM OLD.recipient_id AND NOT EXISTS (SELECT 1 FROM core_unsettled u WHERE u.rule = 'merge' AND u.row_id = NEW.recipient_id)))"}), core.workflow.guards.Guard(name='data_rights_freeze_ended_once', on={'UPDATE': '(OLD.ended_at IS NOT NULL) AND (NEW.ended_at IS DISTINCT FROM OLD.ended_at)'}), core.workflow.guards.Guard(name='data_rights_freeze_kept', on={'DELETE': '1 = 1', 'TRUNCATE': '1 = 1'})],
            },
        ),
    ]

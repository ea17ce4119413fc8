from core.operating.first_migration import FirstMigration
import core.models.document
import core.models.validators
import core.workflow.guards
import datetime
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(FirstMigration):

    dependencies = [
        ('account', '0009_emailaddress_unique_primary_email'),
        ('contenttypes', '0002_remove_content_type_name'),
        ('mfa', '0002_authenticator_timestamps'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CacheEntry',
            fields=[
                ('cache_key', models.CharField(max_length=255, primary_key=True, serialize=False)),
                ('value', models.TextField()),
                ('expires', models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name='Deployment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('commit', models.CharField(blank=True, max_length=64)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('checked_on', models.DateField(blank=True, null=True)),
                ('damage', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='core_deployment_only_one', violation_error_message='A site can have only one upgrade status.')],
            },
        ),
        migrations.CreateModel(
            name='MigrationChecksum',
            fields=[
                ('migration', models.CharField(max_length=255, primary_key=True, serialize=False)),
                ('sha256', models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.FileField(blank=True, upload_to=core.models.document.random_path)),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.PositiveIntegerField()),
                ('kind', models.CharField(max_length=40)),
                ('name', models.CharField(max_length=120)),
                ('content_type', models.CharField(max_length=80)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('purged_at', models.DateTimeField(editable=False, null=True)),
                ('kept_until', models.DateField(editable=False, null=True)),
            ],
            options={
                'verbose_name': 'document',
                'verbose_name_plural': 'documents',
                'indexes': [
                    models.Index(condition=models.Q(('purged_at', None)), fields=['file'], name='core_document_file'),
                    models.Index(condition=models.Q(('kept_until__isnull', False), ('purged_at', None)), fields=['kept_until'], name='core_document_kept_apart'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('purged_at__isnull', True), models.Q(('file', ''), _negated=True)), models.Q(('file', ''), ('purged_at__isnull', False)), _connector='OR'), name='core_document_file_until_purged', violation_error_message='A document must have a file until that file is deleted.'),
                    core.workflow.guards.Guard(name='core_document_frozen', on={'UPDATE': '(1 = 1) AND (NEW.sha256 IS DISTINCT FROM OLD.sha256 OR NEW.size IS DISTINCT FROM OLD.size OR NEW.kind IS DISTINCT FROM OLD.kind OR NEW.content_type IS DISTINCT FROM OLD.content_type OR NEW.by_id IS DISTINCT FROM OLD.by_id OR NEW.at IS DISTINCT FROM OLD.at)'}),
                    core.workflow.guards.Guard(name='core_document_name_kept', on={'UPDATE': "(1 = 1) AND (NEW.name <> OLD.name AND NEW.name <> '[...]')"}),
                    core.workflow.guards.Guard(name='core_document_file_kept', on={'UPDATE': "(1 = 1) AND (NEW.file <> OLD.file AND NEW.file <> '')"}),
                    core.workflow.guards.Guard(name='core_document_stays_apart', on={'UPDATE': '(OLD.kept_until IS NOT NULL) AND (NEW.kept_until IS DISTINCT FROM OLD.kept_until)'}),
                    core.workflow.guards.Guard(name='core_document_kept', on={'DELETE': '1 = 1', 'TRUNCATE': '1 = 1'}),
                ],
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('on', models.DateField(verbose_name='on')),
                ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('kind', models.CharField(max_length=40, verbose_name='kind')),
                ('subject_type', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contenttypes.contenttype')),
                ('subject_id', models.BigIntegerField()),
                ('request_id', models.CharField(blank=True, max_length=12)),
                ('data', models.JSONField(default=dict)),
            ],
            options={
                'verbose_name': 'event',
                'verbose_name_plural': 'events',
                'indexes': [
                    models.Index(fields=['subject_type', 'subject_id', '-id', 'kind', 'on'], name='core_event_subject'),
                    models.Index(fields=['kind', 'on'], name='core_event_kind_on'),
                ],
                'constraints': [
                    core.workflow.guards.Guard(name='core_event_append_only', on={'DELETE': 'NOT (OLD.kind IN (\'agreement.read\', \'amendment.read\', \'backup.downloaded\', \'convention.opened\', \'export.downloaded\', \'list.exported\', \'loan.attachment_read\', \'paper.opened\', \'recipient.exported\', \'recipient.opened\', \'report.exported\', \'user.exported\') AND OLD."on" < HALF_A_YEAR_AGO)', 'TRUNCATE': '1 = 1', 'UPDATE': '1 = 1'}),
                    models.CheckConstraint(condition=models.Q(models.Q(('kind', ''), _negated=True), ('at__gte', datetime.datetime(2020, 1, 1, 0, 0, tzinfo=datetime.UTC)), ('on__gte', datetime.date(2020, 1, 1))), name='core_event_known_and_dated', violation_error_message='An event must have a type, and a date after Rebond was created.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Clock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('agreed_at', models.DateTimeField(editable=False, null=True)),
                ('fault', models.CharField(blank=True, choices=[('pause', 'Pause'), ('long', 'Long'), ('database', 'Database'), ('records', 'Records')], editable=False, max_length=8)),
                ('steady_since', models.DateTimeField(editable=False, null=True)),
                ('seen_at', models.DateTimeField(editable=False, null=True)),
                ('accepted_seconds', models.PositiveBigIntegerField(default=0, editable=False)),
            ],
            options={
                'verbose_name': 'clock',
                'verbose_name_plural': 'clock',
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('pk', 1)), name='core_clock_only_one', violation_error_message='There can be only one clock.'),
                    models.CheckConstraint(condition=models.Q(('fault__in', ['', 'pause', 'long', 'database', 'records'])), name='core_clock_fault_known', violation_error_message='This clock error is not in the list.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Identity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='name of the association')),
                ('logo', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.document', verbose_name='logo')),
                ('siren', models.CharField(blank=True, max_length=9, validators=[core.models.validators.StdnumValidator('stdnum.fr.siren', 'This SIREN is not valid.')], verbose_name='SIREN')),
                ('rna', models.CharField(blank=True, max_length=10, validators=[django.core.validators.RegexValidator('^W\\d[0-9A-Z]\\d{7}$', 'An RNA number looks like W751234567.')], verbose_name='RNA number')),
                ('address', models.TextField(blank=True, max_length=300, verbose_name='address')),
                ('town', models.CharField(blank=True, max_length=80, verbose_name='town')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('phone', models.CharField(blank=True, help_text='Printed on every label and on agreements, so that people know who to call.', max_length=20, validators=[core.models.validators.can_be_called], verbose_name='phone, if a device is found')),
                ('signatory', models.CharField(blank=True, help_text='Name and role, as shown on agreements.', max_length=120, verbose_name='signatory of the association')),
                ('director', models.CharField(blank=True, help_text='The legal representative, usually the president. If empty: the signatory.', max_length=120, verbose_name='publication director')),
                ('host', models.TextField(blank=True, help_text='Name, address and phone, as the law requires for the legal notice.', max_length=300, verbose_name='website host')),
                ('purpose', models.TextField(blank=True, help_text='As stated in its articles of association. Donation documents quote it.', max_length=500, verbose_name='purpose of the association')),
                ('tax_quality', models.CharField(blank=True, help_text='As worded in the official model: “Œuvre ou organisme d’intérêt général”.', max_length=200, verbose_name='status that gives donors a tax reduction')),
                ('modules', models.CharField(blank=True, editable=False, max_length=300, verbose_name='what we use')),
                ('signature', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.document', verbose_name='signature')),
                ('tag_prefix', models.CharField(default='RB', help_text='The first letters of every asset tag. Tags already printed keep their number.', max_length=4, validators=[django.core.validators.RegexValidator('^[A-Z]{1,4}$', 'One to four capital letters.')], verbose_name='tag prefix')),
            ],
            options={
                'verbose_name': 'our association',
                'verbose_name_plural': 'our association',
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('pk', 1)), name='core_identity_only_one', violation_error_message='There can be only one association.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Photo',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject_type', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contenttypes.contenttype')),
                ('subject_id', models.BigIntegerField()),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.document')),
                ('note', models.CharField(blank=True, help_text='Describe only the equipment, never a person.', max_length=120, verbose_name='caption')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('removed_at', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'verbose_name': 'photo',
                'verbose_name_plural': 'photos',
                'indexes': [
                    models.Index(fields=['subject_type', 'subject_id', 'id'], name='core_photo_subject'),
                ],
                'constraints': [
                    core.workflow.guards.Guard(name='core_photo_kept', on={'DELETE': '1 = 1', 'TRUNCATE': '1 = 1'}),
                ],
            },
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('list_name', models.CharField(max_length=60)),
                ('name', models.CharField(help_text='Describe the list, without names of people.', max_length=60, verbose_name='name')),
                ('is_shared', models.BooleanField(default=False, verbose_name='shared with the team')),
                ('filters', models.JSONField(default=dict)),
                ('columns', models.JSONField(default=list)),
                ('sort', models.CharField(blank=True, max_length=60)),
            ],
            options={
                'verbose_name': 'saved view',
                'verbose_name_plural': 'saved views',
                'ordering': [django.db.models.functions.text.Lower('name'), 'pk'],
                'indexes': [
                    models.Index(fields=['list_name', 'is_shared'], name='core_savedview_list'),
                ],
                'constraints': [
                    models.UniqueConstraint(models.F('owner'), models.F('list_name'), django.db.models.functions.text.Lower('name'), name='core_savedview_name_once', violation_error_message='You already have a view with this name.'),
                    models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='core_savedview_named', violation_error_message='A view must have a name.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ListChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('list_name', models.CharField(max_length=60)),
                ('columns', models.JSONField(default=list)),
                ('view', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='core.savedview')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('user', 'list_name'), name='core_listchoice_once', violation_error_message='A user can have only one layout for each list.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Sequence',
            fields=[
                ('name', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('last', models.PositiveIntegerField(default=0)),
            ],
            options={
                'constraints': [
                    core.workflow.guards.Guard(name='core_sequence_forward', on={'DELETE': '1 = 1', 'TRUNCATE': '1 = 1', 'UPDATE': 'NEW.last < OLD.last OR NEW.name <> OLD.name'}),
                ],
            },
        ),
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('key', models.UUIDField()),
                ('content', models.CharField(max_length=64)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('result_type', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contenttypes.contenttype')),
                ('result_id', models.BigIntegerField(null=True)),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('by', 'key'), name='core_submission_once', violation_error_message='This form has already been sent.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Unsettled',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule', models.CharField(max_length=63)),
                ('row_id', models.BigIntegerField()),
                ('settled', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='core.unsettled')),
            ],
        ),
    ]

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
        ('people', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HolderMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status_since', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='since')),
                ('status', models.CharField(choices=[('prepared', 'to be sent'), ('sent', 'sent'), ('stopped', 'cancelled'), ('dropped', 'dropped')], default='prepared', editable=False, max_length=16, verbose_name='status')),
                ('subject', core.models.by_language.TextsField(default=dict, max_length=60, verbose_name='subject of the e-mail')),
                ('text', core.models.by_language.TextsField(default=dict, help_text='The text is the same for everybody: do not name anyone, and do not ask anyone to return anything.', max_length=300, verbose_name='text')),
                ('system', models.CharField(blank=True, choices=[('windows', 'Windows'), ('linux', 'Linux'), ('macos', 'macOS'), ('chromeos', 'ChromeOS'), ('android', 'Android'), ('ios', 'iOS or iPadOS'), ('none', 'no system installed')], max_length=8, verbose_name='system')),
                ('version', models.CharField(blank=True, help_text='For example: 10. Leave it empty for all versions.', max_length=40, verbose_name='version of the system')),
                ('first_on', models.DateField(blank=True, null=True, verbose_name='handed over on or after')),
                ('last_on', models.DateField(blank=True, null=True, verbose_name='handed over on or before')),
                ('town', models.CharField(blank=True, max_length=80, verbose_name='municipality')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='prepared on')),
                ('category', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.category', verbose_name='category')),
                ('created_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('site', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.site', verbose_name='site')),
            ],
            options={
                'verbose_name': 'message to holders',
                'verbose_name_plural': 'messages to holders',
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['prepared', 'sent', 'stopped', 'dropped'])), name='holder_messages_holdermessage_status_known', violation_error_message='This status does not exist.'), models.CheckConstraint(condition=models.Q(('system__in', ['', 'windows', 'linux', 'macos', 'chromeos', 'android', 'ios', 'none'])), name='holder_messages_holdermessage_system', violation_error_message='Choose a system from the list.'), models.CheckConstraint(condition=models.Q(('version', ''), models.Q(('system', ''), _negated=True), _connector='OR'), name='holder_messages_holdermessage_version_of_system', violation_error_message='Choose the system of this version.'), models.CheckConstraint(condition=models.Q(('first_on', None), ('last_on', None), ('last_on__gte', models.F('first_on')), _connector='OR'), name='holder_messages_holdermessage_in_order', violation_error_message='The last day cannot be before the first.'), core.workflow.guards.Guard(name='holder_messages_holdermessage_sent', on={'UPDATE': "(OLD.status <> 'prepared') AND (NEW.subject IS DISTINCT FROM OLD.subject OR NEW.text IS DISTINCT FROM OLD.text OR NEW.system IS DISTINCT FROM OLD.system OR NEW.version IS DISTINCT FROM OLD.version OR NEW.category_id IS DISTINCT FROM OLD.category_id OR NEW.site_id IS DISTINCT FROM OLD.site_id OR NEW.first_on IS DISTINCT FROM OLD.first_on OR NEW.last_on IS DISTINCT FROM OLD.last_on OR NEW.town IS DISTINCT FROM OLD.town)"}), core.workflow.guards.Guard(name='holder_messages_holdermessage_kept', on={'DELETE': '1 = 1', 'TRUNCATE': '1 = 1'})],
            },
        ),
        migrations.CreateModel(
            name='OptOut',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='refused on')),
                ('by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('recipient', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='message_opt_outs', to='people.recipient')),
            ],
            options={
                'verbose_name': 'refusal of messages',
                'verbose_name_plural': 'refusals of messages',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Receipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='holder_messages.holdermessage')),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.recipient')),
            ],
            options={
                'verbose_name': 'person who was sent a message',
                'verbose_name_plural': 'people who were sent a message',
                'ordering': ['pk'],
            },
        ),
    ]

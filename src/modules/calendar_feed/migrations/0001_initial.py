from core.operating.first_migration import FirstMigration
import core.workflow.guards
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(FirstMigration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AgendaKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='agenda_keys', to=settings.AUTH_USER_MODEL)),
                ('token_hash', models.CharField(editable=False, max_length=64, unique=True)),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('ended_at', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'verbose_name': 'calendar address',
                'verbose_name_plural': 'calendar addresses',
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('user',), name='calendar_feed_agendakey_one', violation_error_message='You already have a secret address: revoke it first.'),
                    core.workflow.guards.Guard(name='calendar_feed_agendakey_frozen', on={'UPDATE': '(1 = 1) AND (NEW.user_id IS DISTINCT FROM OLD.user_id OR NEW.token_hash IS DISTINCT FROM OLD.token_hash)'}),
                    core.workflow.guards.Guard(name='calendar_feed_agendakey_ended', on={'UPDATE': '(OLD.ended_at IS NOT NULL) AND (NEW.ended_at IS DISTINCT FROM OLD.ended_at)'}),
                    core.workflow.guards.Guard(name='calendar_feed_agendakey_kept', on={'DELETE': '1 = 1', 'TRUNCATE': '1 = 1'}),
                ],
            },
        ),
    ]

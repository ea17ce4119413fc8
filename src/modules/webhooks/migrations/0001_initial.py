from core.operating.first_migration import FirstMigration
import core.workflow.guards
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(FirstMigration):

    dependencies = [
        ('core', '0001_initial'),
        ('people', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Webhook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.URLField(help_text='Address of the receiving tool: https://…', max_length=500, verbose_name='address')),
                ('topics', models.JSONField(default=list, verbose_name='about')),
                ('read_until', models.BigIntegerField(editable=False)),
                ('not_before', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='not before')),
                ('off_at', models.DateTimeField(editable=False, null=True, verbose_name='switched off on')),
                ('by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='created by')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created on')),
                ('sites', models.ManyToManyField(blank=True, to='people.site', verbose_name='only these sites')),
            ],
            options={
                'verbose_name': 'webhook',
                'verbose_name_plural': 'webhooks',
                'ordering': ['-pk'],
                'constraints': [
                    core.workflow.guards.Guard(name='webhooks_webhook_frozen', on={'UPDATE': '(1 = 1) AND (NEW.by_id IS DISTINCT FROM OLD.by_id OR NEW.at IS DISTINCT FROM OLD.at)'}),
                    core.workflow.guards.Guard(name='webhooks_webhook_kept', on={'DELETE': '1 = 1', 'TRUNCATE': '1 = 1'}),
                ],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status_since', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='since')),
                ('status', models.CharField(choices=[('waiting', 'to be sent'), ('accepted', 'accepted'), ('failed', 'not sent')], default='waiting', editable=False, max_length=16, verbose_name='status')),
                ('webhook', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='webhooks.webhook')),
                ('event', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.event')),
                ('number', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='number')),
                ('payload', models.JSONField(verbose_name='content')),
                ('not_before', models.DateTimeField(default=django.utils.timezone.now, verbose_name='not before')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('answer', models.PositiveSmallIntegerField(null=True, verbose_name='response of the server')),
                ('trouble', models.CharField(blank=True, choices=[('unknown', 'no server has this name'), ('private', 'its server is in a private network'), ('unreachable', 'the server does not respond'), ('refused', 'the server did not accept it')], max_length=12, verbose_name='reason for the failure')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='written on')),
            ],
            options={
                'verbose_name': 'delivery',
                'verbose_name_plural': 'deliveries',
                'ordering': ['-pk'],
                'indexes': [
                    models.Index(condition=models.Q(('status', 'waiting')), fields=['webhook', 'id'], name='webhooks_delivery_waiting'),
                    models.Index(fields=['at'], name='webhooks_delivery_at'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('status__in', ['waiting', 'accepted', 'failed'])), name='webhooks_delivery_status', violation_error_message='This status does not exist.'),
                    models.UniqueConstraint(fields=('webhook', 'event'), name='webhooks_delivery_once', violation_error_message='This event is already among the deliveries.'),
                ],
            },
        ),
    ]

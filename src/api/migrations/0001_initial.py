from core.operating.first_migration import FirstMigration
import core.workflow.guards
import django.db.models.deletion
import django.utils.timezone
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
            name='Token',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tokens', to=settings.AUTH_USER_MODEL, verbose_name='acts on behalf of')),
                ('name', models.CharField(help_text='The tool that uses the token: “bench 2”, “case management”.', max_length=60, verbose_name='name')),
                ('token_hash', models.CharField(editable=False, max_length=64, unique=True)),
                ('ending', models.CharField(editable=False, max_length=4, verbose_name='ends with')),
                ('scopes', models.JSONField(default=list, verbose_name='permissions')),
                ('networks', models.TextField(blank=True, help_text='One per line, such as 192.0.2.0/24. Empty: from anywhere.', max_length=1000, verbose_name='only from these addresses')),
                ('expires_on', models.DateField(verbose_name='last day')),
                ('by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='created by')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created on')),
                ('used_at', models.DateTimeField(editable=False, null=True, verbose_name='last used')),
                ('used_from', models.GenericIPAddressField(editable=False, null=True, verbose_name='from')),
                ('revoked_at', models.DateTimeField(editable=False, null=True, verbose_name='revoked')),
                ('sites', models.ManyToManyField(blank=True, to='people.site', verbose_name='only at these sites')),
            ],
            options={
                'verbose_name': 'token',
                'verbose_name_plural': 'tokens',
                'ordering': ['-pk'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='api_token_named', violation_error_message='A token must have a name.'),
                    core.workflow.guards.Guard(name='api_token_frozen', on={'UPDATE': '(1 = 1) AND (NEW.user_id IS DISTINCT FROM OLD.user_id OR NEW.token_hash IS DISTINCT FROM OLD.token_hash OR NEW.ending IS DISTINCT FROM OLD.ending OR NEW.by_id IS DISTINCT FROM OLD.by_id OR NEW.at IS DISTINCT FROM OLD.at)'}),
                    core.workflow.guards.Guard(name='api_token_revoked', on={'UPDATE': '(OLD.revoked_at IS NOT NULL) AND (NEW.revoked_at IS DISTINCT FROM OLD.revoked_at)'}),
                    core.workflow.guards.Guard(name='api_token_kept', on={'DELETE': '1 = 1', 'TRUNCATE': '1 = 1'}),
                ],
            },
        ),
    ]

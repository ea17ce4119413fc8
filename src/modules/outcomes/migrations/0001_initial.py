from core.operating.first_migration import FirstMigration
import core.workflow.guards
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(FirstMigration):

    dependencies = [
        ('donations', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='OutcomeLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('donor', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='outcome_links', to='donations.donor')),
                ('donation', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='outcome_links', to='donations.donation')),
                ('token_hash', models.CharField(editable=False, max_length=64, unique=True)),
                ('expires_on', models.DateField(verbose_name='last day')),
                ('by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('revoked_at', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'verbose_name': 'address of an outcome',
                'verbose_name_plural': 'addresses of outcomes',
                'ordering': ['-pk'],
                'constraints': [
                    core.workflow.guards.Guard(name='outcomes_outcomelink_frozen', on={'UPDATE': "(1 = 1) AND (NEW.donation_id IS DISTINCT FROM OLD.donation_id OR NEW.token_hash IS DISTINCT FROM OLD.token_hash OR NEW.expires_on IS DISTINCT FROM OLD.expires_on OR (NEW.donor_id IS DISTINCT FROM OLD.donor_id AND NOT EXISTS (SELECT 1 FROM core_unsettled u WHERE u.rule = 'merge' AND u.row_id = NEW.donor_id)))"}),
                    core.workflow.guards.Guard(name='outcomes_outcomelink_revoked', on={'UPDATE': '(OLD.revoked_at IS NOT NULL) AND (NEW.revoked_at IS DISTINCT FROM OLD.revoked_at)'}),
                    core.workflow.guards.Guard(name='outcomes_outcomelink_kept', on={'DELETE': '1 = 1', 'TRUNCATE': '1 = 1'}),
                ],
            },
        ),
    ]

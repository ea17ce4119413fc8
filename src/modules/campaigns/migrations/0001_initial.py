from core.operating.first_migration import FirstMigration
import core.workflow.guards
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(FirstMigration):

    dependencies = [
        ('loans', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Campaign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status_since', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='since')),
                ('status', models.CharField(choices=[('prepared', 'to be sent'), ('launched', 'sent'), ('dropped', 'dropped')], default='prepared', editable=False, max_length=16, verbose_name='status')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('reason', models.CharField(choices=[('school_year', 'the school year is ending'), ('contract', 'the contract has ended'), ('telework', 'remote working has ended'), ('due', 'the loan is ending'), ('renewal', 'the equipment must be checked or replaced')], max_length=12, verbose_name='reason')),
                ('mode', models.CharField(choices=[('slots', 'an appointment at the counter, for each person'), ('ask', 'a letter asking them to book an appointment')], default='slots', max_length=8, verbose_name='what people receive')),
                ('first_on', models.DateField(verbose_name='first day')),
                ('last_on', models.DateField(verbose_name='last day')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('created_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'campaign',
                'verbose_name_plural': 'campaigns',
                'ordering': ['-pk'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('status__in', ['prepared', 'launched', 'dropped'])), name='campaigns_campaign_status_known', violation_error_message='This status does not exist.'),
                    models.CheckConstraint(condition=models.Q(('mode__in', ['slots', 'ask']), ('reason__in', ['school_year', 'contract', 'telework', 'due', 'renewal'])), name='campaigns_campaign_choices', violation_error_message='Choose a reason from the list.'),
                    models.CheckConstraint(condition=models.Q(('last_on__gte', models.F('first_on'))), name='campaigns_campaign_in_order', violation_error_message='The last day cannot be before the first.'),
                    core.workflow.guards.Guard(name='campaigns_campaign_launched', on={'UPDATE': "(OLD.status <> 'prepared') AND (NEW.name IS DISTINCT FROM OLD.name OR NEW.reason IS DISTINCT FROM OLD.reason OR NEW.mode IS DISTINCT FROM OLD.mode OR NEW.first_on IS DISTINCT FROM OLD.first_on OR NEW.last_on IS DISTINCT FROM OLD.last_on)"}),
                    core.workflow.guards.Guard(name='campaigns_campaign_kept', on={'DELETE': '1 = 1', 'TRUNCATE': '1 = 1'}),
                ],
            },
        ),
        migrations.CreateModel(
            name='CampaignLoan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(blank=True, choices=[('booked', 'has an appointment'), ('asked', 'asked to book'), ('had_one', 'already had an appointment'), ('no_slot', 'no slot was left: asked to book'), ('over', 'had already ended'), ('restricted', 'this person does not receive letters at the moment')], max_length=12, verbose_name='outcome')),
                ('way', models.CharField(blank=True, choices=[('email', 'e-mail'), ('sms', 'SMS'), ('paper', 'printed letter')], max_length=8, verbose_name='notified by')),
                ('appointment', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='campaign_rows', to='loans.appointment')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rows', to='campaigns.campaign')),
                ('loan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='campaign_rows', to='loans.loan')),
            ],
            options={
                'verbose_name': 'loan of a campaign',
                'verbose_name_plural': 'loans of a campaign',
                'ordering': ['pk'],
                'constraints': [
                    models.UniqueConstraint(fields=('campaign', 'loan'), name='campaigns_campaignloan_once', violation_error_message='This loan is already in the campaign.'),
                    models.CheckConstraint(condition=models.Q(('outcome__in', ['', 'booked', 'asked', 'had_one', 'no_slot', 'over', 'restricted']), ('way__in', ['', 'email', 'sms', 'paper'])), name='campaigns_campaignloan_choices', violation_error_message='This status does not exist.'),
                    core.workflow.guards.Guard(name='campaigns_campaignloan_frozen', on={'UPDATE': '(1 = 1) AND (NEW.campaign_id IS DISTINCT FROM OLD.campaign_id OR NEW.loan_id IS DISTINCT FROM OLD.loan_id)'}),
                    core.workflow.guards.Guard(name='campaigns_campaignloan_told_once', on={'DELETE': "OLD.outcome <> ''", 'UPDATE': "OLD.outcome <> '' AND (NEW.outcome <> OLD.outcome OR NEW.way <> OLD.way OR NEW.appointment_id IS DISTINCT FROM OLD.appointment_id)"}),
                ],
            },
        ),
    ]

from core.operating.first_migration import FirstMigration
import core.workflow.guards
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(FirstMigration):

    dependencies = [
        ('loans', '0001_initial'),
        ('people', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='GroupSession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status_since', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='since')),
                ('status', models.CharField(choices=[('planned', 'planned'), ('done', 'held'), ('cancelled', 'cancelled')], default='planned', editable=False, max_length=16, verbose_name='status')),
                ('kind', models.CharField(choices=[('hand_over', 'hand-over'), ('workshop', 'workshop')], max_length=9, verbose_name='kind')),
                ('day', models.DateField(verbose_name='day')),
                ('time', models.TimeField(verbose_name='time')),
                ('subject', models.CharField(blank=True, help_text='For example “First steps on the internet”. Do not name people.', max_length=80, verbose_name='subject')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('created_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation', verbose_name='with the organisation')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='people.site', verbose_name='site')),
            ],
            options={
                'verbose_name': 'group session',
                'verbose_name_plural': 'group sessions',
                'ordering': ['-day', '-time', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['planned', 'done', 'cancelled'])), name='group_sessions_groupsession_status_known', violation_error_message='This status does not exist.'), models.CheckConstraint(condition=models.Q(('kind__in', ['hand_over', 'workshop'])), name='group_sessions_groupsession_kind', violation_error_message='Choose a kind from the list.'), core.workflow.guards.Guard(name='group_sessions_groupsession_frozen', on={'UPDATE': '(1 = 1) AND (NEW.kind IS DISTINCT FROM OLD.kind OR NEW.site_id IS DISTINCT FROM OLD.site_id)'}), core.workflow.guards.Guard(name='group_sessions_groupsession_kept', on={'DELETE': '1 = 1', 'TRUNCATE': '1 = 1'})],
            },
        ),
        migrations.CreateModel(
            name='Attendee',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status_since', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='since')),
                ('status', models.CharField(choices=[('expected', 'expected'), ('present', 'present'), ('absent', 'absent')], default='expected', editable=False, max_length=16, verbose_name='status')),
                ('made_loan', models.BooleanField(default=False, editable=False, verbose_name='loan created for the session')),
                ('loan', models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='group_attendee', to='loans.loan')),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.recipient', verbose_name='person')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendees', to='group_sessions.groupsession')),
            ],
            options={
                'verbose_name': 'participant',
                'verbose_name_plural': 'participants',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['expected', 'present', 'absent'])), name='group_sessions_attendee_status_known', violation_error_message='This status does not exist.'), models.UniqueConstraint(fields=('session', 'recipient'), name='group_sessions_attendee_once', violation_error_message='This person is already a participant.'), models.CheckConstraint(condition=models.Q(('made_loan', False), ('loan__isnull', False), _connector='OR'), name='group_sessions_attendee_made_loan', violation_error_message='Enter the loan that was made for the session.')],
            },
        ),
    ]

from core.operating.first_migration import FirstMigration
import core.workflow.guards
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(FirstMigration):

    dependencies = [
        ('inventory', '0001_initial'),
        ('loans', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SupportTool',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(blank=True, help_text='For example RustDesk. Its code is recorded on the page of each device.', max_length=40, verbose_name='remote support tool')),
            ],
            options={
                'verbose_name': 'remote support tool',
                'verbose_name_plural': 'remote support tools',
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='help_sheets_supporttool_only_one', violation_error_message='There can be only one remote support tool.')],
            },
        ),
        migrations.CreateModel(
            name='SheetText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('system', models.CharField(choices=[('linux', 'Linux'), ('windows', 'Windows'), ('chromeos', 'Chromebook'), ('android', 'Android')], max_length=10, verbose_name='system')),
                ('language', models.SlugField(max_length=10, verbose_name='language')),
                ('body', models.TextField(blank=True, max_length=20000, verbose_name='text')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'help sheet',
                'verbose_name_plural': 'help sheets',
                'ordering': ['system', 'language'],
                'constraints': [models.UniqueConstraint(fields=('system', 'language'), name='help_sheets_sheettext_once', violation_error_message='Someone else changed this sheet at the same time: open it again.'), models.CheckConstraint(condition=models.Q(('system__in', ['linux', 'windows', 'chromeos', 'android'])), name='help_sheets_sheettext_system', violation_error_message='Choose a system from the list.'), core.workflow.guards.Guard(name='help_sheets_sheettext_kept', on={'DELETE': '1 = 1', 'TRUNCATE': '1 = 1'})],
            },
        ),
        migrations.CreateModel(
            name='SupportCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(blank=True, help_text='The number shown by the tool on this device. Never a password.', max_length=40, verbose_name='code for remote support')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='recorded on')),
                ('by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('device', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='support_code', to='inventory.device')),
            ],
            options={
                'verbose_name': 'code for remote support',
                'verbose_name_plural': 'codes for remote support',
                'ordering': ['pk'],
                'constraints': [core.workflow.guards.Guard(name='help_sheets_supportcode_frozen', on={'UPDATE': '(1 = 1) AND (NEW.device_id IS DISTINCT FROM OLD.device_id)'}), core.workflow.guards.Guard(name='help_sheets_supportcode_kept', on={'DELETE': '1 = 1', 'TRUNCATE': '1 = 1'})],
            },
        ),
        migrations.CreateModel(
            name='SupportContact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status_since', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='since')),
                ('status', models.CharField(choices=[('waiting', 'waiting for help'), ('solved', 'solved'), ('unsolved', 'not solved')], default='waiting', editable=False, max_length=16, verbose_name='status')),
                ('subject', models.CharField(choices=[('start', 'It does not start'), ('charge', 'Battery or charger'), ('internet', 'Internet or Wi-Fi'), ('sound', 'Sound or camera'), ('printer', 'Printer'), ('slow', 'Slow or full'), ('password', 'Password or account'), ('program', 'A program or a file'), ('scam', 'A strange message'), ('other', 'Something else')], max_length=10, verbose_name='subject')),
                ('channel', models.CharField(blank=True, choices=[('phone', 'by phone'), ('message', 'by SMS or e-mail'), ('counter', 'at the counter'), ('remote', 'on their screen, remotely'), ('home', 'at their home')], max_length=8, verbose_name='how we helped')),
                ('is_requested', models.BooleanField(default=False, editable=False, verbose_name='requested on the personal page')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='date of the request or of the help')),
                ('by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('item', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='support_contacts', to='loans.loanitem')),
            ],
            options={
                'verbose_name': 'support contact',
                'verbose_name_plural': 'support contacts',
                'ordering': ['-created_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['waiting', 'solved', 'unsolved'])), name='help_sheets_supportcontact_status_known', violation_error_message='This status does not exist.'), models.CheckConstraint(condition=models.Q(('subject__in', ['start', 'charge', 'internet', 'sound', 'printer', 'slow', 'password', 'program', 'scam', 'other'])), name='help_sheets_supportcontact_subject', violation_error_message='Choose a subject from the list.'), models.CheckConstraint(condition=models.Q(models.Q(('channel', ''), ('is_requested', True), ('status', 'waiting')), models.Q(models.Q(('status', 'waiting'), _negated=True), ('channel__in', ['phone', 'message', 'counter', 'remote', 'home'])), _connector='OR'), name='help_sheets_supportcontact_answered', violation_error_message='Choose how you helped.'), models.UniqueConstraint(condition=models.Q(('status', 'waiting')), fields=('item',), name='help_sheets_supportcontact_one_waiting', violation_error_message='We already have your request for help with this device, and will contact you.'), core.workflow.guards.Guard(name='help_sheets_supportcontact_frozen', on={'UPDATE': '(1 = 1) AND (NEW.item_id IS DISTINCT FROM OLD.item_id OR NEW.is_requested IS DISTINCT FROM OLD.is_requested OR NEW.created_at IS DISTINCT FROM OLD.created_at)'}), core.workflow.guards.Guard(name='help_sheets_supportcontact_kept', on={'DELETE': '1 = 1', 'TRUNCATE': '1 = 1'})],
            },
        ),
    ]

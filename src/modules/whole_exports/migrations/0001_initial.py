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
            name='WholeExport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status_since', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='since')),
                ('status', models.CharField(choices=[('asked', 'being made'), ('ready', 'ready to download'), ('failed', 'failed'), ('forgotten', 'deleted')], default='asked', editable=False, max_length=16, verbose_name='status')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='requested')),
                ('offered_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('file', models.CharField(blank=True, max_length=40)),
                ('size', models.BigIntegerField(default=0, verbose_name='size, in bytes')),
                ('sha256', models.CharField(blank=True, max_length=64, verbose_name='SHA-256')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
            ],
            options={
                'verbose_name': 'full export',
                'verbose_name_plural': 'full exports',
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['asked', 'ready', 'failed', 'forgotten'])), name='whole_exports_wholeexport_status_known', violation_error_message='This status does not exist.'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'ready'), models.Q(('file', ''), _negated=True)), models.Q(models.Q(('status', 'ready'), _negated=True), ('file', '')), _connector='OR'), name='whole_exports_wholeexport_file_while_ready', violation_error_message='An export can have a file only while it can be downloaded.'), core.workflow.guards.Guard(name='whole_exports_wholeexport_frozen', on={'UPDATE': '(1 = 1) AND (NEW.by_id IS DISTINCT FROM OLD.by_id OR NEW.asked_at IS DISTINCT FROM OLD.asked_at)'}), core.workflow.guards.Guard(name='whole_exports_wholeexport_kept', on={'DELETE': '1 = 1', 'TRUNCATE': '1 = 1'})],
            },
        ),
    ]

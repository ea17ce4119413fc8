from core.operating.first_migration import FirstMigration
import core.workflow.guards
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(FirstMigration):

    dependencies = [
        ('core', '0001_initial'),
        ('inventory', '0001_initial'),
        ('loans', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='StaffLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('batch', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='staff_lines', to='inventory.importbatch')),
                ('number', models.PositiveIntegerField(verbose_name='row')),
                ('loan', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='staff_line', to='loans.loan')),
                ('tied_at', models.DateTimeField(editable=False, null=True, verbose_name='matched')),
            ],
            options={
                'verbose_name': 'person of a staff list',
                'verbose_name_plural': 'people of staff lists',
                'ordering': ['number'],
                'constraints': [
                    models.UniqueConstraint(fields=('batch', 'number'), name='staff_staffline_once', violation_error_message='This row of the list already has its loan.'),
                    core.workflow.guards.Guard(name='staff_staffline_frozen', on={'UPDATE': '(1 = 1) AND (NEW.batch_id IS DISTINCT FROM OLD.batch_id OR NEW.number IS DISTINCT FROM OLD.number OR NEW.loan_id IS DISTINCT FROM OLD.loan_id)'}),
                    core.workflow.guards.Guard(name='staff_staffline_kept', on={'DELETE': '1 = 1', 'TRUNCATE': '1 = 1'}),
                ],
            },
        ),
        migrations.CreateModel(
            name='StaffRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('batch', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='staff_run', to='inventory.importbatch')),
                ('stack', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.document')),
                ('drawn_at', models.DateTimeField(editable=False, null=True)),
                ('offered_at', models.DateTimeField(editable=False, null=True)),
                ('offered_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'staff list',
                'verbose_name_plural': 'staff lists',
                'constraints': [
                    core.workflow.guards.Guard(name='staff_staffrun_frozen', on={'UPDATE': '(1 = 1) AND (NEW.batch_id IS DISTINCT FROM OLD.batch_id)'}),
                    core.workflow.guards.Guard(name='staff_staffrun_kept', on={'DELETE': '1 = 1', 'TRUNCATE': '1 = 1'}),
                ],
            },
        ),
    ]

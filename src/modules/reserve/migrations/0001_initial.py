from core.operating.first_migration import FirstMigration
import core.workflow.guards
import django.db.models.deletion
from django.db import migrations, models


class Migration(FirstMigration):

    dependencies = [
        ('catalogue', '0001_initial'),
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Level',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('count', models.PositiveSmallIntegerField(help_text='0 if nothing is kept back any more.', verbose_name='number kept back')),
                ('purpose', models.CharField(choices=[('both', 'staff and emergencies'), ('staff', 'our staff'), ('emergency', 'emergencies')], default='both', max_length=10, verbose_name='kept back for')),
                ('taker', models.CharField(choices=[('coordinator', 'coordinators only'), ('counter', 'the counter too')], default='coordinator', max_length=12, verbose_name='roles that may take a device')),
                ('missing', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='taken')),
                ('missing_on', models.DateField(editable=False, null=True, verbose_name='taken on')),
                ('arrived', models.PositiveIntegerField(default=0, editable=False, verbose_name='already ready that day')),
                ('category', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.category', verbose_name='category')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.site', verbose_name='site')),
            ],
            options={
                'verbose_name': 'devices kept back',
                'verbose_name_plural': 'devices kept back',
                'ordering': ['site__name', 'category__position', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('site', 'category'), name='reserve_level_once', violation_error_message='This site already keeps back devices of this category: change their number.'), models.CheckConstraint(condition=models.Q(('count__lte', 999)), name='reserve_level_count', violation_error_message='A site can keep back at most 999 devices of a category.'), models.CheckConstraint(condition=models.Q(('missing', 0), models.Q(('missing__lte', models.F('count')), ('missing_on__isnull', False)), _connector='OR'), name='reserve_level_missing', violation_error_message='You cannot take more devices than are kept back.'), models.CheckConstraint(condition=models.Q(('purpose__in', ['both', 'staff', 'emergency'])), name='reserve_level_purpose', violation_error_message='Choose what the devices are kept back for.'), models.CheckConstraint(condition=models.Q(('taker__in', ['coordinator', 'counter'])), name='reserve_level_taker', violation_error_message='Choose who may take a device.'), core.workflow.guards.Guard(name='reserve_level_kept', on={'DELETE': '1 = 1', 'TRUNCATE': '1 = 1'})],
            },
        ),
    ]

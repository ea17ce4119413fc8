from core.operating.first_migration import FirstMigration
import django.db.models.deletion
from django.db import migrations, models


class Migration(FirstMigration):

    dependencies = [
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ResourceLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.SlugField(max_length=10, verbose_name='language')),
                ('label', models.CharField(max_length=120, verbose_name='name, or what is offered there')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='website, phone or e-mail')),
                ('details', models.CharField(blank=True, max_length=200, verbose_name='what people learn or do there')),
                ('hours', models.CharField(blank=True, max_length=120, verbose_name='hours')),
                ('street', models.CharField(blank=True, max_length=200, verbose_name='street')),
                ('commune', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.area', verbose_name='commune, for a place')),
                ('source_ref', models.CharField(editable=False, max_length=120, null=True, unique=True, verbose_name='number in the imported list')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                ('is_active', models.BooleanField(default=True, verbose_name='printed on documents')),
            ],
            options={
                'verbose_name': 'help shown on documents',
                'verbose_name_plural': 'help shown on documents',
                'ordering': ['language', 'position', 'pk'],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('commune', None)), fields=('language', 'address'), name='local_help_resourcelink_once', violation_error_message='This address is already in the list.'),
                    models.CheckConstraint(condition=models.Q(('commune__isnull', False), models.Q(('address', ''), _negated=True), _connector='OR'), name='local_help_resourcelink_found', violation_error_message='Enter a commune, or a website, phone number or e-mail address.'),
                ],
            },
        ),
    ]

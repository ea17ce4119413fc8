from core.operating.first_migration import FirstMigration
import core.workflow.guards
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(FirstMigration):

    dependencies = [
        ('catalogue', '0001_initial'),
        ('core', '0001_initial'),
        ('donations', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CollectedItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(blank=True, editable=False, max_length=64, verbose_name='number')),
                ('count', models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(9999)], verbose_name='count')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('category', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.category', verbose_name='category')),
                ('donation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='collected_items', to='donations.donation')),
            ],
            options={
                'verbose_name': 'collected item',
                'verbose_name_plural': 'collected items',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('code', ''), _negated=True), fields=('donation', 'code'), name='custody_collecteditem_code_once', violation_error_message='This number is already in the list.'), models.UniqueConstraint(condition=models.Q(('code', '')), fields=('donation', 'category'), name='custody_collecteditem_category_once', violation_error_message='This category is already in the list.'), models.CheckConstraint(condition=models.Q(models.Q(('category__isnull', False), ('code', '')), models.Q(models.Q(('code', ''), _negated=True), ('category', None), ('count', 1)), _connector='OR'), name='custody_collecteditem_what', violation_error_message='A line must be one scanned number, or the number of devices in a category.'), models.CheckConstraint(condition=models.Q(('count__gte', 1)), name='custody_collecteditem_count', violation_error_message='A line must have at least one device.')],
            },
        ),
        migrations.CreateModel(
            name='Collection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content', models.JSONField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='signed')),
                ('forgotten_at', models.DateTimeField(editable=False, null=True)),
                ('by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('document', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.document')),
                ('donation', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='collection', to='donations.donation')),
            ],
            options={
                'verbose_name': 'signed collection',
                'verbose_name_plural': 'signed collections',
                'ordering': ['-pk'],
                'constraints': [core.workflow.guards.Guard(name='custody_collection_frozen', on={'UPDATE': '(1 = 1) AND (NEW.donation_id IS DISTINCT FROM OLD.donation_id OR NEW.document_id IS DISTINCT FROM OLD.document_id OR NEW.by_id IS DISTINCT FROM OLD.by_id OR NEW.at IS DISTINCT FROM OLD.at)'}), core.workflow.guards.Guard(name='custody_collection_said', on={'UPDATE': "(1 = 1) AND (NEW.content <> OLD.content AND NEW.content <> '{}')"}), core.workflow.guards.Guard(name='custody_collection_kept', on={'DELETE': '1 = 1', 'TRUNCATE': '1 = 1'})],
            },
        ),
    ]

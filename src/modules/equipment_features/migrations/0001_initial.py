from core.operating.first_migration import FirstMigration
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(FirstMigration):

    dependencies = [
        ('catalogue', '0001_initial'),
        ('inventory', '0001_initial'),
        ('people', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AccessoryFeature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('feature', models.CharField(choices=[('large_keys', 'large-key keyboard'), ('easy_mouse', 'mouse that is easy to hold'), ('touch', 'touch screen'), ('light', 'light to carry'), ('loud', 'loud sound or headset'), ('reader', 'screen reader installed'), ('large_text', 'large, clear text on the screen'), ('one_hand', 'one-handed use'), ('dictation', 'voice dictation'), ('alerts', 'alerts that are seen, not heard'), ('simple', 'simple start screen')], max_length=12, verbose_name='feature')),
                ('accessory', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='features', to='catalogue.accessorykind', verbose_name='accessory')),
            ],
            options={
                'verbose_name': 'accessory feature',
                'verbose_name_plural': 'accessory features',
                'ordering': ['feature', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('feature__in', ['large_keys', 'easy_mouse', 'touch', 'light', 'loud', 'reader', 'large_text', 'one_hand', 'dictation', 'alerts', 'simple'])), name='equipment_features_accessoryfeature_feature', violation_error_message='Choose a feature from the list.'), models.UniqueConstraint(fields=('accessory', 'feature'), name='equipment_features_accessoryfeature_once', violation_error_message='This feature has already been recorded.')],
            },
        ),
        migrations.CreateModel(
            name='DeviceFeature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('feature', models.CharField(choices=[('large_keys', 'large-key keyboard'), ('easy_mouse', 'mouse that is easy to hold'), ('touch', 'touch screen'), ('light', 'light to carry'), ('loud', 'loud sound or headset'), ('reader', 'screen reader installed'), ('large_text', 'large, clear text on the screen'), ('one_hand', 'one-handed use'), ('dictation', 'voice dictation'), ('alerts', 'alerts that are seen, not heard'), ('simple', 'simple start screen')], max_length=12, verbose_name='feature')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='recorded on')),
                ('by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('device', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='features', to='inventory.device')),
            ],
            options={
                'verbose_name': 'device feature',
                'verbose_name_plural': 'device features',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('feature__in', ['large_keys', 'easy_mouse', 'touch', 'light', 'loud', 'reader', 'large_text', 'one_hand', 'dictation', 'alerts', 'simple'])), name='equipment_features_devicefeature_feature', violation_error_message='Choose a feature from the list.'), models.UniqueConstraint(fields=('device', 'feature'), name='equipment_features_devicefeature_once', violation_error_message='This feature has already been recorded.')],
            },
        ),
        migrations.CreateModel(
            name='Wish',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('feature', models.CharField(choices=[('large_keys', 'large-key keyboard'), ('easy_mouse', 'mouse that is easy to hold'), ('touch', 'touch screen'), ('light', 'light to carry'), ('loud', 'loud sound or headset'), ('reader', 'screen reader installed'), ('large_text', 'large, clear text on the screen'), ('one_hand', 'one-handed use'), ('dictation', 'voice dictation'), ('alerts', 'alerts that are seen, not heard'), ('simple', 'simple start screen'), ('large_print', 'papers in large print'), ('audio', 'papers read aloud')], max_length=12, verbose_name='feature')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='consent given on')),
                ('by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('recipient', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='wishes', to='people.recipient')),
            ],
            options={
                'verbose_name': 'wanted feature',
                'verbose_name_plural': 'wanted features',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('feature__in', ['large_keys', 'easy_mouse', 'touch', 'light', 'loud', 'reader', 'large_text', 'one_hand', 'dictation', 'alerts', 'simple', 'large_print', 'audio'])), name='equipment_features_wish_feature', violation_error_message='Choose a feature from the list.')],
            },
        ),
    ]

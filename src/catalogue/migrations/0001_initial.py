from core.operating.first_migration import FirstMigration
import core.models.by_language
import core.workflow.guards
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(FirstMigration):

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Category',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('names', core.models.by_language.TextsField(default=dict, max_length=80, verbose_name='name')),
                ('code', models.SlugField(max_length=20, unique=True, verbose_name='code')),
                ('icon', models.CharField(default='package', max_length=30, verbose_name='icon')),
                ('holds_data', models.BooleanField(help_text='A device of this kind must be erased each time it arrives.', verbose_name='holds data')),
                ('has_imei', models.BooleanField(default=False, verbose_name='has an IMEI')),
                ('needs_charger', models.BooleanField(default=False, help_text='The bench checks whether a device of this kind has its charger.', verbose_name='needs a charger')),
                ('screen_sizes', models.CharField(blank=True, help_text='Separated by spaces: 10 13 15.6. If this is empty, requests do not ask for a size.', max_length=60, validators=[django.core.validators.RegexValidator('^\\d{1,3}([.,]\\d)?( +\\d{1,3}([.,]\\d)?)*$', 'Separate sizes with spaces: 10 13 15.6.')], verbose_name='screen sizes to choose from (inches)')),
                ('memory_sizes', models.CharField(blank=True, help_text='Separated by spaces: 10 13 15.6. If this is empty, requests do not ask for a size.', max_length=60, validators=[django.core.validators.RegexValidator('^\\d{1,3}([.,]\\d)?( +\\d{1,3}([.,]\\d)?)*$', 'Separate sizes with spaces: 10 13 15.6.')], verbose_name='memory sizes to choose from (GB)')),
                ('offers_webcam', models.BooleanField(default=False, verbose_name='a webcam can be requested')),
                ('offers_cellular', models.BooleanField(default=False, verbose_name='4G or 5G can be requested')),
                ('weight_g', models.PositiveIntegerField(blank=True, null=True, verbose_name='weight in grams')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
            ],
            options={
                'verbose_name': 'category',
                'verbose_name_plural': 'categories',
                'ordering': ['position', 'code'],
                'constraints': [
                    core.workflow.guards.Guard(name='catalogue_category_frozen', on={'UPDATE': '(1 = 1) AND (NEW.code IS DISTINCT FROM OLD.code OR NEW.holds_data IS DISTINCT FROM OLD.holds_data)'}),
                    core.workflow.guards.Guard(name='catalogue_category_kept', on={'DELETE': '1 = 1', 'TRUNCATE': '1 = 1'}),
                ],
            },
        ),
        migrations.CreateModel(
            name='Brand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('merged_into', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='catalogue.brand')),
                ('is_proposal', models.BooleanField(default=False, editable=False, verbose_name='to approve')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('key', models.CharField(editable=False, error_messages={'unique': 'This brand already exists.'}, max_length=60, unique=True)),
            ],
            options={
                'verbose_name': 'brand',
                'verbose_name_plural': 'brands',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='DeviceModel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('merged_into', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='catalogue.devicemodel')),
                ('is_proposal', models.BooleanField(default=False, editable=False, verbose_name='to approve')),
                ('brand', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='catalogue.brand', verbose_name='brand')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('key', models.CharField(editable=False, max_length=80)),
                ('category', models.ForeignKey(blank=True, help_text='Category of its devices. Empty: the category of the first device entered.', null=True, on_delete=django.db.models.deletion.PROTECT, to='catalogue.category', verbose_name='category')),
                ('charger_connector', models.CharField(blank=True, choices=[('usb_c', 'USB-C'), ('micro_usb', 'micro-USB'), ('lightning', 'Lightning'), ('barrel_4_0', 'round 4.0 mm (Asus, Lenovo)'), ('barrel_4_5', 'round 4.5 mm with pin (Dell, HP)'), ('barrel_5_5', 'round 5.5 mm (Acer, Asus, Toshiba)'), ('barrel_7_4', 'round 7.4 mm with pin (Dell, HP)'), ('barrel_7_9', 'round 7.9 mm (Lenovo)'), ('slim_tip', 'rectangular (Lenovo)'), ('magsafe_1', 'MagSafe'), ('magsafe_2', 'MagSafe 2'), ('magsafe_3', 'MagSafe 3'), ('surface', 'Surface Connect'), ('other', 'another plug')], max_length=12, verbose_name='plug of its charger')),
                ('charger_watts', models.PositiveSmallIntegerField(blank=True, help_text='The minimum it needs; a stronger charger fits too.', null=True, verbose_name='power of its charger (W)')),
            ],
            options={
                'verbose_name': 'model',
                'verbose_name_plural': 'models',
                'ordering': ['name'],
                'constraints': [
                    models.UniqueConstraint(fields=('brand', 'key'), name='catalogue_devicemodel_once', violation_error_message='This model already exists.'),
                    models.UniqueConstraint(condition=models.Q(('brand', None)), fields=('key',), name='catalogue_devicemodel_once_unbranded', violation_error_message='This model already exists.'),
                    models.CheckConstraint(condition=models.Q(('charger_connector__in', ['', 'usb_c', 'micro_usb', 'lightning', 'barrel_4_0', 'barrel_4_5', 'barrel_5_5', 'barrel_7_4', 'barrel_7_9', 'slim_tip', 'magsafe_1', 'magsafe_2', 'magsafe_3', 'surface', 'other'])), name='catalogue_devicemodel_connector', violation_error_message='This plug is not in the list.'),
                    models.CheckConstraint(condition=models.Q(('charger_watts', None), models.Q(('charger_watts__gte', 1), models.Q(('charger_connector', ''), _negated=True)), _connector='OR'), name='catalogue_devicemodel_power', violation_error_message='Enter a power of at least 1 W, together with a plug.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='VoucherProduct',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('names', core.models.by_language.TextsField(default=dict, max_length=80, verbose_name='name')),
                ('operator', models.CharField(max_length=60, verbose_name='operator')),
                ('kind', models.CharField(choices=[('sim', 'SIM card'), ('esim', 'eSIM'), ('top_up', 'top-up code'), ('router', 'router with its SIM card')], max_length=8, verbose_name='kind')),
                ('face_value', models.DecimalField(blank=True, decimal_places=2, max_digits=7, null=True, verbose_name='face value (€)')),
                ('price_asked', models.DecimalField(blank=True, decimal_places=2, max_digits=7, null=True, verbose_name='price asked (€)')),
                ('data_gb', models.DecimalField(blank=True, decimal_places=1, max_digits=6, null=True, verbose_name='data (GB)')),
                ('valid_days', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='days of use once activated')),
            ],
            options={
                'verbose_name': 'voucher product',
                'verbose_name_plural': 'voucher products',
                'ordering': ['operator', 'names__fr'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('face_value', None), ('face_value__gte', 0), _connector='OR'), models.Q(('price_asked', None), ('price_asked__gte', 0), _connector='OR'), models.Q(('data_gb', None), ('data_gb__gte', 0), _connector='OR')), name='catalogue_voucherproduct_value', violation_error_message='The value cannot be negative.'),
                    models.CheckConstraint(condition=models.Q(('kind__in', ['sim', 'esim', 'top_up', 'router'])), name='catalogue_voucherproduct_kind', violation_error_message='This kind of voucher does not exist.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='AccessoryKind',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('names', core.models.by_language.TextsField(default=dict, max_length=80, verbose_name='name')),
                ('code', models.SlugField(max_length=20, unique=True, verbose_name='code')),
                ('sort', models.CharField(choices=[('charger', 'charger'), ('cable', 'cable'), ('bag', 'bag or sleeve'), ('mouse', 'mouse'), ('keyboard', 'keyboard'), ('sound', 'headset or speakers'), ('webcam', 'webcam'), ('sim', 'SIM card accessory'), ('ram', 'memory (RAM)'), ('disk', 'disk, SSD or USB stick'), ('battery', 'battery'), ('screen', 'screen'), ('shell', 'shell, hinge or key'), ('board', 'board, fan or port'), ('other', 'other')], default='other', max_length=8, verbose_name='what it is')),
                ('is_part', models.BooleanField(default=False, help_text='Fitted in a device; people cannot request it.', verbose_name='spare part')),
                ('holds_data', models.BooleanField(default=False, help_text='A disk or memory card: a device fitted with one must be erased again.', verbose_name='holds data')),
                ('connector', models.CharField(blank=True, choices=[('usb_c', 'USB-C'), ('micro_usb', 'micro-USB'), ('lightning', 'Lightning'), ('barrel_4_0', 'round 4.0 mm (Asus, Lenovo)'), ('barrel_4_5', 'round 4.5 mm with pin (Dell, HP)'), ('barrel_5_5', 'round 5.5 mm (Acer, Asus, Toshiba)'), ('barrel_7_4', 'round 7.4 mm with pin (Dell, HP)'), ('barrel_7_9', 'round 7.9 mm (Lenovo)'), ('slim_tip', 'rectangular (Lenovo)'), ('magsafe_1', 'MagSafe'), ('magsafe_2', 'MagSafe 2'), ('magsafe_3', 'MagSafe 3'), ('surface', 'Surface Connect'), ('other', 'another plug')], max_length=12, verbose_name='plug')),
                ('watts', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='power (W)')),
                ('fits', models.CharField(blank=True, help_text='Their names, separated by commas: Latitude 5480, 5490. Empty: any model.', max_length=300, verbose_name='fits these models')),
                ('categories', models.ManyToManyField(blank=True, help_text='Leave all unticked if it works with any device.', related_name='+', to='catalogue.category', verbose_name='compatible with')),
                ('intake_categories', models.ManyToManyField(blank=True, help_text='When a device of these categories arrives, the form asks whether this came with it.', related_name='+', to='catalogue.category', verbose_name='recorded at intake for')),
            ],
            options={
                'verbose_name': 'accessory or part',
                'verbose_name_plural': 'accessories and parts',
                'ordering': ['code'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('sort__in', ['charger', 'cable', 'bag', 'mouse', 'keyboard', 'sound', 'webcam', 'sim', 'ram', 'disk', 'battery', 'screen', 'shell', 'board', 'other'])), name='catalogue_accessorykind_sort', violation_error_message='Choose its type in the list.'),
                    models.CheckConstraint(condition=models.Q(('connector__in', ['', 'usb_c', 'micro_usb', 'lightning', 'barrel_4_0', 'barrel_4_5', 'barrel_5_5', 'barrel_7_4', 'barrel_7_9', 'slim_tip', 'magsafe_1', 'magsafe_2', 'magsafe_3', 'surface', 'other'])), name='catalogue_accessorykind_connector', violation_error_message='This plug is not in the list.'),
                    models.CheckConstraint(condition=models.Q(('watts', None), models.Q(('watts__gte', 1), models.Q(('connector', ''), _negated=True)), _connector='OR'), name='catalogue_accessorykind_power', violation_error_message='Enter a power of at least 1 W, together with a plug.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('connector', ''), ('watts', None)), models.Q(('is_part', False), ('sort', 'charger'), ('watts__isnull', False)), _connector='OR'), name='catalogue_accessorykind_charger', violation_error_message='Enter a plug and a power for a charger, and only for a charger.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Factor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('category', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='catalogue.category', verbose_name='category')),
                ('kind', models.CharField(choices=[('co2e_avoided_year', 'kg CO₂e avoided per year of use'), ('manufacture', 'kg CO₂e of manufacture and distribution')], max_length=20, verbose_name='kind')),
                ('value', models.DecimalField(decimal_places=2, max_digits=8, verbose_name='value')),
                ('unit', models.CharField(max_length=40, verbose_name='unit')),
                ('source', models.CharField(max_length=200, verbose_name='source')),
                ('version', models.CharField(max_length=40, verbose_name='version')),
                ('valid_from', models.DateField(verbose_name='valid from')),
            ],
            options={
                'verbose_name': 'impact factor',
                'verbose_name_plural': 'impact factors',
                'ordering': ['category', 'kind', '-valid_from'],
                'constraints': [
                    models.UniqueConstraint(fields=('category', 'kind', 'valid_from'), name='catalogue_factor_once', violation_error_message='This factor already has a value from that date.'),
                    core.workflow.guards.Guard(name='catalogue_factor_frozen', on={'UPDATE': '(OLD.valid_from < CURRENT_DATE) AND (NEW.category_id IS DISTINCT FROM OLD.category_id OR NEW.kind IS DISTINCT FROM OLD.kind OR NEW.value IS DISTINCT FROM OLD.value OR NEW.unit IS DISTINCT FROM OLD.unit OR NEW.valid_from IS DISTINCT FROM OLD.valid_from)'}),
                    core.workflow.guards.Guard(name='catalogue_factor_kept', on={'DELETE': 'OLD.valid_from < CURRENT_DATE'}),
                ],
            },
        ),
        migrations.CreateModel(
            name='Price',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('category', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='catalogue.category', verbose_name='category')),
                ('grade', models.CharField(choices=[('A', 'A'), ('B', 'B'), ('C', 'C')], max_length=1, verbose_name='grade')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=7, verbose_name='price (€, tax included)')),
            ],
            options={
                'verbose_name': 'sale price',
                'verbose_name_plural': 'sale prices',
                'ordering': ['category', 'grade'],
                'constraints': [
                    models.UniqueConstraint(fields=('category', 'grade'), name='catalogue_price_once', violation_error_message='This category and grade already have a price.'),
                    models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='catalogue_price_amount', violation_error_message='The value cannot be negative.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ResaleCap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('category', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='catalogue.category', verbose_name='category')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=7, verbose_name='at most (€, tax included)')),
                ('condition_texts', core.models.by_language.TextsField(blank=True, default=dict, max_length=200, verbose_name='conditions')),
                ('source', models.CharField(max_length=200, verbose_name='source')),
                ('valid_from', models.DateField(verbose_name='valid from')),
            ],
            options={
                'verbose_name': 'resale cap',
                'verbose_name_plural': 'resale caps',
                'ordering': ['category', '-valid_from'],
                'constraints': [
                    models.UniqueConstraint(fields=('category', 'valid_from'), name='catalogue_resalecap_once', violation_error_message='This category already has a cap from that date.'),
                    models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='catalogue_resalecap_amount', violation_error_message='The value cannot be negative.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='FaultType',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('names', core.models.by_language.TextsField(default=dict, max_length=80, verbose_name='name')),
                ('code', models.SlugField(max_length=20, unique=True, verbose_name='code')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
            ],
            options={
                'verbose_name': 'fault',
                'verbose_name_plural': 'faults',
                'ordering': ['position', 'code'],
                'constraints': [
                    core.workflow.guards.Guard(name='catalogue_faulttype_kept', on={'DELETE': '1 = 1', 'TRUNCATE': '1 = 1'}),
                ],
            },
        ),
        migrations.CreateModel(
            name='FaultAlias',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fault', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='aliases', to='catalogue.faulttype', verbose_name='matching fault')),
                ('name', models.CharField(max_length=80, verbose_name='word used elsewhere')),
                ('key', models.CharField(editable=False, error_messages={'unique': 'This word already stands for a fault.'}, max_length=80, unique=True)),
            ],
            options={
                'verbose_name': 'word for a fault',
                'verbose_name_plural': 'words for faults',
                'ordering': ['fault', 'name'],
            },
        ),
        migrations.CreateModel(
            name='Kit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('names', core.models.by_language.TextsField(default=dict, max_length=80, verbose_name='name')),
                ('code', models.SlugField(max_length=20, unique=True, verbose_name='code')),
                ('is_active', models.BooleanField(default=True, verbose_name='offered')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
            ],
            options={
                'verbose_name': 'kit',
                'verbose_name_plural': 'kits',
                'ordering': ['position', 'code'],
                'constraints': [
                    core.workflow.guards.Guard(name='catalogue_kit_kept', on={'DELETE': '1 = 1', 'TRUNCATE': '1 = 1'}),
                ],
            },
        ),
        migrations.CreateModel(
            name='KitPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('category', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='catalogue.category', verbose_name='category')),
                ('product', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='catalogue.voucherproduct', verbose_name='voucher')),
                ('accessory', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='catalogue.accessorykind', verbose_name='accessory')),
                ('kit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='catalogue.kit')),
                ('quantity', models.PositiveSmallIntegerField(default=1, verbose_name='quantity')),
            ],
            options={
                'verbose_name': 'part of a kit',
                'verbose_name_plural': 'parts of a kit',
                'ordering': ['pk'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('accessory', None), ('category__isnull', False), ('product', None)), models.Q(('accessory', None), ('category', None), ('product__isnull', False)), models.Q(('accessory__isnull', False), ('category', None), ('product', None)), _connector='OR'), name='catalogue_kitpart_one_kind', violation_error_message='Each part of a kit must be one kind of item.'),
                    models.CheckConstraint(condition=models.Q(('quantity__gte', 1)), name='catalogue_kitpart_quantity', violation_error_message='A kit must contain at least one of each of its parts.'),
                    models.UniqueConstraint(fields=('kit', 'category'), name='catalogue_kitpart_category_once', violation_error_message='This item is already in the kit: change its quantity instead.'),
                    models.UniqueConstraint(fields=('kit', 'product'), name='catalogue_kitpart_product_once', violation_error_message='This item is already in the kit: change its quantity instead.'),
                    models.UniqueConstraint(fields=('kit', 'accessory'), name='catalogue_kitpart_accessory_once', violation_error_message='This item is already in the kit: change its quantity instead.'),
                ],
            },
        ),
    ]

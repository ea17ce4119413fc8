from core.operating.first_migration import FirstMigration
import core.models.validators
import core.workflow.guards
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(FirstMigration):

    dependencies = [
        ('catalogue', '0001_initial'),
        ('loans', '0001_initial'),
        ('people', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Referral',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status_since', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='since')),
                ('status', models.CharField(choices=[('issued', 'to be used'), ('used', 'used'), ('cancelled', 'cancelled')], default='issued', editable=False, max_length=16, verbose_name='status')),
                ('number', models.CharField(editable=False, max_length=14, unique=True, verbose_name='number')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='referrals', to='people.organisation', verbose_name='organisation')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='people.site', verbose_name='where to come')),
                ('audience', models.CharField(choices=[('family', 'a family'), ('staff', 'a member of staff'), ('structure', 'the organisation itself')], default='family', max_length=10, verbose_name='for')),
                ('recipient', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='referrals', to='people.recipient', verbose_name='person')),
                ('household_size', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='people at home')),
                ('purpose', models.CharField(choices=[('school', 'school and studies'), ('job', 'job and training'), ('rights', 'accessing rights and benefits'), ('online', 'online appointments and services'), ('social_link', 'staying in touch'), ('telework', 'working from home'), ('housing', 'finding or keeping a home'), ('family', 'family and children'), ('other', 'something else')], max_length=12, verbose_name='purpose')),
                ('valid_until', models.DateField(verbose_name='valid until')),
                ('worker_phone', models.CharField(blank=True, help_text='Printed on the slip with your name, for people who have a question or cannot come.', max_length=20, validators=[core.models.validators.can_be_called], verbose_name='phone number to reach you')),
                ('loan', models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='referral', to='loans.loan', verbose_name='hand-over')),
                ('request', models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='referral', to='loans.request')),
                ('created_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'verbose_name': 'referral slip',
                'verbose_name_plural': 'referral slips',
                'ordering': ['-pk'],
                'indexes': [
                    models.Index(fields=['organisation', 'status', '-id'], name='referrals_referral_of'),
                    models.Index(fields=['site', 'status', '-id'], name='referrals_referral_at'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('status__in', ['issued', 'used', 'cancelled'])), name='referrals_referral_status_known', violation_error_message='This status does not exist.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('loan__isnull', False), ('request__isnull', False), ('status', 'used')), models.Q(models.Q(('status', 'used'), _negated=True), ('loan', None)), _connector='OR'), name='referrals_referral_used_by_loan', violation_error_message='A slip can only be used for one hand-over.'),
                    models.CheckConstraint(condition=models.Q(('audience__in', ['family', 'staff'])), name='referrals_referral_audience', violation_error_message='A slip must be for a family or for a member of staff.'),
                    models.CheckConstraint(condition=models.Q(('purpose__in', ['school', 'job', 'rights', 'online', 'social_link', 'telework', 'housing', 'family', 'other'])), name='referrals_referral_purpose', violation_error_message='Choose a purpose from the list.'),
                    models.CheckConstraint(condition=models.Q(('household_size__gte', 1)), name='referrals_referral_household', violation_error_message='There must be at least one person at home.'),
                    core.workflow.guards.Guard(name='referrals_referral_frozen', on={'UPDATE': "(1 = 1) AND (NEW.number IS DISTINCT FROM OLD.number OR NEW.valid_until IS DISTINCT FROM OLD.valid_until OR NEW.worker_phone IS DISTINCT FROM OLD.worker_phone OR (NEW.organisation_id IS DISTINCT FROM OLD.organisation_id AND NOT EXISTS (SELECT 1 FROM core_unsettled u WHERE u.rule = 'merge' AND u.row_id = NEW.organisation_id)))"}),
                    core.workflow.guards.Guard(name='referrals_referral_request_frozen', on={'UPDATE': "(OLD.status = 'used') AND (NEW.request_id IS DISTINCT FROM OLD.request_id)"}),
                    core.workflow.guards.Guard(name='referrals_referral_kept', on={'DELETE': '1 = 1', 'TRUNCATE': '1 = 1'}),
                ],
            },
        ),
        migrations.CreateModel(
            name='ReferralLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('category', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='catalogue.category', verbose_name='category')),
                ('product', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='catalogue.voucherproduct', verbose_name='voucher')),
                ('accessory', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='catalogue.accessorykind', verbose_name='accessory')),
                ('min_screen_inches', models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True, verbose_name='screen, at least (inches)')),
                ('min_ram_gb', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='memory, at least (GB)')),
                ('needs_webcam', models.BooleanField(default=False, verbose_name='with a webcam')),
                ('needs_cellular', models.BooleanField(default=False, verbose_name='with 4G or 5G')),
                ('referral', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='referrals.referral')),
                ('kit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='catalogue.kit', verbose_name='kit')),
                ('quantity', models.PositiveSmallIntegerField(default=1, verbose_name='quantity')),
            ],
            options={
                'verbose_name': 'entitlement',
                'verbose_name_plural': 'entitlements',
                'ordering': ['pk'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('accessory', None), ('category__isnull', False), ('kit', None), ('product', None)), models.Q(('accessory', None), ('category', None), ('kit', None), ('product__isnull', False)), models.Q(('accessory__isnull', False), ('category', None), ('kit', None), ('product', None)), models.Q(('accessory', None), ('category', None), ('kit__isnull', False), ('product', None)), _connector='OR'), name='referrals_referralline_one_kind', violation_error_message='A line must cover only one kind of item.'),
                    models.CheckConstraint(condition=models.Q(('quantity__gte', 1)), name='referrals_referralline_quantity', violation_error_message='The quantity on a slip must be a whole number, at least one.'),
                    models.CheckConstraint(condition=models.Q(('category__isnull', False), models.Q(('min_ram_gb', None), ('min_screen_inches', None), ('needs_cellular', False), ('needs_webcam', False)), _connector='OR'), name='referrals_referralline_needs', violation_error_message='Only a device can have a screen, memory, a webcam or 4G.'),
                    core.workflow.guards.Guard(name='referrals_referralline_frozen', on={'UPDATE': '(1 = 1) AND (NEW.referral_id IS DISTINCT FROM OLD.referral_id OR NEW.category_id IS DISTINCT FROM OLD.category_id OR NEW.product_id IS DISTINCT FROM OLD.product_id OR NEW.accessory_id IS DISTINCT FROM OLD.accessory_id OR NEW.kit_id IS DISTINCT FROM OLD.kit_id OR NEW.quantity IS DISTINCT FROM OLD.quantity)'}),
                    core.workflow.guards.Guard(name='referrals_referralline_needs_frozen', on={'UPDATE': '(1 = 1) AND (NEW.min_screen_inches IS DISTINCT FROM OLD.min_screen_inches OR NEW.min_ram_gb IS DISTINCT FROM OLD.min_ram_gb OR NEW.needs_webcam IS DISTINCT FROM OLD.needs_webcam OR NEW.needs_cellular IS DISTINCT FROM OLD.needs_cellular)'}),
                    core.workflow.guards.Guard(name='referrals_referralline_kept', on={'DELETE': '1 = 1', 'TRUNCATE': '1 = 1'}),
                ],
            },
        ),
    ]

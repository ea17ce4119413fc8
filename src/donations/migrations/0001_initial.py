from core.operating.first_migration import FirstMigration
import core.models.by_language
import core.models.validators
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
        ('people', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Donor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('merged_into', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='donations.donor')),
                ('name', models.CharField(error_messages={'unique': 'There is already a donor with this name.'}, max_length=120, unique=True, verbose_name='name')),
                ('kind', models.CharField(choices=[('company', 'company'), ('public', 'public body'), ('individual', 'individual')], default='company', max_length=10, verbose_name='kind')),
                ('siren', models.CharField(blank=True, max_length=9, validators=[core.models.validators.StdnumValidator('stdnum.fr.siren', 'This SIREN is not valid.')], verbose_name='SIREN')),
                ('legal_form', models.CharField(blank=True, help_text='SAS, association, municipality... as shown on documents.', max_length=60, verbose_name='legal form')),
                ('contact', models.CharField(blank=True, max_length=120, verbose_name='contact')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='phone')),
                ('address', models.TextField(blank=True, help_text='In full: street, postcode, town.', max_length=300, verbose_name='address')),
                ('language', models.CharField(choices=core.models.by_language.languages, default='fr', max_length=2, verbose_name='language of their documents')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('contact_on', models.DateField(default=django.utils.timezone.localdate, editable=False, verbose_name='last contact on')),
                ('erase_on', models.DateField(editable=False, null=True, verbose_name='erased on')),
                ('forgotten_at', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'verbose_name': 'donor',
                'verbose_name_plural': 'donors',
                'ordering': ['name'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('kind__in', ['company', 'public', 'individual'])), name='donations_donor_kind', violation_error_message='A donor must be a company, a public body or an individual.'),
                    core.workflow.guards.Guard(name='donations_donor_kept', on={'DELETE': '1 = 1', 'TRUNCATE': '1 = 1'}),
                ],
            },
        ),
        migrations.CreateModel(
            name='Donation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status_since', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='since')),
                ('status', models.CharField(choices=[('promised', 'promised'), ('scheduled', 'collection planned'), ('received', 'received'), ('closed', 'closed'), ('cancelled', 'cancelled')], default='promised', editable=False, max_length=16, verbose_name='status')),
                ('reference', models.CharField(editable=False, max_length=12, unique=True, verbose_name='reference')),
                ('donor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='donations', to='donations.donor', verbose_name='donor')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='people.site', verbose_name='site')),
                ('collect_on', models.DateField(blank=True, null=True, verbose_name='collection date')),
                ('collect_from', models.TimeField(blank=True, null=True, verbose_name='from')),
                ('collect_until', models.TimeField(blank=True, null=True, verbose_name='until')),
                ('collect_at', models.TextField(blank=True, max_length=300, verbose_name='collection address')),
                ('collect_contact', models.CharField(blank=True, max_length=120, verbose_name='contact on site')),
                ('collect_phone', models.CharField(blank=True, max_length=20, verbose_name='phone on site')),
                ('carrier', models.CharField(blank=True, help_text='The carrier; leave it empty if we collect the lot.', max_length=120, verbose_name='carrier')),
                ('eraser', models.CharField(choices=[('ours', 'us, on arrival'), ('donor', 'the donor, before the collection')], default='ours', max_length=5, verbose_name='data erased by')),
                ('erase_within', models.PositiveSmallIntegerField(default=60, help_text='Promised in the agreement, counted from the collection.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(365)], verbose_name='data erased within (days)')),
                ('outside_eraser', models.CharField(blank=True, help_text='The workshop’s name in the register, if the donor accepts it. It is printed in the agreement. If this is empty, devices with data stay with us.', max_length=120, verbose_name='outside workshop that may erase the data')),
                ('owned_from', models.DateField(blank=True, help_text='When the donation becomes ours. Empty: on the day of collection.', null=True, verbose_name='ownership transferred on')),
                ('collect_by', models.DateField(blank=True, help_text='Set by a public body: quoted in its agreement.', null=True, verbose_name='latest collection date')),
                ('ground', models.CharField(blank=True, choices=[('state-2', 'State or its institutions: to relief bodies (L. 3212-2, 2°)'), ('state-3', 'State or its institutions: IT equipment (L. 3212-2, 3°)'), ('state-11', 'State or its institutions: other movable property (L. 3212-2, 11°)'), ('local-2', 'Local authority: to relief bodies (L. 3212-3 and L. 3212-2, 2°)'), ('local-3', 'Local authority: IT equipment (L. 3212-3 and L. 3212-2, 3°)'), ('local-11', 'Local authority: other movable property (L. 3212-3 and L. 3212-2, 11°)')], help_text='For a public body: its decision names the article.', max_length=8, verbose_name='legal article of the gift')),
                ('decision', models.CharField(blank=True, help_text='The deliberation or decision of the public body: number and date.', max_length=120, verbose_name='reference of the decision')),
                ('may_resell', models.BooleanField(default=False, help_text='Tick only for a public body’s gift of IT equipment (3° of the article), and only for resale within the legal price caps.', verbose_name='resale to people in hardship is allowed')),
                ('received_on', models.DateField(editable=False, null=True, verbose_name='received on')),
                ('boxes', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(999)], verbose_name='number of boxes')),
                ('is_to_complete', models.BooleanField(default=False, editable=False, verbose_name='to complete')),
                ('note', models.TextField(blank=True, help_text='Describe only the equipment, never a person.', max_length=500, verbose_name='note')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'verbose_name': 'donation',
                'verbose_name_plural': 'donations',
                'ordering': ['-pk'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('status__in', ['promised', 'scheduled', 'received', 'closed', 'cancelled'])), name='donations_donation_status', violation_error_message='This status does not exist.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['received', 'closed']), _negated=True), ('received_on__isnull', False), _connector='OR'), name='donations_donation_received_on', violation_error_message='A received donation must have a date of receipt.'),
                    models.CheckConstraint(condition=models.Q(('collect_until', None), models.Q(('collect_from__isnull', False), ('collect_until__gt', models.F('collect_from'))), _connector='OR'), name='donations_donation_slot', violation_error_message='A collection must end after it begins.'),
                    models.CheckConstraint(condition=models.Q(('eraser__in', ['ours', 'donor'])), name='donations_donation_eraser', violation_error_message='Choose who erases the data: the donor or us.'),
                    models.CheckConstraint(condition=models.Q(('ground__in', ['', 'state-2', 'state-3', 'state-11', 'local-2', 'local-3', 'local-11'])), name='donations_donation_ground', violation_error_message='This article of law is not in the list.'),
                    models.CheckConstraint(condition=models.Q(('may_resell', False), ('ground__in', ['state-3', 'local-3']), _connector='OR'), name='donations_donation_resale', violation_error_message='Only a gift under 3° of the article allows resale.'),
                    core.workflow.guards.Guard(name='donations_donation_kept', on={'DELETE': '1 = 1', 'TRUNCATE': '1 = 1'}),
                ],
            },
        ),
        migrations.CreateModel(
            name='DonationLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('declared_value', models.DecimalField(blank=True, decimal_places=2, editable=False, max_digits=10, null=True, verbose_name='declared value (€)')),
                ('value_basis', models.CharField(blank=True, choices=[('cost', 'cost price'), ('book', 'net book value'), ('market', 'market value'), ('estimate', 'estimate of the public body')], editable=False, max_length=10, verbose_name='basis of the value')),
                ('declared_by', models.CharField(blank=True, editable=False, max_length=120, verbose_name='declared by')),
                ('declared_on', models.DateField(blank=True, editable=False, null=True, verbose_name='declared on')),
                ('bought_on', models.DateField(blank=True, editable=False, null=True, verbose_name='bought by the donor on')),
                ('donation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='donations.donation')),
                ('category', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='catalogue.category', verbose_name='category')),
                ('announced', models.PositiveIntegerField(default=0, verbose_name='announced')),
                ('counted', models.PositiveIntegerField(blank=True, null=True, verbose_name='counted')),
                ('declared_count', models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name='declared for')),
            ],
            options={
                'verbose_name': 'line',
                'verbose_name_plural': 'lines',
                'ordering': ['category__position'],
                'constraints': [
                    models.UniqueConstraint(fields=('donation', 'category'), name='donations_donationline_once', violation_error_message='There is already a line for this category.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('declared_by', ''), ('declared_on', None), ('declared_value', None), ('value_basis', ''), ('declared_count', None)), models.Q(('declared_count__gt', 0), ('declared_count__isnull', False), ('declared_on__isnull', False), ('declared_value__gte', 0), ('declared_value__isnull', False), ('value_basis__in', ['cost', 'book', 'market', 'estimate']), models.Q(('declared_by', ''), _negated=True)), _connector='OR'), name='donations_donationline_declared', violation_error_message='For a declared value, enter its basis, who declared it and when.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Paper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('donation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='donations.donation')),
                ('kind', models.CharField(choices=[('slip', 'collection slip'), ('agreement', 'donation agreement'), ('statement', 'statement of receipt')], max_length=10)),
                ('number', models.CharField(max_length=20, unique=True)),
                ('facts_sha256', models.CharField(max_length=64)),
                ('document', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.document')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'donation document',
                'verbose_name_plural': 'donation documents',
                'ordering': ['-pk'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('kind__in', ['slip', 'agreement', 'statement'])), name='donations_paper_kind', violation_error_message='This type of document does not exist.'),
                    core.workflow.guards.Guard(name='donations_paper_append_only', on={'DELETE': '1 = 1', 'TRUNCATE': '1 = 1', 'UPDATE': '1 = 1'}),
                ],
            },
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status_since', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='since')),
                ('status', models.CharField(choices=[('sending', 'on its way'), ('sent', 'sent'), ('failed', 'not sent'), ('unsure', 'possibly sent')], default='sending', editable=False, max_length=16, verbose_name='status')),
                ('donation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='donations.donation')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.document')),
                ('paper', models.CharField(max_length=20)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'letter',
                'verbose_name_plural': 'letters',
                'ordering': ['-pk'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('status__in', ['sending', 'sent', 'failed', 'unsure'])), name='donations_letter_status', violation_error_message='This status does not exist.'),
                    models.UniqueConstraint(condition=models.Q(('status', 'sending')), fields=('document',), name='donations_letter_one_on_its_way', violation_error_message='This document is already being sent.'),
                    core.workflow.guards.Guard(name='donations_letter_frozen', on={'UPDATE': '(1 = 1) AND (NEW.donation_id IS DISTINCT FROM OLD.donation_id OR NEW.document_id IS DISTINCT FROM OLD.document_id OR NEW.paper IS DISTINCT FROM OLD.paper OR NEW.by_id IS DISTINCT FROM OLD.by_id OR NEW.at IS DISTINCT FROM OLD.at)'}),
                    core.workflow.guards.Guard(name='donations_letter_no_way_back', on={'UPDATE': "(OLD.status <> 'sending') AND (NEW.status IS DISTINCT FROM OLD.status)"}),
                    core.workflow.guards.Guard(name='donations_letter_kept', on={'DELETE': '1 = 1', 'TRUNCATE': '1 = 1'}),
                ],
            },
        ),
    ]

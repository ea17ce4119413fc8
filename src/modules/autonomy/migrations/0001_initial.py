from core.operating.first_migration import FirstMigration
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(FirstMigration):

    dependencies = [
        ('loans', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AutonomyNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('moment', models.CharField(choices=[('request', 'when requesting'), ('hand_over', 'at the hand-over'), ('call', 'at a call after the hand-over'), ('link', 'on their personal page')], editable=False, max_length=9, verbose_name='moment')),
                ('level', models.CharField(choices=[('entierement_accompagne', 'with help'), ('partiellement_autonome', 'alone, with help if needed'), ('autonome', 'alone')], max_length=24, verbose_name='level of autonomy')),
                ('topic', models.CharField(blank=True, choices=[('prendre_en_main_du_materiel', 'getting to know the device'), ('navigation_sur_internet', 'browsing the internet'), ('email', 'e-mail'), ('aide_aux_demarches_administratives', 'online public services'), ('insertion_professionnelle', 'finding a job'), ('scolarite_et_numerique', 'school and digital tools'), ('diagnostic_numerique', 'digital skills assessment'), ('maintenance_de_materiel', 'looking after the device'), ('gere_ses_contenus_numeriques', 'managing digital files'), ('bureautique', 'office software'), ('reseaux_sociaux', 'social networks and communication'), ('sante', 'online health services'), ('banque_et_achats_en_ligne', 'online banking and shopping'), ('entrepreneuriat', 'digital tools for a business'), ('securite_numerique', 'digital safety'), ('parentalite', 'parenting'), ('creer_avec_le_numerique', 'creating with digital tools'), ('culture_numerique', 'digital culture'), ('intelligence_artificielle', 'artificial intelligence (AI)')], max_length=40, verbose_name='main use')),
                ('managed', models.CharField(blank=True, choices=[('yes', 'yes'), ('partly', 'in part'), ('no', 'not yet')], max_length=6, verbose_name='managed what they wanted')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='recorded on')),
                ('by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('loan', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='autonomy_notes', to='loans.loan')),
                ('request', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='autonomy_notes', to='loans.request')),
            ],
            options={
                'verbose_name': 'answer about autonomy',
                'verbose_name_plural': 'answers about autonomy',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('loan', None), ('moment', 'request'), ('request__isnull', False)), models.Q(('loan__isnull', False), ('moment__in', ['hand_over', 'call', 'link']), ('request', None)), _connector='OR'), name='autonomy_autonomynote_subject', violation_error_message='An answer must be about a request or a hand-over.'), models.CheckConstraint(condition=models.Q(('level__in', ['entierement_accompagne', 'partiellement_autonome', 'autonome'])), name='autonomy_autonomynote_level', violation_error_message='Choose a level from the list.'), models.CheckConstraint(condition=models.Q(('topic__in', ['', 'prendre_en_main_du_materiel', 'navigation_sur_internet', 'email', 'aide_aux_demarches_administratives', 'insertion_professionnelle', 'scolarite_et_numerique', 'diagnostic_numerique', 'maintenance_de_materiel', 'gere_ses_contenus_numeriques', 'bureautique', 'reseaux_sociaux', 'sante', 'banque_et_achats_en_ligne', 'entrepreneuriat', 'securite_numerique', 'parentalite', 'creer_avec_le_numerique', 'culture_numerique', 'intelligence_artificielle'])), name='autonomy_autonomynote_topic', violation_error_message='Choose a topic from the list.'), models.CheckConstraint(condition=models.Q(('managed', ''), models.Q(('managed__in', ['yes', 'partly', 'no']), ('moment__in', ['call', 'link'])), _connector='OR'), name='autonomy_autonomynote_managed', violation_error_message='This question can be answered only after the hand-over.'), models.UniqueConstraint(fields=('request',), name='autonomy_autonomynote_once_asked', violation_error_message='The level at the request is already recorded.'), models.UniqueConstraint(fields=('loan', 'moment'), name='autonomy_autonomynote_once', violation_error_message='The level at this moment is already recorded.')],
            },
        ),
    ]

"""Levels and topics of the Coop de la médiation numérique, moments of a note, event sentences.

The values are those of the API v1 of the Coop (`autonomie`, `thematiques`), read on 2 December
2026 at github.com/inclusion-numerique/coop-mediation-numerique, below apps/web/src: the files
app/api/v1/activites/route.ts (commit 443a0853, also for the fields of coop.py) and
features/activites/use-cases/cra/individuel/fields/autonomie.ts (commit 8106223f). The eleven
subjects of an administrative procedure are left out: `aide_aux_demarches_administratives` covers
them.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.workflow import event_messages


class Level(models.TextChoices):
    """The `autonomie` of the Coop, from the least to the most autonomous."""

    GUIDED = "entierement_accompagne", _("with help")
    PARTLY = "partiellement_autonome", _("alone, with help if needed")
    ALONE = "autonome", pgettext_lazy("level", "alone")


class Topic(models.TextChoices):
    """The `thematiques` of the Coop; the first ones are the usual ones and are shown first."""

    HARDWARE = "prendre_en_main_du_materiel", _("getting to know the device")
    BROWSING = "navigation_sur_internet", _("browsing the internet")
    EMAIL = "email", _("e-mail")
    PROCEDURES = "aide_aux_demarches_administratives", _("online public services")
    JOB = "insertion_professionnelle", _("finding a job")
    SCHOOL = "scolarite_et_numerique", _("school and digital tools")
    DIAGNOSIS = "diagnostic_numerique", _("digital skills assessment")
    MAINTENANCE = "maintenance_de_materiel", _("looking after the device")
    CONTENT = "gere_ses_contenus_numeriques", _("managing digital files")
    OFFICE = "bureautique", _("office software")
    NETWORKS = "reseaux_sociaux", _("social networks and communication")
    HEALTH = "sante", _("online health services")
    BANKING = "banque_et_achats_en_ligne", _("online banking and shopping")
    BUSINESS = "entrepreneuriat", _("digital tools for a business")
    SECURITY = "securite_numerique", _("digital safety")
    PARENTS = "parentalite", _("parenting")
    CREATING = "creer_avec_le_numerique", _("creating with digital tools")
    CULTURE = "culture_numerique", _("digital culture")
    AI = "intelligence_artificielle", _("artificial intelligence (AI)")


USUAL_TOPICS = Topic.choices[:6]
OTHER_TOPICS = Topic.choices[6:]


class Moment(models.TextChoices):
    REQUEST = "request", pgettext_lazy("autonomy", "when requesting")
    HAND_OVER = "hand_over", _("at the hand-over")
    CALL = "call", _("at a call after the hand-over")
    LINK = "link", _("on their personal page")


LATER = [Moment.CALL, Moment.LINK]


class Managed(models.TextChoices):
    """Whether the person managed to do what they wanted."""

    YES = "yes", pgettext_lazy("managed", "yes")
    PARTLY = "partly", pgettext_lazy("managed", "in part")
    NO = "no", pgettext_lazy("managed", "not yet")


EVENTS = {
    "autonomy.noted": _("Autonomy recorded with the person, %(moment)s"),
    "autonomy.removed": _("Answer about digital autonomy removed"),
}

# A later note changes the coverage of past hand-overs.
CORRECTIONS = ["autonomy.noted", "autonomy.removed"]

event_messages.register(EVENTS, CORRECTIONS, moment=Moment)

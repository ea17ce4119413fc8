"""Terms of priority, reasons of refusal, and the duration of reservations."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from loans.lifecycle import Purpose, Urgency

PURPOSES = {purpose: f"purpose_{purpose}" for purpose in Purpose}
URGENCIES = {urgency: f"urgency_{urgency}" for urgency in Urgency}
# The closed list of what makes a request come first, with the points that a house begins with.
USUAL_POINTS = {
    "purpose_school": 20,
    "purpose_job": 20,
    "purpose_rights": 15,
    "purpose_health": 15,
    "purpose_social_link": 10,
    "purpose_telework": 5,
    "purpose_housing": 15,
    "purpose_family": 10,
    "purpose_other": 5,
    "urgency_course": 15,
    "urgency_job": 15,
    "urgency_care": 20,
    "urgency_alone": 10,
    "urgency_broken": 10,
    "no_device": 10,
    "person": 2,
    "pupil": 3,
    "near": 15,
    "soon": 5,
    "week": 2,
}
MAX_POINTS = 100
OTHER_REASONS = {
    "no_device": _("a family without any device at home"),
    "person": _("each person of a family without a device, up to 6"),
    "pupil": _("each pupil or student of a family, up to 4"),
    "near": _("wanted within a week, or the day is past"),
    "soon": _("wanted within three weeks"),
    "week": _("each full week of waiting, up to 12"),
}


LABELS = {
    **{name: purpose.label for purpose, name in PURPOSES.items()},
    **{name: urgency.label for urgency, name in URGENCIES.items()},
    **OTHER_REASONS,
}


class Reason:
    """One reason of the closed list, with its words."""

    values = list(USUAL_POINTS)

    def __init__(self, value):
        self.label = LABELS[value]


class Refusal(models.TextChoices):
    """The usual reasons for which a request is refused, as its organisation reads them."""

    NO_STOCK = "no_stock", _("We have none of this, and expect none soon.")
    NOT_OURS = "not_ours", _("We do not hand out this kind of equipment.")
    QUOTA = "quota", _("What your convention allows for this period is used up.")
    SERVED = "served", _("This person or service was equipped a short while ago.")
    DOUBLE = "double", _("You have asked for the same thing already.")
    UNCLEAR = "unclear", _("We lack what we need to know: please ask again and say more.")
    ELSEWHERE = "elsewhere", _("Another structure near you can serve this sooner.")


EVENTS = {
    "weights.changed": _("Points changed: %(weighs)s, now %(points)s"),
    "loan.arranged": _("Set aside until %(on)s, %(mode)s"),
    "loan.prolonged": _("Set aside for longer: until %(on)s"),
    "loan.expired": _("Nobody came by %(on)s: all is back on the shelf"),
    "loan.taken_anyway": _("Added all the same: %(item)s"),
}

"""The ceiling of vouchers by person and month: why it is lifted."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LiftReason(models.TextChoices):
    """Why somebody is given more vouchers in a month than the ceiling allows."""

    EMERGENCY = "emergency", _("emergency: no other way to call or connect")
    JOB = "job", _("job or training that starts")
    HEALTH = "health", _("health")
    SCHOOL = "school", _("school or exam")
    HOUSEHOLD = "household", _("several people at home need one")


EVENTS = {"ceiling.lifted": _("Ceiling of vouchers lifted once: %(lift)s")}

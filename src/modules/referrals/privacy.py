"""Personal data of slips: last contact, and open slips that prevent anonymisation."""

from django.db.models import Q
from django.utils.translation import gettext as _

from modules.referrals.models import Referral

ISSUED = (Referral, Q(), "recipient", "created_at")


def valid_slips(today):
    return _("a referral slip that may be used"), Referral.objects.valid(today), "recipient"

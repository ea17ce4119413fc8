"""Open work that keeps a module of the counter from being switched off."""

from django.utils import timezone
from django.utils.translation import ngettext

from core.modules import ModuleKey, StillOpen
from loans.campaigns.lifecycle import CampaignStatus
from loans.models import Appointment, Campaign, Convention, Referral


def appointments_to_come():
    count = Appointment.objects.booked().filter(starts_at__gte=timezone.now()).count()
    return count and ngettext(
        "%(count)s appointment is still to come: serve or cancel it first.",
        "%(count)s appointments are still to come: serve or cancel them first.",
        count,
    ) % {"count": count}


def campaigns_prepared():
    count = Campaign.objects.filter(status=CampaignStatus.PREPARED).count()
    return count and ngettext(
        "%(count)s campaign is prepared: send or drop it first.",
        "%(count)s campaigns are prepared: send or drop them first.",
        count,
    ) % {"count": count}


def conventions_in_force():
    count = Convention.objects.in_force(timezone.localdate()).count()
    return count and ngettext(
        "%(count)s convention is in force: its quota no longer counts, nor does its end.",
        "%(count)s conventions are in force: their quotas no longer count, nor do their ends.",
        count,
    ) % {"count": count}


def slips_to_use():
    count = Referral.objects.valid(timezone.localdate()).count()
    return count and ngettext(
        "%(count)s referral slip is not used yet: the counter no longer knows it.",
        "%(count)s referral slips are not used yet: the counter no longer knows them.",
        count,
    ) % {"count": count}


STILL_OPEN = (
    StillOpen(ModuleKey.APPOINTMENTS, appointments_to_come, keeps_on=True),
    StillOpen(ModuleKey.CAMPAIGNS, campaigns_prepared, keeps_on=True),
    StillOpen(ModuleKey.CONVENTIONS, conventions_in_force),
    StillOpen(ModuleKey.REFERRALS, slips_to_use),
)

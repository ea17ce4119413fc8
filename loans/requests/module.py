"""What belongs to the module “referrals”."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from core.modules.registry import Module, StillOpen, register
from loans.models import Referral


def slips_to_use():
    count = Referral.objects.valid(timezone.localdate()).count()
    return count and ngettext(
        "%(count)s referral slip is not used yet: the counter no longer knows it.",
        "%(count)s referral slips are not used yet: the counter no longer knows them.",
        count,
    ) % {"count": count}


register(
    Module(
        key="referrals",
        rank=70,
        label=pgettext_lazy("module", "Referral slips"),
        description=_("An organisation sends a family to your counter with a slip to print."),
        urls=("referral_*",),
        open=(StillOpen(slips_to_use),),
    )
)

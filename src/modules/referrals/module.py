"""The declaration of the module."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from core.modules.panels import Panel
from core.modules.registry import StillOpen
from desk.help.topics import Topic
from desk.navigation import Tab
from modules.declaration import RemovableModule
from modules.referrals import demo, privacy
from modules.referrals.models import Referral, ReferralLine
from modules.referrals.operations import free_referral, take_slip
from people.base.roles import Role

VIEW = "loans.write_message"  # for organisations and coordinators, not the warehouse


def slips_to_use():
    count = Referral.objects.valid(timezone.localdate()).count()
    return count and ngettext(
        "%(count)s referral slip has not been used yet: the counter will no longer recognise it.",
        "%(count)s referral slips have not been used yet: the counter will no longer "
        "recognise them.",
        count,
    ) % {"count": count}


def slip_of(user, request):
    """The slip from which a request was created, for users who read slips."""
    slip = user.has_perm(VIEW) and Referral.objects.filter(request=request).first()
    return {"slip": slip} if slip else None


MODULE = RemovableModule(
    key="referrals",
    rank=70,
    search_words={"referral_list": _("slips codes sheets")},
    label=pgettext_lazy("module", "Referral slips"),
    description=_("An organisation sends a family to your counter with a slip to print."),
    urls=("referral_*",),
    open=(StillOpen(slips_to_use),),
    menu=[
        (
            "requests",
            Tab("referral_list", pgettext_lazy("tab", "Referrals"), "ticket-check", VIEW),
            "reservation_list",
        )
    ],
    topics=[
        Topic(
            "referrals",
            Role.COUNTER,
            "referral_list referral_new referral_detail",
            for_associations=True,
            after="requests",
        )
    ],
    panels=[Panel("request_facts", "referrals/_request_facts.html", slip_of)],
    numbered=[Referral],
    shared_numbers=[Referral],
    takes=[take_slip],
    freed=[free_referral],
    personal_data=[
        (Referral, ("recipient", "loan__recipient")),
        (ReferralLine, ("referral__recipient", "referral__loan__recipient")),
    ],
    records={"referral": Referral},
    third_parties={Referral: {"worker_phone"}},
    contacts=[privacy.ISSUED],
    under_way=[privacy.valid_slips],
    demo=demo.give_slips,
)

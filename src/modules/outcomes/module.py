"""The declaration of the module."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.modules.panels import Panel
from core.modules.registry import StillOpen
from core.workflow import erasure_journal
from desk.full_export.exclusions import KEYED
from desk.help.topics import Topic
from modules.declaration import RemovableModule
from modules.outcomes import demo
from modules.outcomes.models import OutcomeLink
from modules.outcomes.operations import close_again, open_outcome
from people.base.roles import Role


def open_addresses():
    count = OutcomeLink.objects.standing(timezone.localdate()).count()
    return count and ngettext(
        "%(count)s address of an outcome is open: close it first.",
        "%(count)s addresses of outcomes are open: close them first.",
        count,
    ) % {"count": count}


def may_see(user, subject):
    return {} if user.has_perm("donations.view_donor") else None


MODULE = RemovableModule(
    key="outcomes",
    rank=None,
    label=_("What became of the devices"),
    description=_("Donors see what became of their devices; the key figures can be made public."),
    fields=("FigureRulesForm.is_public", "FigureRulesForm.embedded_by"),
    settings=("id_is_public",),
    open=(StillOpen(open_addresses),),
    permissions={Role.COORDINATOR: {open_outcome.permission}},
    paths={"outcome-addresses": "donor_list"},
    topics=[
        Topic(
            "outcomes",
            Role.COORDINATOR,
            "donor_outcome donation_outcome outcome key_figures",
            after="lists",
        )
    ],
    panels=[
        Panel("donor_actions", "outcomes/_of_donor.html", may_see),
        Panel("donation_actions", "outcomes/_of_lot.html", may_see),
    ],
    secret_columns={"outcomes.OutcomeLink.token_hash": KEYED},
    demo=demo.publish,
)

erasure_journal.register("outcomes.OutcomeLink", born="at", gone="revoked_at", again=close_again)

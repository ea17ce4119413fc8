"""Declaration of the module “conventions”."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.modules.registry import Module, StillOpen, register
from loans.models import Convention


def conventions_in_force():
    count = Convention.objects.in_force(timezone.localdate()).count()
    return count and ngettext(
        "%(count)s partnership agreement is in force: its quota and end date will no longer count.",
        "%(count)s partnership agreements are in force: their quotas and end dates "
        "will no longer count.",
        count,
    ) % {"count": count}


register(
    Module(
        key="conventions",
        rank=60,
        label=_("Partnership agreements and quotas"),
        description=_("What each organisation can request, how much, and until when."),
        urls=("convention_*",),
        columns=("OrganisationTable.convention", "OrganisationTable.used"),
        letters=("convention.*",),
        jobs=("conventions*",),
        open=(StillOpen(conventions_in_force),),
    )
)

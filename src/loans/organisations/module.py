"""Declaration of the module “conventions”."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.modules.registry import Module, StillOpen, register
from loans.models import Convention


def conventions_in_force():
    count = Convention.objects.in_force(timezone.localdate()).count()
    return count and ngettext(
        "%(count)s convention is in force: its quota no longer counts, nor does its end.",
        "%(count)s conventions are in force: their quotas no longer count, nor do their ends.",
        count,
    ) % {"count": count}


register(
    Module(
        key="conventions",
        rank=60,
        label=_("Conventions and quotas"),
        description=_("What each organisation may ask for, how much, and until when."),
        urls=("convention_*",),
        columns=("OrganisationTable.convention", "OrganisationTable.used"),
        letters=("convention.*",),
        jobs=("conventions*",),
        open=(StillOpen(conventions_in_force),),
    )
)

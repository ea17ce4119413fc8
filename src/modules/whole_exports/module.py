"""The declaration of the module."""

from django.utils.translation import gettext_lazy as _

from core.modules.panels import Panel
from desk.daily import Step
from desk.full_export.exclusions import PLACE
from modules.declaration import RemovableModule
from modules.whole_exports.jobs import clear_exports, offer_exports_again
from modules.whole_exports.models import WholeExport
from modules.whole_exports.operations import (
    RETENTION,
    ask_export,
    forget_exports,
    forget_with_people,
)
from people.models import User

MAX_SHOWN = 10


def exports(user, subject):
    """The last exports, for users who may request one."""
    if not user.has_perm(ask_export.permission):
        return None
    latest = WholeExport.objects.select_related("by")[:MAX_SHOWN]
    is_at_work = any(export.status == "asked" for export in latest)
    return {"exports": latest, "is_at_work": is_at_work, "retention_days": RETENTION.days}


MODULE = RemovableModule(
    key="whole_exports",
    rank=None,
    label=_("Full exports"),
    description=_("An administrator downloads all data and files in one archive."),
    panels=[Panel("backup_page", "whole_exports/_exports.html", exports)],
    steps={
        "exports": Step(
            run=lambda now: offer_exports_again(now=now),
            needs_clock=False,
            words=_("Tasks queued again: %(count)s"),
        ),
        "old exports": Step(
            run=lambda now: forget_exports(by=User.objects.system(), now=now), needs_clock=True
        ),
        "files of exports": Step(run=lambda now: clear_exports(now=now), needs_clock=True),
    },
    secret_columns={"whole_exports.WholeExport.file": PLACE},
    forget=[forget_with_people],
)

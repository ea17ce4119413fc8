"""Scan mode in which each scan assigns a device to a person on a staff list."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms.base import ActForm
from desk.scan_sessions.modes import ModeConfig, done, wanted_device
from inventory.imports.lifecycle import ImportStatus
from inventory.models import ImportBatch
from modules.staff import operations
from modules.staff.lifecycle import StaffResult
from modules.staff.models import StaffLine
from people.models import Site

MAX_LISTS = 20  # lists to choose from: only recent lists are in use


class StaffForm(ActForm):
    batch = forms.ModelChoiceField(
        ImportBatch.objects.none(), label=_("Staff list"), empty_label=None
    )

    def __init__(self, data=None, *, user, **kwargs):
        super().__init__(data, **kwargs)
        batches = ImportBatch.objects.filter(
            staff_run__isnull=False,
            site__in=Site.objects.visible_to(user),
            status=ImportStatus.APPLIED,
        )
        recent = batches.order_by("-staff_run").values_list("pk", flat=True)[:MAX_LISTS]
        self.fields["batch"].queryset = batches.filter(pk__in=list(recent)).select_related(
            "document", "site"
        )


def tie(session, answer, by):
    """Assign the device to a person on the staff list; only the scanning user sees the name."""
    device = wanted_device(answer)
    tied = operations.tie(session.batch, by=by, device=device)
    if tied is None:
        return None
    line, former = tied
    scanned = done(
        session, StaffResult.TIED, device, row=line.number, loan=line.loan.number, line=line.pk
    )
    scanned.whose = str(line.loan.recipient)
    scanned.instead_of = former
    return scanned


def not_tied(line, by):
    operations.untie(StaffLine.objects.get(pk=line.data["line"]), by=by)


TIE = ModeConfig(
    operations.tie.permission,
    "user-round-check",
    _("Scan each machine: the page shows the person it is for."),
    tie,
    form=StaffForm,
    module="staff",
)

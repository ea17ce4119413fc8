"""Equipment for many members of staff: import of a list, then its people, papers and labels."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from core.forms.actions import content_of, finder
from core.http.access import allowed
from core.pdf.render import pdf_response
from loans.base.lifecycle.loans import ITEM_LIVE, AgreementStatus
from loans.models import Agreement
from modules.staff.jobs import print_stack
from modules.staff.models import StaffRun
from people.models import Site

may_hand_over = allowed("loans.hand_over")
_run = finder(
    lambda user: StaffRun.objects.filter(batch__site__in=Site.objects.visible_to(user)),
    "batch__document",
    "batch__site",
    "stack",
)


@may_hand_over
def staff_detail(request, pk):
    """Show the people of a list in order, with their machine and its scan and signature."""
    run = _run(request, pk)
    lines = list(run.batch.staff_lines.for_list())
    signed = Agreement.objects.filter(
        loan__staff_line__batch=run.batch_id, status=AgreementStatus.SIGNED
    )
    context = {
        "run": run,
        "lines": lines,
        "tied": sum(line.tied_at is not None for line in lines),
        "signed": signed.count(),
        "devices": [pk for line in lines for pk in _devices_of(line)],
        "organisation": lines[0].loan.organisation if lines else None,
    }
    return render(request, "staff/staff_detail.html", context)


def _devices_of(line):
    """The ids of the devices reserved or handed over for a person, for their labels."""
    return [item.device_id for item in line.loan.items.all() if item.status in ITEM_LIVE]


@may_hand_over.by_post
def staff_print(request, pk):
    """Render the agreements of a list as one PDF, now or by a worker."""
    run = _run(request, pk)
    try:
        run = print_stack(run, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(run)
    if run.is_being_drawn:
        messages.info(
            request, _("The agreements are being created. This page updates automatically.")
        )
    else:
        messages.success(request, _("The agreements are ready to print."))
    return redirect(run)


@require_GET
@may_hand_over
def staff_stack(request, pk):
    """Send the PDF of the agreements of a list, as last rendered."""
    run = _run(request, pk)
    if run.stack is None:
        raise Http404
    content = content_of(request, run.stack)
    if content is None:
        return redirect(run)
    return pdf_response(content, f"agreements-{run.pk}")

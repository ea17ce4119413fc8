from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET

from core.forms.actions import action_view, finder, redirect_saying, run_action
from core.forms.base import attempt
from core.http.access import allowed
from core.http.body_limit import takes_files
from core.http.downloads import document_to_keep, to_keep
from core.workflow.lifecycle import Refused
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.devices.shortcuts import device_or_404
from inventory.erasure.forms import AttachForm, ReportForm, verifiers_of
from inventory.erasure.operations import certificates as certificate_operations
from inventory.models import Device, ErasureReport, MachineReport, Specification
from inventory.workshop.forms.bench import MachineApplyForm, MachineFileForm, SpecificationForm
from inventory.workshop.operations import specifications as specification_operations
from inventory.workshop.operations.specifications import compared, same_coa
from inventory.workshop.workbench.page import render_bench
from inventory.workshop.workbench.progress import media_of

may_erase = allowed(certificate_operations.record_report.permission)
_report_or_404 = finder(ErasureReport.objects.visible_to, "document", "device__category")


@may_erase
@takes_files
def report_attach(request, pk):
    """Store an uploaded report, and redirect to its preview."""
    device = device_or_404(request, pk)
    form = AttachForm(request.POST or None, request.FILES or None)
    if attempt(form, certificate_operations.attach_report, device, by=request.user):
        return redirect(form.result)
    return render_bench(request, device, report=form)


@may_erase
def erasure_report(request, pk):
    report = _report_or_404(request, pk)
    form = ReportForm(
        request.POST or None,
        report=report,
        media=media_of(report.device),
        people=verifiers_of(report.device, request.user),
    )
    if attempt(form, certificate_operations.record_report, report, by=request.user):
        number = report.erasures.count()
        done = ngettext("%(count)s erasure recorded.", "%(count)s erasures recorded.", number)
        return redirect_saying(request, done % {"count": number}, "device_bench", report.device_id)
    recorded = report.erasures.select_related("medium")
    context = {"report": report, "device": report.device, "form": form, "recorded": recorded}
    return render(request, "inventory/workshop/erasure_report.html", context)


@may_erase
def report_file(request, pk):
    """Download the file as received."""
    report = _report_or_404(request, pk)
    return document_to_keep(request, report.document, back=reverse("erasure_report", args=[pk]))


# --- Specifications of a device: entered by hand, or read from a hardware report. ---

SCRIPT = settings.PROJECT_DIR / "clients" / "bench" / "rebond-bench"
may_specify = allowed(specification_operations.specify.permission)
report_or_404 = finder(
    lambda user: MachineReport.objects.filter(device__in=Device.objects.visible_to(user)),
    *["document", "device__category", "device__brand", "device__model", "device__site"],
)


@may_specify
def device_specify(request, pk):
    device = device_or_404(request, pk)
    form = SpecificationForm(request.POST or None, device=device)
    if attempt(form, specification_operations.specify, device, by=request.user):
        messages.success(request, _("The specifications have been saved."))
        _warn_of_twins(request, device)
        return redirect(_page_of(device))
    context = {"device": device, "form": form, "is_at_work": _is_at_work(device)}
    return render(request, "inventory/workshop/device_specify.html", context)


def _warn_of_twins(request, device):
    specification = Specification.objects.filter(device=device).first()
    twins = same_coa(specification) if specification else []
    if twins:
        words = _(
            "This COA number is also recorded on %(devices)s: check which device really has it."
        )
        messages.warning(request, words % {"devices": ", ".join(map(str, twins))})


def _is_at_work(device):
    return device.status == DeviceStatus.REFURBISHING


def _page_of(device):
    """The workbench of a device, or its own page if it is not there."""
    return reverse("device_bench", args=[device.pk]) if _is_at_work(device) else device


@may_specify
@takes_files
def machine_read(request, pk):
    """Upload a hardware report: store it, and show the changes that it would make."""
    device = device_or_404(request, pk)
    form = MachineFileForm(request.POST or None, request.FILES or None)
    if attempt(form, specification_operations.keep_report, device, by=request.user):
        return _show_or_take_over(request, form.result) if form.result else redirect(device)
    context = {"device": device, "form": form, "is_at_work": _is_at_work(device)}
    return render(request, "inventory/workshop/machine_read.html", context)


def _show_or_take_over(request, report):
    """Show the changes that a report would make; apply it at once if it changes nothing."""
    comparison = compared(report)
    if comparison.changes or comparison.new_disks or comparison.is_doubtful:
        return redirect("machine_report", report.pk)
    done = _("The file confirms the recorded values.")
    seen = comparison.fingerprint
    run_action(request, specification_operations.apply_report, report, seen=seen, done=done)
    return redirect(_page_of(report.device))


@may_specify
def machine_report(request, pk):
    """Preview a hardware report, field by field; ticked values are applied together."""
    report = report_or_404(request, pk)
    try:
        comparison = compared(report)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(report.device)
    form = MachineApplyForm(request.POST or None, comparison=comparison)
    if attempt(form, specification_operations.apply_report, report, by=request.user):
        messages.success(request, _("The ticked values have been copied."))
        return redirect(_page_of(report.device))
    context = {
        "report": report,
        "device": report.device,
        "comparison": comparison,
        "form": form,
        "is_at_work": _is_at_work(report.device),
    }
    return render(request, "inventory/workshop/machine_report.html", context)


@may_specify
@require_GET
def machine_file(request, pk):
    """Download the file as received."""
    report = report_or_404(request, pk)
    return document_to_keep(request, report.document, back=report.device)


machine_drop = action_view(
    specification_operations.drop_report,
    report_or_404,
    gettext_lazy("The file has been deleted."),
    back=lambda _request, report: _page_of(report.device),
)


@may_specify
@require_GET
def collect_script(request):
    """Download our read-only script, to run on the machine."""
    return to_keep(SCRIPT.read_bytes(), SCRIPT.name)

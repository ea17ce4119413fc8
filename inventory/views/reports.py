"""Reports of erasing tools: sent from the bench, looked at, confirmed; private."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import ngettext

from core.bodies import takes_files
from core.downloads import document_to_keep
from core.forms import attempt
from inventory import operations
from inventory.bench import media_of
from inventory.bench.page import show_bench
from inventory.forms.erasure import verifiers_of
from inventory.forms.reports import AttachForm, ReportForm
from inventory.models import ErasureReport
from inventory.shortcuts import device_or_404

may_erase = permission_required(operations.record_report.permission, raise_exception=True)


@may_erase
@takes_files
def report_attach(request, pk):
    """Keep the file that a tool wrote, and show what is in it before anything is recorded."""
    device = device_or_404(request, pk)
    form = AttachForm(request.POST or None, request.FILES or None)
    if attempt(form, operations.attach_report, device, by=request.user):
        return redirect(form.result)
    return show_bench(request, device, report=form)


def _report_or_404(request, pk):
    reports = ErasureReport.objects.visible_to(request.user)
    return get_object_or_404(reports.select_related("document", "device__category"), pk=pk)


@may_erase
def erasure_report(request, pk):
    report = _report_or_404(request, pk)
    form = ReportForm(
        request.POST or None,
        report=report,
        media=media_of(report.device),
        people=verifiers_of(report.device, request.user),
    )
    if attempt(form, operations.record_report, report, by=request.user):
        number = report.erasures.count()
        done = ngettext("%(count)s erasure recorded.", "%(count)s erasures recorded.", number)
        messages.success(request, done % {"count": number})
        return redirect("device_bench", report.device_id)
    recorded = report.erasures.select_related("medium")
    context = {"report": report, "device": report.device, "form": form, "recorded": recorded}
    return render(request, "inventory/erasure_report.html", context)


@may_erase
def report_file(request, pk):
    """The file as it came."""
    report = _report_or_404(request, pk)
    return document_to_keep(request, report.document, back=reverse("erasure_report", args=[pk]))

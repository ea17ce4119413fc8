"""Pages of printers, and their calibration."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from core.forms.actions import finder, redirect_saying
from core.forms.base import attempt
from core.http.access import allowed
from core.lists.tables import render_table
from core.models import Event
from core.pdf.render import pdf_response
from inventory.models import LabelFormat, Printer
from modules.label_setup import operations
from modules.label_setup.calibration import calibration_page
from modules.label_setup.forms import CalibrateForm, PrinterForm
from modules.label_setup.tables import PrinterTable, shift_in_words

MAY = operations.save_printer.permission
_printer_or_404 = finder(Printer.objects.visible_to, "site")


@allowed(MAY)
def printer_list(request):
    printers = Printer.objects.visible_to(request.user).select_related("site")
    return render_table(request, "label_setup/printer_list.html", PrinterTable(printers))


@allowed(MAY)
def printer_add(request):
    form = PrinterForm(request.POST or None, user=request.user)
    if attempt(form, operations.save_printer, by=request.user):
        messages.success(request, _("The printer has been added. Now check its alignment."))
        return redirect("printer_calibrate", form.result.pk)
    return render(request, "label_setup/printer_add.html", {"form": form})


@allowed(MAY)
def printer_edit(request, pk):
    printer = _printer_or_404(request, pk)
    form = PrinterForm(request.POST or None, user=request.user, instance=printer)
    if attempt(form, operations.save_printer, by=request.user):
        return redirect_saying(request, _("The changes are saved."), "printer_list")
    events = Event.objects.about(printer)[:50]
    row = _printer_or_404(request, pk)
    context = {"printer": row, "form": form, "events": events}
    return render(request, "label_setup/printer_edit.html", context)


@allowed(operations.calibrate.permission)
def printer_calibrate(request, pk):
    """Calibrate a printer: print a page, enter the distances, then print again to check."""
    printer, fmt = _printer_or_404(request, pk), _format(request)
    form = CalibrateForm(request.POST or None, fmt=fmt) if fmt else None
    if fmt and attempt(form, operations.calibrate, printer, by=request.user):
        messages.success(request, _("The offset has been saved. Print the page again to check it."))
        return redirect(request.get_full_path())
    formats = LabelFormat.objects.filter(is_active=True)
    context = {"printer": printer, "fmt": fmt, "form": form, "formats": formats}
    context["shift"] = shift_in_words(printer)
    return render(request, "label_setup/printer_calibrate.html", context)


@allowed(operations.calibrate.permission)
def printer_page(request, pk):
    fmt = get_object_or_404(LabelFormat, code=request.GET.get("fmt", ""))
    return pdf_response(calibration_page(_printer_or_404(request, pk), fmt), "calibration")


def _format(request):
    """The format in the query, or the most usual format; None if no format is in use."""
    if "fmt" in request.GET:
        return get_object_or_404(LabelFormat, code=request.GET["fmt"])
    return LabelFormat.objects.filter(is_active=True).first()

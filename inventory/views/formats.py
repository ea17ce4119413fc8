"""Sheets and rolls of labels."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from core.forms import attempt
from core.models import Event
from core.pdf import pdf_response
from core.quantities import rounded
from core.tables import render_table
from inventory import operations
from inventory.forms.formats import LabelFormatForm
from inventory.labels import label_sheet, module_of, sample_label
from inventory.models import LabelFormat
from inventory.tables.labels import LabelFormatTable


@permission_required("inventory.view_labelformat", raise_exception=True)
def labelformat_list(request):
    may_change = request.user.has_perm(operations.save_format.permission)
    table = LabelFormatTable(LabelFormat.objects.all(), links=may_change)
    return render_table(request, "inventory/labelformat_list.html", table)


@permission_required(operations.save_format.permission, raise_exception=True)
def labelformat_add(request):
    form = LabelFormatForm(request.POST or None)
    if attempt(form, operations.save_format, by=request.user):
        _flash_saved(request, form.result)
        return redirect(form.result)
    return render(request, "inventory/labelformat_add.html", {"form": form})


@permission_required(operations.save_format.permission, raise_exception=True)
def labelformat_edit(request, pk):
    fmt = get_object_or_404(LabelFormat, pk=pk)
    context = {
        "fmt": LabelFormat.objects.get(pk=pk),  # as it is, whatever is typed
        "module": module_of(fmt),
        "events": Event.objects.about(fmt)[:50],
    }
    form = LabelFormatForm(request.POST or None, instance=fmt)
    if attempt(form, operations.save_format, by=request.user):
        _flash_saved(request, form.result)
        return redirect("labelformat_list")
    return render(request, "inventory/labelformat_edit.html", {"form": form, **context})


@permission_required("inventory.view_labelformat", raise_exception=True)
def labelformat_sample(request, pk):
    """A whole sheet of invented labels."""
    fmt = get_object_or_404(LabelFormat, pk=pk)
    return pdf_response(label_sheet([sample_label()], fmt, copies=fmt.per_sheet), fmt.code)


def _flash_saved(request, fmt):
    """A code too fine for a phone is no code: such labels have text alone."""
    module = module_of(fmt)
    if module:
        params = {"module": rounded(module, 2)}
        messages.success(
            request, _("Saved. Phones read its code: modules of %(module)s mm.") % params
        )
    else:
        messages.warning(
            request,
            _("Saved. These labels have no room for a code that phones read: text alone."),
        )

"""Pages of label formats."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from core.forms.base import attempt
from core.http.access import allowed
from core.lists.tables import render_table
from core.models import Event
from core.numbers import rounded
from core.pdf.render import pdf_response
from inventory.labels.sheets import label_sheet, lines_left_out, module_of, sample_label
from inventory.models import LabelFormat
from modules.label_setup import operations
from modules.label_setup.forms import LabelFormatForm
from modules.label_setup.tables import LabelFormatTable


@allowed("inventory.view_labelformat")
def labelformat_list(request):
    may_change = request.user.has_perm(operations.save_format.permission)
    table = LabelFormatTable(LabelFormat.objects.all(), links=may_change)
    return render_table(request, "label_setup/labelformat_list.html", table)


@allowed(operations.save_format.permission)
def labelformat_add(request):
    form = LabelFormatForm(request.POST or None)
    if "preview" in request.POST and form.is_valid():
        return _sample_of(form.instance)
    if "preview" not in request.POST and attempt(form, operations.save_format, by=request.user):
        _flash_saved(request, form.result)
        return redirect("labelformat_edit", form.result.pk)
    return render(request, "label_setup/labelformat_add.html", {"form": form})


@allowed(operations.save_format.permission)
def labelformat_edit(request, pk):
    fmt = get_object_or_404(LabelFormat, pk=pk)
    context = {
        "fmt": LabelFormat.objects.get(pk=pk),  # the saved format, not the values typed in the form
        "module": module_of(fmt),
        "events": Event.objects.about(fmt)[:50],
    }
    form = LabelFormatForm(request.POST or None, instance=fmt)
    if "preview" in request.POST and form.is_valid():
        return _sample_of(fmt)
    if "preview" not in request.POST and attempt(form, operations.save_format, by=request.user):
        _flash_saved(request, form.result)
        return redirect("labelformat_list")
    return render(request, "label_setup/labelformat_edit.html", {"form": form, **context})


@allowed("inventory.view_labelformat")
def labelformat_sample(request, pk):
    """Send a full sheet of sample labels."""
    return _sample_of(get_object_or_404(LabelFormat, pk=pk))


def _sample_of(fmt):
    return pdf_response(label_sheet([sample_label()], fmt, copies=fmt.per_sheet), fmt.code)


def _flash_saved(request, fmt):
    """Confirm the save; warn of lines without room, or if labels have no code for phones."""
    module, left_out = module_of(fmt), lines_left_out(fmt, sample_label())
    if module and left_out:
        words = _(
            "Saved. These labels have no room for: %(lines)s."
            " Choose fewer lines, or a larger label."
        )
        messages.warning(request, words % {"lines": " · ".join(map(str, left_out))})
    elif module:
        params = {"module": rounded(module, 2)}
        messages.success(
            request, _("Saved. Phones can read its code: modules of %(module)s mm.") % params
        )
    else:
        messages.warning(
            request,
            _("Saved. These labels are too small for a code that phones can read: text only."),
        )

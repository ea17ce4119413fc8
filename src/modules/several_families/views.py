"""The page of several families, and its example."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from core.forms.actions import redirect_saying
from core.forms.base import attempt
from core.http.access import allowed
from core.http.body_limit import takes_files
from core.imports.sheets import ACCEPTED
from core.lists.spreadsheets import TYPES, sheet_response
from core.text_input import number_of
from loans.organisations.convention_terms import allowed_to
from loans.requests.forms.lines import offered
from loans.requests.operations import requests as request_operations
from loans.requests.which_organisation import organisation_of, request_organisation
from modules.several_families.forms import MORE_ROWS, FamiliesForm
from modules.several_families.reading import (
    example_rows,
    read_again,
    read_file,
    typed_from,
)
from modules.several_families.synonyms import columns_for

may_ask = allowed("loans.ask")


@may_ask
@takes_files
def families_new(request):
    """Show the table of families; only its last two buttons write, all rows or no row."""
    organisation = organisation_of(request)
    if organisation is None:
        return request_organisation(request, _("Several families"))
    terms = {"by": request.user, "organisation": organisation}
    offer = offered(allowed_to(request.user, organisation))
    data, sheet = _read(request, offer)
    form = FamiliesForm(data or None, **terms)
    if "do" in request.POST:
        form.look()
        if request.POST["do"] == "refused":
            return sheet_response(_("to correct"), "xlsx", form.refused_sheet())
    elif attempt(form, request_operations.write_together, by=request.user):
        answer = _write_families(request, form)
        if not form.refused:
            return answer
        form = FamiliesForm(form.data_of_refused(), **terms)
        form.look()
    context = {"form": form, "organisation": organisation, "sheet": sheet}
    context |= {"fields": columns_for(offer).fields, "accepted": ACCEPTED}
    return render(request, "several_families/families_new.html", context)


def _write_families(request, form):
    count = len(form.to_write)
    sentence = (
        ngettext("%(count)s request has been sent.", "%(count)s requests have been sent.", count)
        if form.cleaned_data["send"]
        else ngettext("%(count)s draft has been saved.", "%(count)s drafts have been saved.", count)
    )
    return redirect_saying(request, sentence % {"count": count}, form.result)


def _read(request, offer):
    """The typed data and its sheet; adds rows, or those of a file, if requested by a button."""
    data, act = request.POST.copy(), request.POST.get("do")
    sheet = None
    if act == "more":
        rows = number_of(data.get("rows")) or 0
        data["rows"] = min(rows + MORE_ROWS, request_operations.MAX_FAMILIES)
    if act in {"read", "again"}:
        try:
            sheet = _sheet(request, act, offer)
            _fill(data, sheet, offer)
            count = len(sheet.rows)
            read = ngettext("%(count)s family read:", "%(count)s families read:", count)
            check = _("check the table, then send.")
            messages.success(request, f"{read % {'count': count}} {check}")
            _warn_of_unread(request, sheet)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
    return data, sheet


def _warn_of_unread(request, sheet):
    unread = ", ".join(sheet.unread())
    if unread:
        text = _("Not read: %(columns)s. Choose below what each of these columns contains.")
        messages.warning(request, text % {"columns": unread})


def _sheet(request, act, offer):
    if act == "again":
        return read_again(request.POST, offer)
    if "file" not in request.FILES:
        raise ValidationError(_("Choose a file first."))
    return read_file(request.FILES["file"], offer)


def _fill(data, sheet, offer):
    """Replace the rows of the table with those of a sheet."""
    for name in [name for name in data if name.startswith("f") and "-" in name]:
        del data[name]
    named = [name for name, _kind, _item in offer if name in sheet.mapping.values()]
    if named:
        data.setlist("things", dict.fromkeys([*data.getlist("things"), *named]))
    for number, (values, notes) in enumerate(typed_from(sheet, offer), 1):
        data.update({f"f{number}-{name}": text for name, text in values.items() if text})
        sheet.notes += [(number, note) for note in notes]
    data["rows"] = max(len(sheet.rows), 1)


@may_ask
@require_GET
def families_example(request):
    """An example sheet, with headings in the reader's language."""
    form = request.GET.get("form")
    form = form if form in TYPES else "csv"
    return sheet_response(_("example-families"), form, example_rows(_first_items(request.user)))


def _first_items(user):
    offer = offered(allowed_to(user, user.organisation))
    devices = [one for one in offer if one[1] == "category"][:1]
    return devices + [one for one in offer if one[1] == "product"][:1]

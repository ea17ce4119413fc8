"""Pages of our team: texts of help sheets, codes of remote support, and support contacts."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from core.forms.actions import redirect_saying
from core.forms.base import attempt
from core.http.access import allowed
from inventory.models import Device
from loans.base.models.loan import of_visible_loans
from loans.models import LoanItem
from modules.help_sheets import operations
from modules.help_sheets.forms import CodeForm, SheetForm, SupportForm, ToolForm
from modules.help_sheets.lifecycle import Section, SupportStatus, System
from modules.help_sheets.models import SheetText, SupportCode, SupportContact, SupportTool
from modules.help_sheets.sheets import BLANKS, parts_of, shipped
from people.models import Language

may_write = allowed(operations.write_sheet.permission)
may_note = allowed(operations.note_support.permission)


@may_write
def helpsheet_list(request):
    """Each sheet in each language, and the name of the tool for remote support."""
    form = ToolForm(request.POST or None, instance=SupportTool.load())
    if attempt(form, operations.save_tool, by=request.user):
        return redirect_saying(request, _("The changes are saved."), "helpsheet_list")
    written = {(row.system, row.language): row for row in SheetText.objects.in_use()}
    rows = [
        (system, language, name, written.get((system, language)), shipped(system, language))
        for system in System
        for language, name in _languages().items()
    ]
    return render(request, "help_sheets/helpsheet_list.html", {"form": form, "rows": rows})


def _languages():
    """{code: name} of the languages in which sheets may be written."""
    added = Language.objects.filter(is_active=True)
    return dict(settings.LANGUAGES) | {row.code: str(row) for row in added}


@may_write
def helpsheet_edit(request, system, language):
    """Write a sheet; with `shipped` in the address, the editor shows the shipped text."""
    if system not in System.values or language not in _languages():
        raise Http404
    which = {"system": system, "language": language}
    sheet = SheetText.objects.filter(**which).first() or SheetText(**which)
    other = Language.objects.filter(code=language).first()
    direction = other.direction if other else "ltr"
    form = SheetForm(
        request.POST or None,
        sheet=sheet,
        direction=direction,
        is_shipped="shipped" in request.GET,
    )
    is_preview = "preview" in request.POST
    if not is_preview and attempt(form, operations.write_sheet, sheet, by=request.user):
        return redirect_saying(request, _("The sheet is in use."), "helpsheet_list")
    context = {
        "sheet": sheet,
        "language_name": _languages()[language],
        "form": form,
        "direction": direction,
        "has_shipped": bool(shipped(system, language)) and bool(sheet.body),
        "is_shipped": "shipped" in request.GET,
        "parts": parts_of(form["body"].value() or ""),
        "blanks": BLANKS,
        "sections": dict(Section.choices),
        "words": {
            "blanks": {name: str(label) for name, label in BLANKS.items()},
            "conditions": {section.value: str(section.label) for section in Section},
        },
    }
    return render(request, "help_sheets/helpsheet_edit.html", context)


@allowed(operations.save_code.permission)
def supportcode_edit(request, pk):
    device = get_object_or_404(Device.objects.visible_to(request.user), pk=pk)
    code = SupportCode.objects.filter(device=device).first() or SupportCode(device=device)
    form = CodeForm(request.POST or None, instance=code)
    if attempt(form, operations.save_code, by=request.user):
        return redirect_saying(request, _("The code has been recorded."), device)
    context = {"form": form, "device": device, "tool": SupportTool.cached().name}
    return render(request, "help_sheets/supportcode_edit.html", context)


@may_note
def supportcontact_add(request, pk):
    """Record help given with an item that is out."""
    items = of_visible_loans(LoanItem.objects.filter(device__isnull=False), request.user)
    item = get_object_or_404(items.for_list().select_related("loan"), pk=pk)
    return _contact(request, operations.note_support, item, item, {})


@may_note
def supportcontact_edit(request, pk):
    """Record the help given after a request, or correct a contact."""
    contacts = SupportContact.objects.visible_to(request.user).for_list()
    contact = get_object_or_404(contacts, pk=pk)
    now = {"subject": contact.subject} | ({"channel": contact.channel} if contact.channel else {})
    return _contact(request, operations.answer_help, contact, contact.item, now)


def _contact(request, operation, subject, item, now):
    form = SupportForm(request.POST or None, initial=now)
    if attempt(form, operation, subject, by=request.user):
        return redirect_saying(request, _("The support contact has been recorded."), item.loan)
    context = {
        "form": form,
        "item": item,
        "contact": subject if isinstance(subject, SupportContact) else None,
        "results": [SupportStatus.SOLVED, SupportStatus.UNSOLVED],
    }
    return render(request, "help_sheets/supportcontact.html", context)

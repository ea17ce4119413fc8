"""Bulk actions of a list: on the ticked rows, or on all rows that match its filters.

The operation runs on each row separately; refused rows are listed with the reason.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.forms.actions import check_all_rows, flash_done, warn_of_ignored_rows
from core.forms.base import ActForm, attempt
from core.modules.registry import is_url_on
from core.text_input import number_of
from core.workflow.bulk_operations import BulkResult, apply_to_each

MAX_ROWS = 1_000
MAX_NAMED = 100  # rows listed on the page that asks to confirm


@dataclass(frozen=True)
class BulkAction:
    """An action on many rows: `run`, an operation on one row, or a separate page.

    `form` is an `ActForm` for the arguments of the operation, made with `user`; `page` is the name
    of the URL to which the ids are posted, in the field of the checkboxes. An action with `is_rare`
    is shown in a menu. Its permission is that of the operation, unless one is named. An action of a
    module is placed after the one named `after`, or else last. `preview(result)` is HTML that shows
    what the operation is about to do to a row, from its result in a dry run.
    """

    name: str
    label: str
    icon: str
    permission: str = ""
    run: Callable | None = None
    form: type[ActForm] = ActForm
    page: str = ""
    is_rare: bool = False
    after: str = ""
    preview: Callable | None = None


def add_action(table, action):
    """Add an action of a module to a list."""
    names = [one.name for one in table.acts]
    place = names.index(action.after) + 1 if action.after else len(names)
    table.acts = (*table.acts[:place], action, *table.acts[place:])


def actions_for(table, user):
    """The bulk actions of a list that `user` is permitted to use."""
    return [
        action
        for action in table.acts
        if is_url_on(action.page) and user.has_perm(action.permission or action.run.permission)
    ]


def apply_action(action, rows, *, by, **arguments):
    """Run the operation of `action` on each row; return the `BulkResult`."""
    return apply_to_each(rows, lambda row: action.run(row, by=by, **arguments))


def handle(toolbar):
    """Answer the POST of a bulk action: its confirmation page, or its result."""
    name = toolbar.request.POST.get("do")
    actions = actions_for(toolbar.table, toolbar.user)
    action = next((action for action in actions if action.name == name), None)
    if action is None:
        raise PermissionDenied
    try:
        rows = _chosen(toolbar)
    except ValidationError as refusal:
        messages.error(toolbar.request, " ".join(refusal.messages))
        return redirect(toolbar.here)
    return (
        _on_its_page(toolbar, action, rows) if action.page else _on_the_list(toolbar, action, rows)
    )


def _chosen(toolbar):
    """The ticked rows, or the whole list, within the user's scope; raise `ValidationError`."""
    rows, data = toolbar.table.data.data, toolbar.request.POST
    if "all" not in data:
        ids = [number_of(text) for text in data.getlist(toolbar.table.tick_name)[: MAX_ROWS + 1]]
        rows = rows.filter(pk__in=[pk for pk in ids if pk is not None])
    chosen = list(rows[: MAX_ROWS + 1])
    if not chosen:
        raise ValidationError(_("Tick the rows first."))
    if len(chosen) > MAX_ROWS:
        raise ValidationError(
            _("An action applies to %(count)s rows at most: filter the list further.")
            % {"count": MAX_ROWS}
        )
    if "all" not in data:
        check = check_all_rows if "confirmed" in data else warn_of_ignored_rows
        check(toolbar.request, toolbar.table.tick_name, chosen)
    return chosen


def _on_its_page(toolbar, action, rows):
    """Redirect to the page of `action` with the ticked rows; show any other selection first."""
    data = toolbar.request.POST
    ticked = set(data.getlist(toolbar.table.tick_name))
    if "all" in data or ticked != {str(row.pk) for row in rows}:
        return render(toolbar.request, "components/bulk.html", _context(toolbar, action, rows))
    return redirect(action.page, preserve_request=True)


def _on_the_list(toolbar, action, rows):
    request = toolbar.request
    data = request.POST if "confirmed" in request.POST else None
    form = action.form(data, user=toolbar.user)
    context = _context(toolbar, action, rows) | {"form": form}
    if not attempt(form, apply_action, action, rows, by=toolbar.user):
        return render(request, "components/bulk.html", context)
    result = form.result or BulkResult()
    params = {"act": action.label, "count": len(result.done), "refused": len(result.refused)}
    if result.refused:
        text = _("%(act)s: done for %(count)s, refused for %(refused)s.")
        flash_done(request, text % params, *result.done[:1], level=messages.ERROR)
        refused = [_refusal(*one) for one in result.refused]
        context |= {"result": result, "refused": refused}
        return render(request, "components/bulk_refused.html", context)
    if result.done:
        text = ngettext(
            "%(act)s: %(count)s row done.", "%(act)s: %(count)s rows done.", len(result.done)
        )
        flash_done(request, text % params, result.done[0])
    return redirect(toolbar.here)


def _refusal(row, why):
    """(row, the reason after its name), naming the row once."""
    name = str(row)
    return row, why.removeprefix(name) if why.startswith(name) else f" · {why}"


def _context(toolbar, action, rows):
    first, more = rows[:MAX_NAMED], rows[MAX_NAMED:]
    toolbar.table.prepare(first)
    cells = [getattr(toolbar.table, f"cell_{name}") for name in toolbar.table.names]
    shown, refused = _dry_run(action, first, toolbar.user)
    kept = [row for row in first if row not in refused]
    named = [(row, [cell(row) for cell in cells], shown.get(row, "")) for row in kept]
    left_out = [_refusal(*one) for one in refused.items()]
    context = {"tools": toolbar, "act": action, "rows": rows, "named": named, "more": more}
    return context | {"left_out": left_out, "count": len(kept) + len(more)}


@transaction.atomic
def _dry_run(action, rows, by):
    """The preview of each row, and the reason for each refused row; all is rolled back."""
    shown = {}

    def try_one(row):
        shown[row] = action.preview(action.run(row, by=by))

    result = apply_to_each(rows if action.preview else [], try_one)
    transaction.set_rollback(True)
    return shown, dict(result.refused)

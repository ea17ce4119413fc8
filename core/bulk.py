"""Acts on many rows of a list at once: those ticked, or all that its filters leave.

Each row goes through the operation of one; what one refuses is its own, and is named.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core.acts import say_left_out
from core.forms import ActForm, attempt
from core.many import Tally, one_by_one
from core.typed import number_of

MOST = 1_000
MOST_NAMED = 20  # of what is about to be done


@dataclass(frozen=True)
class Act:
    """What may be done to many rows: by `run`, an operation of one row, or by a page of its own.

    `form` is an `ActForm` for what the operation must be told, made with `user`; `page` is the name
    of an address that is posted the ids, in the field that the ticks are named by. One `is_rare`
    is folded away.
    """

    name: str
    label: str
    icon: str
    permission: str
    run: Callable | None = None
    form: type[ActForm] = ActForm
    page: str = ""
    is_rare: bool = False


def acts_for(table, user):
    """The acts of a list that `user` may do."""
    return [act for act in table.acts if user.has_perm(act.permission)]


def each(act, rows, *, by, **said):
    """Do an act to each row, and tell how it went."""
    return one_by_one(rows, lambda row: act.run(row, by=by, **said))


def answer(tools):
    """The page of an act on what is chosen, or how it went."""
    said = tools.request.POST
    act = next((a for a in acts_for(tools.table, tools.user) if a.name == said.get("do")), None)
    if act is None:
        raise PermissionDenied
    try:
        rows = _chosen(tools)
    except ValidationError as refusal:
        messages.error(tools.request, " ".join(refusal.messages))
        return redirect(tools.here)
    return _elsewhere(tools, act, rows) if act.page else _here(tools, act, rows)


def _chosen(tools):
    """The rows ticked, or all of the list, as its reader sees it. Raises `ValidationError`."""
    rows, said = tools.table.data.data, tools.request.POST
    if "all" not in said:
        ids = [number_of(text) for text in said.getlist(tools.table.tick_name)[: MOST + 1]]
        rows = rows.filter(pk__in=[pk for pk in ids if pk is not None])
    found = list(rows[: MOST + 1])
    if not found:
        raise ValidationError(_("Tick the rows first."))
    if len(found) > MOST:
        raise ValidationError(
            _("An act takes %(count)s rows at most: filter the list further.") % {"count": MOST}
        )
    if "all" not in said:
        say_left_out(tools.request, tools.table.tick_name, found)
    return found


def _elsewhere(tools, act, rows):
    """On to the page of the act with what was ticked; rows chosen otherwise are shown first."""
    said = tools.request.POST
    ticked = set(said.getlist(tools.table.tick_name))
    if "all" in said or ticked != {str(row.pk) for row in rows}:
        return render(tools.request, "components/bulk.html", _context(tools, act, rows))
    return redirect(act.page, preserve_request=True)


def _here(tools, act, rows):
    request = tools.request
    form = act.form(request.POST if "confirmed" in request.POST else None, **_told(act, tools))
    context = _context(tools, act, rows) | {"form": form}
    if not attempt(form, each, act, rows, by=tools.user):
        return render(request, "components/bulk.html", context)
    tally = form.result or Tally()
    if tally.done:
        said = {"act": act.label, "count": len(tally.done)}
        messages.success(request, _("%(act)s: done for %(count)s.") % said)
    if tally.refused:
        return render(request, "components/bulk_refused.html", context | {"tally": tally})
    return redirect(tools.here)


def _context(tools, act, rows):
    named, more = rows[:MOST_NAMED], max(0, len(rows) - MOST_NAMED)
    return {"tools": tools, "act": act, "rows": rows, "named": named, "more": more}


def _told(act, tools):
    return {"user": tools.user} if act.form is not ActForm else {}

"""Helpers for views: find a row, run an operation, read a document, flash the result."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from core import request_id
from core.models import Event
from core.workflow.lifecycle import Refused
from core.workflow.undo import can_undo, may_have_undo


def finder(rows, *related):
    """Return a function (request, pk) that returns this row of `rows(user)`, or raises 404."""

    def find(request, pk):
        found = rows(request.user)
        return get_object_or_404(found.select_related(*related) if related else found, pk=pk)

    return find


def action_view(operation, fetch, done="", *, back=None, **keywords):
    """View without a form: POST runs `operation` on the row that `fetch(request, pk)` returns.

    Requires the permission of the operation, flashes `done` or the refusal, and redirects to the
    row, or to the result of `back(request, row)`.
    """

    @require_POST
    @permission_required(operation.permission, raise_exception=True)
    def view(request, pk):
        row = fetch(request, pk)
        run_action(request, operation, row, done=done, **keywords)
        return redirect(back(request, row) if back else row)

    return view


def run_action(request, operation, *args, done="", tags="", **keywords):
    """Run `operation` as the user; flash `done`, with its undo, or the refusal. Return whether it
    was done.
    """
    try:
        operation(*args, by=request.user, **keywords)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages), extra_tags=tags)
        return False
    if done:
        flash_done(request, done, *args[:1], tags=tags)
    return True


def flash_done(request, sentence, *subjects, tags="", level=messages.SUCCESS):
    """Flash a message, with a button that undoes the action on one of these rows."""
    offers = (_undo_of(request, subject) for subject in subjects)
    tags = " ".join(filter(None, [tags, next(filter(None, offers), "")]))
    messages.add_message(request, level, sentence, extra_tags=tags)


def _undo_of(request, subject):
    """Tag for a message that offers to undo what this request did to `subject`, or ""."""
    if not isinstance(subject, Model) or not may_have_undo(subject):
        return ""
    last = Event.objects.about(subject).filter(by=request.user).first()
    is_of_this_act = last and last.request_id == request_id.current.get()
    return f"undo:{last.pk}" if is_of_this_act and can_undo(last.kind) else ""


def last_undoable(subject, kinds, *, by):
    """The last event of `subject` if `by` did it and it is of one of these kinds, or None."""
    last = Event.objects.about(subject).first()
    return last if last and last.kind in kinds and last.by_id == by.pk else None


def redirect_saying(request, sentence, to, *args):
    """Redirect to the page of a row, with a success message and a button that undoes the action."""
    flash_done(request, sentence, to)
    return redirect(to, *args)


def flash_errors(request, form):
    """Flash the errors of a form that is not shown again."""
    sentences = [message for errors in form.errors.values() for message in errors]
    messages.error(request, " ".join(sentences))


def check_all_rows(request, name, rows):
    """Raise `Refused` if rows ticked in the field `name` are not among `rows`.

    No row is ever skipped silently.
    """
    if count := _missing_rows(request, name, rows):
        text = ngettext(
            "Nothing was done: %(count)s ticked row is no longer in this list, or you "
            "do not have access to it. Tick the rows again.",
            "Nothing was done: %(count)s ticked rows are no longer in this list, or "
            "you do not have access to them. Tick the rows again.",
            count,
        )
        raise Refused(text % {"count": count})


def _missing_rows(request, name, rows):
    return max(0, len(set(request.POST.getlist(name))) - len(rows))


def warn_of_ignored_rows(request, name, rows):
    """Flash the number of rows ticked in the field `name` that the page will ignore."""
    if count := _missing_rows(request, name, rows):
        text = ngettext(
            "%(count)s ticked row was skipped: it is no longer in this list, or you do "
            "not have access to it.",
            "%(count)s ticked rows were skipped: they are no longer in this list, or "
            "you do not have access to them.",
            count,
        )
        messages.warning(request, text % {"count": count})


def content_of(request, document):
    """Return the bytes of a document; if it cannot be read, flash the reason and return None."""
    try:
        return document.read()
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return None


def page_before(request):
    """URL of the page whose button was pressed; "" if it is on another site."""
    address = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(address, {request.get_host()})
    return urlsplit(address)._replace(scheme="", netloc="").geturl() if is_ours else ""

"""Helpers for views: find a row, run an operation, read a document, flash the result."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from core.workflow.lifecycle import Refused


def finder(rows, *related):
    """Return a function of a request and a number that gives that row of `rows(user)`, or raises
    404.
    """

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
    """Run `operation` as the user; flash `done` or the refusal. Return whether it was done."""
    try:
        operation(*args, by=request.user, **keywords)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages), extra_tags=tags)
        return False
    if done:
        messages.success(request, done, extra_tags=tags)
    return True


def redirect_saying(request, sentence, to, *args):
    """Redirect to a page with a message of success."""
    messages.success(request, sentence)
    return redirect(to, *args)


def flash_errors(request, form):
    """Flash the errors of a form that is not shown again."""
    sentences = [message for errors in form.errors.values() for message in errors]
    messages.error(request, " ".join(sentences))


def check_all_rows(request, name, rows):
    """Raise `Refused` if rows ticked in the field `name` are not among `rows`: no row is
    skipped.
    """
    if count := _missing_rows(request, name, rows):
        text = ngettext(
            "Nothing was done: %(count)s ticked row is no longer in this list, or not yours to"
            " see. Tick the rows again.",
            "Nothing was done: %(count)s ticked rows are no longer in this list, or not yours to"
            " see. Tick the rows again.",
            count,
        )
        raise Refused(text % {"count": count})


def _missing_rows(request, name, rows):
    return max(0, len(set(request.POST.getlist(name))) - len(rows))


def warn_of_ignored_rows(request, name, rows):
    """Flash how many of the rows ticked in the field `name` a page ignores, before it acts."""
    if count := _missing_rows(request, name, rows):
        text = ngettext(
            "%(count)s ticked row is left out: it is no longer in this list, or not yours to see.",
            "%(count)s ticked rows are left out: they are no longer in this list, or not yours to"
            " see.",
            count,
        )
        messages.warning(request, text % {"count": count})


def content_of(request, document):
    """Bytes of a stored document, or None, with the reason flashed, if it cannot be read."""
    try:
        return document.read()
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return None

"""Helpers for views without a form: run an operation, read a document, flash the result."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.utils.translation import ngettext


def run_action(request, operation, *args, done="", tags="", **keywords):
    """Run `operation` as the user; flash `done`, or why it is refused. True when it was done."""
    try:
        operation(*args, by=request.user, **keywords)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages), extra_tags=tags)
        return False
    if done:
        messages.success(request, done, extra_tags=tags)
    return True


def flash_errors(request, form):
    """Flash the errors of a form that is not shown again."""
    sentences = [message for errors in form.errors.values() for message in errors]
    messages.error(request, " ".join(sentences))


def warn_of_ignored_rows(request, name, rows):
    """Flash how many of the rows ticked in the field `name` are not among `rows`, if any."""
    count = len(set(request.POST.getlist(name))) - len(rows)
    if count > 0:
        text = ngettext(
            "%(count)s ticked row is left out: it is no longer in this list, or not yours to see.",
            "%(count)s ticked rows are left out: they are no longer in this list, or not yours to"
            " see.",
            count,
        )
        messages.warning(request, text % {"count": count})


def content_of(request, document):
    """The bytes of a stored document; None when it cannot be read, and why is flashed."""
    try:
        return document.read()
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return None

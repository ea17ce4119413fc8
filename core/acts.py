"""What needs no form: a press that runs an operation, a paper that is opened; and how it went."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.utils.translation import ngettext


def act(request, operation, *args, done="", tags="", **keywords):
    """Run `operation` as the user; say `done`, or why it is refused. True when it was done."""
    try:
        operation(*args, by=request.user, **keywords)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages), extra_tags=tags)
        return False
    if done:
        messages.success(request, done, extra_tags=tags)
    return True


def say_errors(request, form):
    """Say what is wrong with a form that is not shown again."""
    said = [message for errors in form.errors.values() for message in errors]
    messages.error(request, " ".join(said))


def say_left_out(request, name, kept):
    """Say how many of the rows ticked under `name` are not among the `kept` ones, if any."""
    count = len(set(request.POST.getlist(name))) - len(kept)
    if count > 0:
        said = ngettext(
            "%(count)s ticked row is left out: it is no longer in this list, or not yours to see.",
            "%(count)s ticked rows are left out: they are no longer in this list, or not yours to"
            " see.",
            count,
        )
        messages.warning(request, said % {"count": count})


def content_of(request, document):
    """The bytes of a stored document; None when it cannot be read, and why is said."""
    try:
        return document.read()
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return None

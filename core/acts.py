"""Acts of one press: a button without a form runs an operation and says how it went."""

from django.contrib import messages
from django.core.exceptions import ValidationError


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

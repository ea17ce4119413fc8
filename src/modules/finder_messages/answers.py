"""The form on the public page of a label, in its panels."""

from django.shortcuts import redirect
from django.utils.translation import gettext as _

from core.modules.registry import is_on
from desk.scanning.label_page import label_page
from modules.finder_messages.messages import (
    FinderForm,
    has_mail,
    how_to_reach_us,
    is_allowed,
    take_message,
)


def form_of(user, subject):
    """Context of the form: the refused one, or an empty one if mail can be sent."""
    return {"form": subject or FinderForm()} if subject or has_mail() else None


def outcome(user, subject):
    """Context of the outcome of the message sent from this page: `sent` or `waiting`."""
    taken = next((word for word in ("sent", "waiting") if word in subject), None)
    return taken and {"taken": taken}


def take_post(request, tag):
    """Handle the message of a finder; preserve the text when it cannot be sent."""
    if not is_on("finder_messages"):
        return None
    form = FinderForm(request.POST)
    if form.is_valid() and not is_allowed(request):
        sentence = _("Too many messages came from your network within an hour.")
        form.add_error(None, f"{sentence} {how_to_reach_us()}")
        return label_page(request, status=429, is_device=True, form=form)
    taken = take_message(tag, form.cleaned_data["message"]) if form.is_valid() else ""
    if form.is_valid() and not taken:
        form.add_error(None, f"{_('Your message could not be sent.')} {how_to_reach_us()}")
    if form.errors:
        return label_page(request, is_device=True, form=form)
    return redirect(f"{request.path}?{taken}")

"""Pages that review and blank free texts about people."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.actions import run_action
from core.lists.tables import page_of
from core.text_input import number_of
from desk.privacy.texts import read, written
from loans.privacy import operations as privacy_operations
from people.models import Retention
from people.privacy.anonymisation import TEXTS

may_review = permission_required(privacy_operations.blank_text.permission, raise_exception=True)


@may_review
def text_list(request):
    """The free texts not reviewed yet; all on demand."""
    terms = Retention.load()
    everything = "all" in request.GET
    since = None if everything else terms.texts_read_at
    page = page_of(request, written(since))
    context = {
        "page": page,
        "texts": read(list(page)),
        "everything": everything,
        "read_at": terms.texts_read_at,
        "now": timezone.now(),
    }
    return render(request, "desk/privacy/texts.html", context)


@may_review
@require_POST
def text_blank(request):
    text = TEXTS.get(request.POST.get("code", ""))
    row = text and text.model.objects.filter(pk=number_of(request.POST.get("row"))).first()
    if row is None:
        messages.error(request, _("This text is not there any more."))
    else:
        run_action(request, privacy_operations.blank_text, text, row, done=_("Blanked."))
    return redirect("text_list")


def _moment_of(text):
    """The moment written so; None for one that never was."""
    try:
        return parse_datetime(text)
    except ValueError:
        return None


@may_review
@require_POST
def texts_read(request):
    """Mark as reviewed the texts shown when the page was opened, not later ones."""
    until = _moment_of(request.POST.get("until", ""))
    if until is None or timezone.is_naive(until) or until > timezone.now():
        messages.error(request, _("Open the page again: it does not say what you read."))
    else:
        run_action(
            request, privacy_operations.note_texts_read, until=until, done=_("Read through.")
        )
    return redirect("text_list")

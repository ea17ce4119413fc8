"""The public statement, and the page that edits it."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils.translation import gettext as _

from core.forms.actions import redirect_saying
from core.forms.base import attempt
from core.http.access import allowed
from core.models import Event
from modules.accessibility.forms import StatementForm
from modules.accessibility.models import Statement
from modules.accessibility.operations import publish_statement

SHOWN_EVENTS = 50


@login_not_required
def accessibility_statement(request):
    context = {"statement": Statement.cached(), "site_url": settings.SITE_URL}
    return render(request, "accessibility/statement.html", context)


@allowed(publish_statement.permission)
def accessibility_edit(request):
    statement = Statement.load()
    form = StatementForm(request.POST or None, instance=statement)
    if attempt(form, publish_statement, by=request.user):
        return redirect_saying(
            request, _("The statement has been published."), "accessibility_edit"
        )
    events = Event.objects.about(statement).select_related("by")[:SHOWN_EVENTS]
    return render(request, "accessibility/edit.html", {"form": form, "events": events})

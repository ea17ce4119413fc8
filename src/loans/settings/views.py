from django.shortcuts import render
from django.utils.translation import gettext as _

from core.forms.actions import redirect_saying
from core.forms.base import attempt
from core.http.access import allowed
from core.models import Event
from loans.models import Rules
from loans.settings import operations
from loans.settings.operations import RulesForm


@allowed("loans.change_rules")
def rules_edit(request):
    rules = Rules.load()
    form = RulesForm(request.POST or None, instance=rules)
    if attempt(form, operations.save_rules, by=request.user):
        return redirect_saying(request, _("The changes are saved."), "rules_edit")
    events = Event.objects.about(rules).select_related("by")[:50]
    return render(request, "loans/settings/rules_edit.html", {"form": form, "events": events})

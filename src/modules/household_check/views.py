"""Confirm a household: our team and associations, or the person on their own page."""

from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from core.forms.actions import finder, redirect_saying
from core.forms.base import attempt
from core.http.access import allowed
from core.http.ratelimit import is_within, visitor_of
from core.http.way_back import way_back
from loans.base.own_page import own_url
from modules.household_check.forms import HouseholdForm
from modules.household_check.operations import confirm_household, last_facts
from modules.household_check.panels import SIGNER
from people.models import Recipient, User

HOUR_SECONDS = 3600  # the address on the person's own page works for an hour
MAX_PAGES = 40  # per hour and visitor

_person = finder(Recipient.objects.visible_to)


@allowed(confirm_household.permission)
def household_confirm(request, pk):
    person = _person(request, pk)
    form = HouseholdForm(request.POST or None, initial=last_facts(person))
    if attempt(form, confirm_household, person, by=request.user):
        back = way_back(request, person)
        return redirect_saying(request, _("The household has been confirmed."), back)
    return render(request, "household_check/confirm.html", {"form": form, "person": person})


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("token")
def own_household(request, token):
    """The person confirms or corrects their household, then returns to their own page."""
    if not is_within(f"household:{visitor_of(request)}", limit=MAX_PAGES, seconds=HOUR_SECONDS):
        return render(request, "429.html", status=429)
    person = _person_of(token)
    with translation.override(person.language):
        form = HouseholdForm(request.POST or None, initial=last_facts(person))
        if attempt(form, confirm_household, person, by=User.objects.by_link()):
            return redirect(own_url(person))
        context = {"form": form, "back": own_url(person)}
        return render(request, "household_check/own_household.html", context)


def _person_of(token):
    """The person whose own page shows this token, or 404."""
    try:
        number = SIGNER.unsign(token, max_age=HOUR_SECONDS)
    except signing.BadSignature as fault:
        raise Http404 from fault
    person = Recipient.objects.not_anonymised().filter(pk=number).first()
    if person is None or not own_url(person):
        raise Http404
    return person

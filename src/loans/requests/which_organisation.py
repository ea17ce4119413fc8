"""The organisation of a new request: the user's own, or chosen first by our team."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from core.text_input import number_of
from loans.requests.forms.requests import OrganisationFirstForm
from people.models import Organisation


def organisation_of(request, person=None):
    """The requesting organisation: the user's, the person's, or the one in the URL."""
    chosen = number_of(request.GET.get("organisation"))
    if request.user.organisation_id or person:
        return request.user.organisation or person.organisation
    if chosen is None:
        return None
    return get_object_or_404(Organisation.objects.visible_to(request.user), pk=chosen)


def request_organisation(request, title=""):
    """Page on which our team chooses the organisation."""
    form = OrganisationFirstForm(
        request.GET if "organisation" in request.GET else None, by=request.user
    )
    if form.is_valid():
        chosen = form.cleaned_data["organisation"].pk
        return redirect(f"{request.path}?organisation={chosen}")
    context = {"form": form, "heading": title or _("New request")}
    return render(request, "loans/requests/request_organisation.html", context)

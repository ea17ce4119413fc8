"""A person asks from their own page, without an account.

The address holds a number and a signature, and works for an hour: the page behind the personal link
shows it. A person asks once for each right, until it is answered.
"""

from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from core.forms.base import attempt
from core.http.ratelimit import is_within, visitor_of
from modules.data_rights.forms import OwnRequestForm
from modules.data_rights.links import SIGNER
from modules.data_rights.models import DataRequest
from modules.data_rights.operations import record_request
from people.models import Recipient, User

HOUR_SECONDS = 3600  # an address works for an hour; limits are per hour too
MAX_PAGES, MAX_ACTS = 60, 10  # per IP address; per person


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("token")
def own_data(request, token):
    """Choose a right, send the request once, and see the state of all requests."""
    person = _person_of(token)
    if not is_within(f"own-data:{visitor_of(request)}", limit=MAX_PAGES, seconds=HOUR_SECONDS):
        return _closed(request, 429)
    if person is None:
        return _closed(request, 404)
    with translation.override(person.language):
        name = f"own-data-acts:{person.pk}"
        is_act = request.method == "POST"
        if is_act and not is_within(name, limit=MAX_ACTS, seconds=HOUR_SECONDS):
            return _closed(request, 429)
        return _private(_page(request, person, token))


def _person_of(token):
    try:
        number = SIGNER.unsign(token, max_age=HOUR_SECONDS)
    except signing.BadSignature:
        return None
    return Recipient.objects.not_anonymised().filter(pk=number).first()


def _private(response):
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def _closed(request, status):
    return _private(render(request, "data_rights/closed.html", status=status))


def _page(request, person, token):
    form = OwnRequestForm(request.POST or None, person=person)
    if attempt(form, record_request, by=User.objects.by_link()):
        return redirect("own_data", token)
    rows = DataRequest.objects.filter(recipient=person)
    return render(request, "data_rights/own_data.html", {"form": form, "rows": rows})

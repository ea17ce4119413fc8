"""Taps on the cards, features of accessories, and agreements in large print."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from core.forms.actions import finder, flash_errors, page_before, redirect_saying, run_action
from core.forms.base import attempt
from core.http.access import allowed
from core.http.ratelimit import is_within, visitor_of
from core.pdf.render import pdf_response
from inventory.models import Device
from loans.agreements.operations.agreements import note_reading
from loans.base.own_page import own_url
from loans.base.shortcuts import loan_or_404, request_or_404
from modules.equipment_features import operations
from modules.equipment_features.forms import (
    AccessoryFeatureForm,
    DeviceFeatureForm,
    TakeForm,
    WishForm,
)
from modules.equipment_features.models import AccessoryFeature
from modules.equipment_features.panels import SIGNER
from modules.equipment_features.papers import (
    READ,
    loans_to_read,
    path_to_hear,
    render_large_print,
)
from people.models import Recipient, User

HOUR_SECONDS = 3600  # the addresses on the person's own page work for an hour
MAX_ACTS, MAX_PAPERS = 60, 12  # per hour and visitor

may_note = allowed(operations.change_wish.permission)
may_change = allowed(operations.add_to_accessory.permission)
may_read = allowed(note_reading.permission)
may_hand_over = allowed(operations.take.permission)
_person = finder(Recipient.objects.visible_to)
_device = finder(Device.objects.visible_to)


@may_note.by_post
def feature_person(request, pk):
    """Note or remove a wish of a person, and return to the page of the cards."""
    return _tapped(request, WishForm, operations.change_wish, _person(request, pk))


@allowed(operations.change_device.permission).by_post
def feature_device(request, pk):
    """Note or remove a feature of a device, and return to the page of the cards."""
    return _tapped(request, DeviceFeatureForm, operations.change_device, _device(request, pk))


@may_hand_over.by_post
def feature_take(request, pk):
    """Add an accessory to the hand-over of a request."""
    return _tapped(request, TakeForm, operations.take, request_or_404(request, pk))


def _tapped(request, form_class, operation, subject):
    form = form_class(request.POST)
    if not attempt(form, operation, subject, by=request.user):
        flash_errors(request, form)
    return redirect(page_before(request) or subject)


@may_change
def feature_list(request):
    """The features of accessories, with the form to add one."""
    form = AccessoryFeatureForm(request.POST or None)
    if attempt(form, operations.add_to_accessory, by=request.user):
        return redirect_saying(request, _("The feature is saved."), "feature_list")
    rows = AccessoryFeature.objects.select_related("accessory")
    return render(request, "equipment_features/feature_list.html", {"form": form, "rows": rows})


@may_change.by_post
def feature_remove(request, pk):
    row = get_object_or_404(AccessoryFeature, pk=pk)
    done = _("The feature is removed.")
    run_action(request, operations.remove_from_accessory, row, done=done)
    return redirect("feature_list")


@may_read
def feature_print(request, pk):
    """The agreement of a loan in large print, as a PDF."""
    return _read(request, _loan(request, pk), print_response)


@may_read
def feature_aloud(request, pk):
    """Redirect to the page that reads the agreement of a loan aloud."""
    return _read(request, _loan(request, pk), aloud_response)


def _loan(request, pk):
    loan = loan_or_404(request, pk)
    if loan.recipient is None or loan.status not in READ:
        raise Http404
    return loan


def _read(request, loan, respond):
    try:
        return respond(loan, by=request.user)
    except ValidationError as refusal:  # there is no text for this kind of loan
        messages.error(request, " ".join(refusal.messages))
        return redirect(loan)


def print_response(loan, *, by):
    """Send an agreement in large print; reading a signed one is recorded."""
    content = render_large_print(loan)
    signed = loan.agreements.signed().first()
    if signed:
        note_reading(signed, by=by)
    response = pdf_response(content, _("large-print"))
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def aloud_response(loan, *, by):
    return redirect(path_to_hear(loan))


def by_link(limit):
    """Decorator for views of a person, with the token that their own page shows; 404 if invalid."""

    def decorate(view):
        @login_not_required
        @require_http_methods(["GET", "HEAD", "POST"])
        @sensitive_variables("token")
        @wraps(view)
        def page(request, token):
            name = f"{view.__name__}:{visitor_of(request)}"
            if not is_within(name, limit=limit, seconds=HOUR_SECONDS):
                return render(request, "429.html", status=429)
            person = _person_of(token)
            with translation.override(person.language):
                return view(request, person, token)

        return page

    return decorate


def _person_of(token):
    """The person whose own page shows this token, or 404."""
    try:
        number = SIGNER.unsign(token, max_age=HOUR_SECONDS)
    except signing.BadSignature as fault:
        raise Http404 from fault
    person = Recipient.objects.not_anonymised().filter(pk=number.partition("-")[0]).first()
    if person is None or not own_url(person):
        raise Http404
    return person


@by_link(MAX_ACTS)
def own_features(request, person, token):
    """Note or remove a wish of the person on their own page, and return there."""
    form = WishForm(request.POST or None)
    attempt(form, operations.change_wish, person, by=User.objects.by_link())
    return redirect(f"{own_url(person)}#features")


@by_link(MAX_PAPERS)
def own_feature_print(request, person, token):
    return _own_reading(person, token, print_response)


@by_link(MAX_PAPERS)
def own_feature_aloud(request, person, token):
    return _own_reading(person, token, aloud_response)


def _own_reading(person, token, respond):
    """The agreement of the loan whose number the token ends with."""
    number = SIGNER.unsign(token).partition("-")[2]
    loan = get_object_or_404(loans_to_read(person), number=number)
    try:
        return respond(loan, by=User.objects.by_link())
    except ValidationError:  # there is no text for this kind of loan
        return redirect(own_url(person))

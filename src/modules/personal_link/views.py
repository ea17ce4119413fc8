"""A person's own page and its actions, opened by their personal link; without an account."""

from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from core.forms.actions import action_view, finder
from core.forms.base import attempt
from core.http.ratelimit import is_within, visitor_of
from loans.aftercare.operations.incidents import is_out, report_incident
from loans.aftercare.operations.loan_changes import ask_renewal
from loans.agreements.operations.agreements import note_reading
from loans.appointments.forms import CancelForm, SlotForm
from loans.appointments.letters import phone_of, place_of, what_to_bring
from loans.appointments.operations import book, cancel_appointment, move_appointment
from loans.appointments.shortcuts import times_to_choose
from loans.base.shortcuts import copy_response
from loans.models import Agreement, LoanItem
from modules.personal_link.contents import lent_of, visit_of, visits_of
from modules.personal_link.forms import FaultForm, LongerForm
from modules.personal_link.operations import send_page
from modules.personal_link.page import is_page_open, lent_to
from modules.personal_link.tokens import person_of
from people.models import Recipient, User

MAX_PAGES, MINUTE_SECONDS = 60, 60  # per IP address
MAX_ACTS, HOUR_SECONDS = 10, 3600  # per person
CLOSED = {
    404: gettext_lazy(
        "This page is not available: the link is old or incomplete. Call us and we will help you."
    ),
    429: gettext_lazy("Too many attempts: wait a little, or call us."),
}


def by_link(view):
    """Decorator for views of the person behind a link, in their language; 404 if invalid."""

    @login_not_required
    @require_http_methods(["GET", "HEAD", "POST"])
    @sensitive_variables("token")
    @wraps(view)
    def page(request, token, **named):
        response = _page(request, token, **named)
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    def _page(request, token, **named):
        if not is_within(
            f"personal:{visitor_of(request)}", limit=MAX_PAGES, seconds=MINUTE_SECONDS
        ):
            return _closed(request, 429)
        person = person_of(token)
        if person is None or not is_page_open(person):
            return _closed(request, 404)
        with translation.override(person.language):
            name = f"personal-acts:{person.pk}"
            is_act = request.method == "POST"
            if is_act and not is_within(name, limit=MAX_ACTS, seconds=HOUR_SECONDS):
                return _closed(request, 429)
            return view(request, person, token, **named) or _closed(request, 404)

    return page


def _closed(request, status):
    """The page for any invalid link, always the same, in each language."""
    context = {"words": CLOSED[status], "languages": dict(settings.LANGUAGES)}
    return render(request, "personal_link/closed.html", context, status=status)


def _home(token, done):
    """Redirect to the page, which shows the result."""
    return redirect(reverse("personal_page", args=[token]) + (f"?done={done}" if done else ""))


recipient_send_page = action_view(
    send_page,
    finder(Recipient.objects.visible_to),
    gettext_lazy("The link to their page is being sent."),
)


@by_link
def personal_page(request, person, token):
    done = {
        "booked": _("Your appointment has been booked."),
        "moved": _("Your appointment has been moved."),
        "cancelled": _("Your appointment has been cancelled."),
        "asked": _("We have received your request and will answer soon."),
        "reported": _("Thank you for letting us know. We will contact you."),
    }
    visits = visits_of(person)
    if not visits:
        return None
    for visit in visits:
        visit.place, visit.phone = place_of(visit.site), phone_of(visit.site)
        visit.bring = what_to_bring(visit.booked) if visit.booked else ""
    context = {
        "done": done.get(request.GET.get("done")),
        "token": token,
        "person": person,
        "visits": visits,
        "loans": lent_of(visits),
    }
    return render(request, "personal_link/page.html", context)


@by_link
def personal_time(request, person, token, number):
    """Choose, move or cancel an appointment."""
    visit = visit_of(person, number)
    if visit is None:
        return None
    by, form = User.objects.by_link(), SlotForm(request.POST or None)
    if "cancel" in request.POST:
        # Reservations are kept: another time may be chosen.
        giving_up = CancelForm(request.POST, prepared=visit.booked)
        is_done = not visit.booked or attempt(giving_up, cancel_appointment, visit.booked, by=by)
        return _home(token, "cancelled" if is_done else "")
    operation = move_appointment if visit.booked else book
    if attempt(form, operation, visit.booked or visit.subject, by=by):
        return _home(token, "moved" if visit.booked else "booked")
    context = {"token": token, "visit": visit, "phone": phone_of(visit.site)}
    context |= times_to_choose(request, form, visit.site, visit.booked)
    return render(request, "personal_link/time.html", context)


@by_link
def personal_longer(request, person, token, number):
    loan = lent_to(person).filter(number=number).first()
    if loan is None:
        return None
    form = LongerForm(request.POST or None, loan=loan)
    if attempt(form, ask_renewal, loan, by=User.objects.by_link()):
        return _home(token, "asked")
    context = {
        "title": _("Request an extension"),
        "lead": _("Loan %(number)s. Our team will answer you.") % {"number": loan},
        "label": _("Send my request"),
        "token": token,
        "form": form,
    }
    return render(request, "personal_link/ask.html", context)


@by_link
def personal_paper(request, person, token, number):
    """Send the person their signed agreement."""
    loans = lent_to(person).filter(number=number)
    agreement = Agreement.objects.signed().filter(loan__in=loans).first()
    if agreement is None:
        return None
    response = copy_response(agreement)
    note_reading(agreement, by=User.objects.by_link())
    return response


@by_link
def personal_fault(request, person, token, pk):
    items = LoanItem.objects.filter(loan__in=lent_to(person)).for_list()
    item = items.select_related("loan").filter(pk=pk).first()
    if item is None or not is_out(item):
        return None
    form = FaultForm(request.POST or None, item=item)
    if attempt(form, report_incident, by=User.objects.by_link()):
        return _home(token, "reported")
    context = {
        "title": _("Report a fault or a loss"),
        "lead": f"{item.device.designation} · {item.device.asset_tag}",
        "label": _("Send to our team"),
        "token": token,
        "form": form,
    }
    return render(request, "personal_link/ask.html", context)

"""Note the answers of a tap; show the results; export activities."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from core.forms.actions import flash_errors, page_before, run_action
from core.forms.base import attempt
from core.http.access import allowed
from core.http.ratelimit import is_within, visitor_of
from core.lists.spreadsheets import sheet_response
from core.models import Event
from desk.figures.scope import ScopeForm
from loans.base.own_page import own_url
from loans.base.shortcuts import loan_or_404, request_or_404
from modules.autonomy.cards import SIGNER, subject_of
from modules.autonomy.coop import rows_of
from modules.autonomy.forms import AnswerForm
from modules.autonomy.lifecycle import Moment
from modules.autonomy.operations import moment_of, note_autonomy, remove_note
from modules.autonomy.results import by_area, by_purpose
from people.models import Recipient, User

HOUR_SECONDS = 3600  # the address on the person's own page works for an hour
MAX_ACTS = 40  # taps per hour and visitor
NARROWS = ("site", "organisation", "territory")

may_note = allowed(note_autonomy.permission)
may_read = allowed("desk.view_figures")


@may_note.by_post
def autonomy_request(request, pk):
    return _note(request, request_or_404(request, pk))


@may_note.by_post
def autonomy_loan(request, pk):
    return _note(request, loan_or_404(request, pk))


def _note(request, subject):
    """Note one answer, or remove the note, and return to the page of the cards."""
    moment = moment_of(subject)
    if "clear" in request.POST:
        run_action(request, remove_note, subject, moment=moment)
    else:
        form = AnswerForm(request.POST, moment=moment)
        if not attempt(form, note_autonomy, subject, by=request.user):
            flash_errors(request, form)
    return redirect(page_before(request) or subject)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("token")
def own_autonomy(request, token):
    """Note an answer of the person on their own page, and return there; a reload notes nothing."""
    if not is_within(f"autonomy:{visitor_of(request)}", limit=MAX_ACTS, seconds=HOUR_SECONDS):
        return render(request, "429.html", status=429)
    person, subject = _person_of(token)
    with translation.override(person.language):
        by, moment = User.objects.by_link(), moment_of(subject, Moment.LINK)
        if "clear" in request.POST:
            remove_note(subject, by=by, moment=moment)
        else:
            form = AnswerForm(request.POST or None, moment=moment)
            attempt(form, note_autonomy, subject, by=by)
    return redirect(f"{own_url(person)}#autonomy")


def _person_of(token):
    """The person whose own page shows this token, and what they answer about, or 404."""
    try:
        number = SIGNER.unsign(token, max_age=HOUR_SECONDS)
    except signing.BadSignature as fault:
        raise Http404 from fault
    person = Recipient.objects.not_anonymised().filter(pk=number).first()
    subject = person and subject_of(person)
    if not subject or not own_url(person):
        raise Http404
    return person, subject


@may_read
def autonomy_results(request):
    """Coverage and median change by purpose and area."""
    form = ScopeForm(request.GET, user=request.user, narrows=NARROWS)
    context = {"form": form, "scope": form.scope}
    if form.scope:
        context |= {"purposes": by_purpose(form.scope), "areas": by_area(form.scope)}
    return render(request, "autonomy/results.html", context)


@may_read
def autonomy_activities(request):
    """The activities of a scope as CSV for the Coop; the export is recorded as an event."""
    scope = ScopeForm(request.GET, user=request.user, narrows=NARROWS).scope
    if scope is None:
        messages.error(request, _("These dates or filters are not valid: choose them again."))
        return redirect("autonomy_results")
    Event.objects.record("report.exported", request.user, by=request.user, form="csv")
    return sheet_response(_("activities-coop"), "csv", rows_of(scope))

"""Plan a session, add people, scan a device each, and have one sign after the other."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms.actions import action_view, finder, flash_done, redirect_saying, run_action
from core.forms.base import attempt
from core.forms.submissions import scan_once
from core.http.access import allowed
from core.lists.encrypted_params import unveil, veil
from core.text_input import line_of, number_of
from core.workflow.lifecycle import NeedsConfirmation
from inventory.devices.operations import IsItHere
from inventory.scanning.refusals import flash_refusal
from loans.agreements.operations.agreements import issue
from loans.allocation.operations.expiry import free_scanned
from loans.handovers.forms import EntryForm
from loans.handovers.operations import check_briefed
from loans.organisations.already_equipped import visible_people
from modules.group_sessions import operations
from modules.group_sessions.forms import GroupBriefingForm, SessionForm
from modules.group_sessions.lifecycle import Attendance, SessionStatus
from modules.group_sessions.models import Attendee, GroupSession
from people.accounts import kiosk
from people.models import Organisation, Recipient

MAX_RESULTS = 20
PER_PAGE = 50
SCANS = "group_scans"  # session key

may_run = allowed(operations.RUN)
_session = finder(GroupSession.objects.visible_to, "site", "organisation")
_attendee = finder(Attendee.objects.visible_to, "session", "recipient", "loan")


@may_run
def groupsession_list(request):
    """The planned sessions, then those that are over."""
    sessions = GroupSession.objects.visible_to(request.user).select_related("site", "organisation")
    sessions = sessions.annotate(
        expected=Count("attendees", filter=~Q(attendees__status=Attendance.ABSENT))
    )
    planned = sessions.filter(status=SessionStatus.PLANNED).order_by("day", "time", "pk")
    past = sessions.exclude(status=SessionStatus.PLANNED).order_by("-day", "-time", "-pk")
    context = {
        "planned": planned,
        "page": Paginator(past, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "group_sessions/groupsession_list.html", context)


@may_run
def groupsession_new(request, pk=None):
    """Plan a session, or change the session `pk`."""
    session = _session(request, pk) if pk else GroupSession()
    form = SessionForm(request.POST or None, instance=session, user=request.user)
    if attempt(form, operations.save_session, by=request.user):
        if pk or not form.result:
            return redirect(form.result or "groupsession_list")
        return redirect("groupsession_add", form.result.pk)
    context = {"form": form, "session": session if pk else None}
    return render(request, "group_sessions/groupsession_edit.html", context)


@may_run
def groupsession_detail(request, pk):
    return _show(request, _session(request, pk))


def _show(request, session, briefing=None):
    attendees = list(session.attendees.with_loan().order_by("pk"))
    devices = {
        attendee.pk: list(attendee.loan.items.live().filter(device__isnull=False).for_list())
        for attendee in attendees
        if attendee.loan
    }
    waiting = [one for one in attendees if one.loan and one.loan.status == "prepared"]
    to_brief = [one for one in waiting if one.status != Attendance.ABSENT and not _briefed(one)]
    context = {
        "session": session,
        "rows": [(one, devices.get(one.pk, [])) for one in attendees],
        "to_scan": session.attendees.to_scan().first() if session.is_open else None,
        "to_sign": session.attendees.to_sign().first() if session.is_open else None,
        "expected": [one for one in attendees if one.status == Attendance.EXPECTED],
        "to_brief": to_brief if session.is_open else [],
        "briefing": briefing or (to_brief and GroupBriefingForm(session=session)),
        "signed": sum(one.has_signed for one in attendees),
        "refused": request.session.get(SCANS, {}).get(str(session.pk)),
    }
    return render(request, "group_sessions/groupsession_detail.html", context)


def _briefed(attendee):
    return hasattr(attendee.loan, "briefing")


# --- Participants. ---


@may_run
def groupsession_add(request, pk):
    """Add people we know, found by name, or somebody new, once similar people were shown."""
    session = _session(request, pk)
    if "q" in request.POST:  # a URL must not contain a name
        return redirect(f"{request.path}?{urlencode({'q': veil(request.POST['q'], request.user)})}")
    ours = session.organisation or Organisation.objects.approved().filter(is_ours=True).first()
    entry = EntryForm(request.POST or None, by=request.user, initial={"organisation": ours})
    if attempt(entry, operations.enter, session, by=request.user):
        return redirect_saying(request, _("Added."), "groupsession_add", pk)
    sought = line_of(unveil(request.GET.get("q", ""), request.user))
    people = visible_people(request.user, timezone.localdate())
    people = people.beginning(sought) if sought else people.none()  # no name is shown unasked
    context = {
        "session": session,
        "entry": entry,
        "sought": sought,
        "people": people.order_by("-pk")[:MAX_RESULTS],
        "attendees": session.attendees.select_related("recipient").order_by("pk"),
    }
    return render(request, "group_sessions/groupsession_add.html", context)


@may_run.by_post
def groupsession_choose(request, pk):
    session = _session(request, pk)
    if chosen := number_of(request.POST.get("recipient")):
        people = Recipient.objects.visible_to(request.user).not_anonymised()
        recipient = get_object_or_404(people, pk=chosen)
        done = _("Added: %(person)s") % {"person": recipient}
        run_action(request, operations.join, session, recipient=recipient, done=done)
    return redirect("groupsession_add", pk)


attendee_remove = action_view(
    operations.remove,
    _attendee,
    gettext_lazy("Removed."),
    back=lambda _request, attendee: reverse("groupsession_detail", args=[attendee.session_id]),
)


@may_run.by_post
def attendee_mark(request, pk):
    """Mark a participant as present or absent."""
    attendee = _attendee(request, pk)
    is_absent = request.POST.get("status") == Attendance.ABSENT
    act = operations.mark_absent if is_absent else operations.mark_present
    done = _("Absent: %(person)s") if is_absent else _("Present: %(person)s")
    done %= {"person": attendee.recipient}
    run_action(request, act, attendee.session, attendees=[attendee.pk], done=done)
    return redirect("groupsession_detail", attendee.session_id)


groupsession_present = action_view(
    operations.mark_present, _session, gettext_lazy("Everybody who was expected is present.")
)


# --- At the session. ---


@may_run.by_post
def groupsession_scan(request, pk):
    """Set a scanned device aside for the chosen participant, or the next one."""
    session, code = _session(request, pk), line_of(request.POST.get("code"))
    chosen = number_of(request.POST.get("attendee"))
    attendee = session.attendees.filter(pk=chosen).first() if chosen else None
    free_scanned(code, by=request.user)
    _refused_scans(request).pop(str(pk), None)
    request.session.modified = True
    keywords = {
        "code": code,
        "attendee": attendee,
        "override": "anyway" in request.POST,
        "is_here": "here" in request.POST,
    }
    try:
        item = scan_once(request, operations.scan, session, **keywords)
    except NeedsConfirmation as refusal:
        name = "here" if isinstance(refusal, IsItHere) else "anyway"
        earlier = [one for one in ("anyway", "here") if one in request.POST]
        words = " ".join(refusal.messages)
        row = {"code": code, "words": words, "names": [*earlier, name], "attendee": chosen}
        request.session[SCANS] = _refused_scans(request) | {str(pk): row}
        messages.warning(request, words, extra_tags="scan")
    except ValidationError as refusal:
        flash_refusal(request, refusal)
    else:
        done = {"device": item.device, "person": item.loan.recipient}
        text = _("%(device)s is for %(person)s") % done
        flash_done(request, text, item.device, tags="scan")
    return redirect("groupsession_detail", pk)


def _refused_scans(request):
    """The last scan of each session that the user may confirm, by the id of the session."""
    return request.session.setdefault(SCANS, {})


@may_run.by_post
def groupsession_brief(request, pk):
    session = _session(request, pk)
    form = GroupBriefingForm(request.POST, session=session)
    if attempt(form, operations.brief_all, session, by=request.user):
        return redirect_saying(request, _("Recorded for everybody."), "groupsession_detail", pk)
    return _show(request, session, briefing=form)


@may_run.by_post
def groupsession_sign(request, pk):
    """Open the agreement of the chosen or next participant, and turn the screen to them.

    The first time, the page of the agreement asks for the PIN that ends the lock.
    """
    session = _session(request, pk)
    to_sign = session.attendees.to_sign()
    if chosen := number_of(request.POST.get("attendee")):
        to_sign = to_sign.filter(pk=chosen)
    attendee = to_sign.first()
    if attendee is None:
        messages.info(request, _("Nobody is waiting to sign."))
        return redirect("groupsession_detail", pk)
    try:
        check_briefed(attendee.loan)
        agreement = issue(attendee.loan, by=request.user)
    except ValidationError as refusal:
        params = {"person": attendee.recipient, "why": " ".join(refusal.messages)}
        messages.error(request, _("%(person)s: %(why)s") % params)
        return redirect("groupsession_detail", pk)
    turn = kiosk.TurnForm({}, request=request)
    if kiosk.PIN in request.session and turn.is_valid():
        turn.turn(agreement.sign_url, agreement.sign_url)
    return redirect(agreement.sign_url)


groupsession_end = action_view(
    operations.end_session,
    _session,
    gettext_lazy("The session has ended. Devices of absent people are back in stock."),
)
groupsession_cancel = action_view(
    operations.cancel_session, _session, gettext_lazy("The session is cancelled.")
)

"""Pages of organisations and recipients, with their requests and loans."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.acts import run_action
from core.forms import attempt
from core.models import Event
from core.tables import render_table
from core.typed import number_of
from loans.appointments.attendance import attendance
from loans.asking.terms import lateness_of, terms_of
from loans.ceiling import vouchers_of
from loans.contacts import with_last_contact
from loans.filters import OrganisationFilter, RecipientFilter
from loans.household import household_of
from loans.lifecycle import LoanStatus, RequestStatus
from loans.models import Loan, Request
from loans.tables import OrganisationTable, RecipientTable
from loans.tables.people import for_list
from people import operations
from people.forms import OrganisationForm, RecipientForm
from people.lifecycle import OrganisationStatus
from people.models import AccessRequest, Organisation, Recipient

MAX_SHOWN = 10
may_ask_or_view = permission_required("loans.view_request", raise_exception=True)
may_change_organisation = permission_required("people.change_organisation", raise_exception=True)
may_change_recipient = permission_required("people.change_recipient", raise_exception=True)


def _organisation(request, pk):
    return get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)


def _recipient(request, pk):
    recipients = Recipient.objects.visible_to(request.user).select_related("organisation")
    person = get_object_or_404(recipients, pk=pk)
    if not person.anonymised_at:
        operations.note_opening(person, by=request.user)
    return person


def _dealings(user, **whose):
    """The latest requests and loans of an organisation or of a person, as `user` may see them."""
    return {
        "requests": Request.objects.visible_to(user).for_list().filter(**whose)[:MAX_SHOWN],
        "loans": Loan.objects.visible_to(user).for_list().filter(**whose)[:MAX_SHOWN],
    }


@permission_required("people.view_organisation", raise_exception=True)
def organisation_list(request):
    organisations = Organisation.objects.visible_to(request.user)
    filters = OrganisationFilter(request.GET, queryset=organisations, request=request)
    waiting = AccessRequest.objects.visible_to(request.user).waiting().count()
    return render_table(
        request,
        "loans/organisation_list.html",
        OrganisationTable(for_list(filters.qs, timezone.localdate())),
        filters=filters,
        waiting=waiting,
    )


@may_ask_or_view
def organisation_detail(request, pk):
    """An organisation for the house; for an association, its own alone."""
    organisation = _organisation(request, pk)
    requests = Request.objects.visible_to(request.user).filter(organisation=organisation)
    loans = Loan.objects.visible_to(request.user).filter(organisation=organisation)
    context = {
        "organisation": organisation,
        "members": organisation.users.exclude(is_active=False, invited_at=None),
        "waiting": requests.filter(status=RequestStatus.SENT).count(),
        "under_way": loans.filter(status=LoanStatus.ACTIVE).count(),
        "attendance": attendance(organisation.appointments.all(), timezone.now()),
        "known": organisation.recipients.not_anonymised().count(),
        "events": Event.objects.about(organisation).select_related("by")[:50],
        "conventions": organisation.conventions.all()[:MAX_SHOWN],
        **terms_of(organisation),
        **lateness_of(organisation),
        **_dealings(request.user, organisation=organisation),
    }
    return render(request, "loans/organisation_detail.html", context)


@may_change_organisation
def organisation_add(request):
    form = OrganisationForm(request.POST or None)
    if attempt(form, operations.enter_organisation, by=request.user):
        messages.success(request, _("The organisation is in the register, and approved."))
        return redirect(form.result)
    return render(request, "loans/organisation_add.html", {"form": form})


@may_change_organisation
def organisation_edit(request, pk):
    organisation = _organisation(request, pk)
    name = organisation.name
    form = OrganisationForm(request.POST or None, instance=organisation)
    if attempt(form, operations.correct_organisation, by=request.user):
        messages.success(request, _("The changes are saved."))
        return redirect(organisation)
    context = {"organisation": organisation, "name": name, "form": form}
    return render(request, "loans/organisation_edit.html", context)


@require_POST
@may_change_organisation
def organisation_decide(request, pk):
    """Approve, suspend or expire an organisation: only an approved one may ask."""
    organisation = _organisation(request, pk)
    status = request.POST.get("status")
    if status not in OrganisationStatus.values:
        messages.error(request, _("Say what becomes of this organisation."))
        return redirect(organisation)
    status = OrganisationStatus(status)
    done = _("The organisation is now “%(status)s”.") % {"status": status.label}
    run_action(request, operations.decide_organisation, organisation, status=status, done=done)
    return redirect(organisation)


def _ends(user, person):
    """When somebody was last in touch, for those who see to the end of what is known of them."""
    if person.anonymised_at or not user.has_perm("people.anonymise_recipient"):
        return None
    return with_last_contact(Recipient.objects.filter(pk=person.pk)).get()


def story_of(person):
    """What happened to a person; who read their page stands on the page of openings."""
    return Event.objects.about(person).exclude(kind="recipient.opened").select_related("by")[:50]


@may_change_recipient
def recipient_list(request):
    people = Recipient.objects.visible_to(request.user).select_related("organisation")
    filters = RecipientFilter(request.GET, queryset=people.order_by("-pk"), request=request)
    table = RecipientTable(filters.qs, user=request.user)
    return render_table(request, "loans/recipient_list.html", table, filters=filters)


@may_change_recipient
def recipient_detail(request, pk):
    person = _recipient(request, pk)
    context = {
        "person": person,
        "guardians": person.guardians.all(),
        "household": household_of(person, request.user),
        "vouchers": vouchers_of(person, request.user),
        "events": story_of(person),
        "ends": _ends(request.user, person),
        **_dealings(request.user, recipient=person),
    }
    return render(request, "loans/recipient_detail.html", context)


@may_change_recipient
def recipient_add(request):
    """Enter a person; the house comes from an organisation's page, or names the organisation."""
    chosen = number_of(request.GET.get("organisation"))
    organisation = _organisation(request, chosen) if chosen else None
    form = RecipientForm(request.POST or None, by=request.user, organisation=organisation)
    if attempt(form, operations.save_recipient, by=request.user):
        messages.success(request, _("The person is in the register."))
        return redirect(form.result)
    context = {"form": form, "organisation": organisation or request.user.organisation}
    return render(request, "loans/recipient_add.html", context)


@may_change_recipient
def recipient_edit(request, pk):
    person = _recipient(request, pk)
    name = str(person)
    form = RecipientForm(request.POST or None, instance=person, by=request.user)
    if attempt(form, operations.save_recipient, by=request.user):
        messages.success(request, _("The changes are saved."))
        return redirect(person)
    return render(
        request, "loans/recipient_edit.html", {"person": person, "name": name, "form": form}
    )

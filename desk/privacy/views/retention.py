"""Anonymisation of people: announced, postponed, requested; and the personal data on request."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.actions import run_action
from core.forms import attempt
from core.lists.tables import page_of
from core.pdf.render import pdf_response
from desk.privacy.dossier import dossier_of
from desk.privacy.forms import EraseForm, KeepForm
from desk.privacy.papers import render_dossier, render_erasure
from desk.privacy.retention_report import staying
from donations.models import Donor
from donations.operations.anonymisation import forget_donor, keep_donor
from loans.privacy import operations as privacy_operations
from loans.privacy.last_contact import why_live, with_last_contact
from people.models import Recipient, Retention

MAX_DONORS = 500
may_erase = permission_required(privacy_operations.erase_recipient.permission, raise_exception=True)
may_export = permission_required(privacy_operations.note_export.permission, raise_exception=True)


def _person(pk):
    people = Recipient.objects.not_anonymised().select_related("organisation")
    return get_object_or_404(with_last_contact(people), pk=pk)


@may_erase
def privacy(request):
    """The recipients announced for anonymisation, earliest first."""
    announced = Recipient.objects.not_anonymised().filter(erase_on__isnull=False)
    people = with_last_contact(announced.select_related("organisation"))
    page = page_of(request, people.order_by("erase_on", "pk"))
    donors = Donor.objects.filter(erase_on__isnull=False).for_list().order_by("erase_on", "pk")
    context = {
        "page": page,
        "donors": donors[:MAX_DONORS],
        "more_donors": max(0, donors.count() - MAX_DONORS),
        "terms": Retention.cached(),
    }
    return render(request, "desk/privacy/ends.html", context)


@require_POST
@may_erase
def donor_keep(request, pk):
    donor = get_object_or_404(Donor, pk=pk)
    done = _("Noted: the contact of this donor is kept, from today.")
    run_action(request, keep_donor, donor, done=done)
    return redirect("privacy")


@require_POST
@may_erase
def donor_forget(request, pk):
    """Anonymise a donor at once; what stays is listed beside the button."""
    donor = get_object_or_404(Donor, pk=pk)
    run_action(request, forget_donor, donor, done=_("Erased: nobody is named there any more."))
    return redirect("donor_detail", pk)


@may_erase
def recipient_keep(request, pk):
    person = _person(pk)
    form = KeepForm(request.POST or None)
    if attempt(form, privacy_operations.keep_recipient, person, by=request.user):
        messages.success(request, _("Noted: this person is kept, from today."))
        return redirect("privacy")
    return render(request, "desk/privacy/keep.html", {"person": person, "form": form})


@may_erase
def recipient_erase(request, pk):
    """Preview of an anonymisation: what is erased and what is retained."""
    person = _person(pk)
    live = why_live(person)
    form = EraseForm(request.POST or None)
    if attempt(form, privacy_operations.erase_recipient, person, by=request.user):
        messages.success(request, _("Erased: nothing names this person any more."))
        return redirect("recipient_detail", person.pk)
    stays = staying(person, timezone.localdate())
    context = {"person": person, "live": live, "stays": stays, "form": form}
    return render(request, "desk/privacy/erase.html", context)


@may_erase
def erasure_letter(request, pk):
    """The letter to an anonymised person: what is erased, what is retained, why."""
    person = _person(pk)
    return pdf_response(render_erasure(person), f"rebond-{person.pk}")


@may_export
def recipient_export(request, pk, form):
    """Export the personal data of a recipient as PDF or JSON; recorded as an event."""
    if form not in {"pdf", "json"}:
        raise Http404
    person = _person(pk)
    privacy_operations.note_export(person, by=request.user, form=form.upper())
    dossier = dossier_of(person)
    if form == "pdf":
        return pdf_response(render_dossier(dossier), f"rebond-{person.pk}", download=True)
    place = {"Content-Disposition": f'attachment; filename="rebond-{person.pk}.json"'}
    return JsonResponse(dossier.as_json(), headers=place, json_dumps_params={"indent": 2})

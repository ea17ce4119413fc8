"""Pages of anonymisation (announce, postpone, request) and of data subject access requests."""

from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django_filters import CharFilter, DateFilter

from core.forms.actions import redirect_saying, run_action
from core.forms.base import attempt
from core.http.access import allowed
from core.lists.filters import FilterSet
from core.lists.tables import export_of, page_of
from core.models import Document, Event
from core.models.event import OPENINGS
from core.pdf.render import pdf_response
from core.text_input import line_of, number_of
from desk.privacy.dossier import dossier_of
from desk.privacy.forms import EraseForm, KeepForm, OpenForm, ProcessingForm, RetentionForm
from desk.privacy.openings import with_subjects
from desk.privacy.papers import render_dossier, render_erasure, render_register
from desk.privacy.retention_report import staying
from desk.privacy.tables import ArchivedPaperTable, OpeningTable
from desk.privacy.texts import read, written
from donations.models import Donor
from donations.operations.anonymisation import forget_donor, keep_donor
from loans.base.shortcuts import file_response
from loans.privacy import operations as privacy_operations
from loans.privacy.last_contact import why_live, with_last_contact
from people.models import Processing, Recipient, Retention
from people.privacy import operations, processing_record
from people.privacy.anonymisation import TEXTS
from people.privacy.processing_record import register

MAX_DONORS = 500
may_erase = allowed(privacy_operations.erase_recipient.permission)
may_export = allowed(privacy_operations.note_export.permission)


def _person(pk):
    people = Recipient.objects.not_anonymised().select_related("organisation")
    return get_object_or_404(with_last_contact(people), pk=pk)


@may_erase
def privacy(request):
    """Recipients announced for anonymisation, earliest first."""
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


@may_erase.by_post
def donor_keep(request, pk):
    donor = get_object_or_404(Donor, pk=pk)
    done = _("Contact recorded: the details of this donor are kept from today.")
    run_action(request, keep_donor, donor, done=done)
    return redirect("privacy")


@may_erase.by_post
def donor_forget(request, pk):
    """Anonymise a donor at once; the retained data is listed beside the button."""
    donor = get_object_or_404(Donor, pk=pk)
    run_action(
        request, forget_donor, donor, done=_("Erased: the donor’s contact is no longer named.")
    )
    return redirect("donor_detail", pk)


@may_erase
def recipient_keep(request, pk):
    person = _person(pk)
    form = KeepForm(request.POST or None)
    if attempt(form, privacy_operations.keep_recipient, person, by=request.user):
        return redirect_saying(
            request, _("Contact recorded: this person’s data is kept from today."), "privacy"
        )
    return render(request, "desk/privacy/keep.html", {"person": person, "form": form})


@may_erase
def recipient_erase(request, pk):
    """Preview of an anonymisation: erased and retained data."""
    person = _person(pk)
    live = why_live(person)
    form = EraseForm(request.POST or None)
    if attempt(form, privacy_operations.erase_recipient, person, by=request.user):
        messages.success(request, _("Erased: this person is no longer named anywhere."))
        return redirect("recipient_detail", person.pk)
    stays = staying(person, timezone.localdate())
    context = {"person": person, "live": live, "stays": stays, "form": form}
    return render(request, "desk/privacy/erase.html", context)


@may_erase
def erasure_letter(request, pk):
    """Letter to a person who is erased today; 409 with the reasons while something prevents it."""
    person = _person(pk)
    if live := why_live(person):
        context = {"person": person, "live": live, "stays": staying(person, timezone.localdate())}
        return render(request, "desk/privacy/erase.html", context, status=409)
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


may_change = allowed(operations.save_retention.permission)
may_read = allowed("people.anonymise_recipient")


@may_change
def retention_edit(request):
    terms = Retention.load()
    form = RetentionForm(request.POST or None, instance=terms)
    if attempt(form, operations.save_retention, by=request.user):
        return redirect_saying(request, _("The changes are saved."), "retention_edit")
    events = Event.objects.about(terms).select_related("by")[:50]
    return render(request, "desk/privacy/terms.html", {"form": form, "events": events})


@may_read
def processing_list(request):
    context = {"lines": register(), "terms": Retention.cached()}
    return render(request, "desk/privacy/register.html", context)


@may_read
def processing_paper(request):
    return pdf_response(render_register(), "registre")


@may_change
def processing_edit(request, code):
    """Edit an entry; unchanged proposed texts keep following the settings."""
    line = processing_record.line_of(code)
    if line is None:
        raise Http404
    row = Processing.objects.filter(code=code).first() or Processing(code=code)
    return _edit(request, line, row)


@may_change.by_post
def processing_confirm(request, code):
    """Confirm a line of the record of processing after review of its legal basis."""
    line = processing_record.line_of(code)
    if line is None:
        raise Http404
    if request.POST.get("as_read") != line.fingerprint:
        messages.error(request, _("This line has changed since you read it: read it again."))
        return redirect("processing_list")
    row = line.row or Processing(code=code)
    run_action(
        request,
        operations.confirm_processing,
        row,
        done=_("Confirmed, with your name and today’s date."),
    )
    return redirect("processing_list")


@may_change
def processing_add(request):
    return _edit(request, None, Processing(code=f"own-{uuid4().hex[:12]}"))


def _edit(request, line, row):
    form = ProcessingForm(request.POST or None, instance=row, line=line)
    if attempt(form, operations.save_processing, by=request.user):
        return redirect_saying(request, _("The changes are saved."), "processing_list")
    return render(request, "desk/privacy/processing.html", {"form": form, "line": line})


may_review = allowed(privacy_operations.blank_text.permission)


@may_review
def text_list(request):
    """Free texts not reviewed yet, or all on demand."""
    terms = Retention.load()
    everything = "all" in request.GET
    since = None if everything else terms.texts_read_at
    page = page_of(request, written(since))
    context = {
        "page": page,
        "texts": read(list(page)),
        "everything": everything,
        "read_at": terms.texts_read_at,
        "now": timezone.now(),
    }
    return render(request, "desk/privacy/texts.html", context)


@may_review.by_post
def text_blank(request):
    text = TEXTS.get(request.POST.get("code", ""))
    row = text and text.model.objects.filter(pk=number_of(request.POST.get("row"))).first()
    if row is None:
        messages.error(request, _("This text no longer exists."))
    else:
        run_action(request, privacy_operations.blank_text, text, row, done=_("Text deleted."))
    return redirect("text_list")


def _moment_of(text):
    """Parse a submitted time; None if it is invalid."""
    try:
        return parse_datetime(text)
    except ValueError:
        return None


@may_review.by_post
def texts_read(request):
    """Mark the texts shown when the page was opened as reviewed; later texts are not."""
    until = _moment_of(request.POST.get("until", ""))
    if until is None or timezone.is_naive(until) or until > timezone.now():
        messages.error(
            request, _("Open the page again: its content has changed since you read it.")
        )
    else:
        run_action(
            request,
            privacy_operations.note_texts_read,
            until=until,
            done=_("Texts marked as reviewed."),
        )
    return redirect("text_list")


may_open = allowed(privacy_operations.open_kept_paper.permission)


@may_open
def keptpaper_list(request):
    """Archived papers, first to expire first; search by number."""
    papers = Document.objects.archived().order_by("kept_until", "pk")
    number = line_of(request.GET.get("q"))
    if number:
        papers = papers.filter(name__icontains=number)
    table = ArchivedPaperTable(papers, user=request.user)
    if file := export_of(request, table):
        return file
    context = {"page": page_of(request, papers), "q": number, "tools": table.tools}
    return render(request, "desk/privacy/papers.html", context)


@may_open
def keptpaper_open(request, pk):
    """Ask for the reason, then send the file, once for each answer."""
    paper = get_object_or_404(Document.objects.archived(), pk=pk)
    form = OpenForm(request.POST or None)
    if attempt(form, privacy_operations.open_kept_paper, paper, by=request.user):
        return file_response(paper.read_apart(), paper, paper.name.rpartition(".")[0])
    events = Event.objects.about(paper).select_related("by")[:50]
    context = {"paper": paper, "form": form, "events": events}
    return render(request, "desk/privacy/paper.html", context)


@allowed("people.view_opening")
def opening_list(request):
    """Show the access log, newest first."""
    # An export of the log is recorded in it too, after the exported events.
    events = Event.objects.filter(kind__in=OPENINGS, at__lte=timezone.now())
    events = events.select_related("by").order_by("-pk")
    filters = OpeningFilter(request.GET, queryset=events)
    table = OpeningTable(filters.qs, user=request.user)
    if file := export_of(request, table, filters):
        return file
    page = page_of(request, filters.qs)
    context = {"filters": filters, "page": page, "opened": with_subjects(list(page))}
    context |= {"terms": Retention.cached(), "tools": table.tools}
    return render(request, "desk/privacy/openings.html", context)


class OpeningFilter(FilterSet):
    search_box = "who"

    who = CharFilter(
        label=pgettext_lazy("person", "Who"),
        field_name="by__name",
        lookup_expr="icontains",
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    on = DateFilter(label=gettext_lazy("On"))

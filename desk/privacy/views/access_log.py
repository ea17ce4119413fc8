"""For administrators: archived papers and the access log."""

from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, render

from core.forms import attempt
from core.lists.tables import page_of
from core.models import Document, Event
from core.models.event import OPENINGS
from core.text_input import line_of
from desk.privacy.access_log import OpeningFilter, with_subjects
from desk.privacy.forms import OpenForm
from loans.base.shortcuts import file_response
from loans.privacy import operations as privacy_operations
from people.models import Retention

may_open = permission_required(privacy_operations.open_kept_paper.permission, raise_exception=True)


@may_open
def keptpaper_list(request):
    """Archived papers, first to expire first; search by number."""
    papers = Document.objects.archived().order_by("kept_until", "pk")
    number = line_of(request.GET.get("q"))
    if number:
        papers = papers.filter(name__icontains=number)
    page = page_of(request, papers)
    return render(request, "desk/privacy/papers.html", {"page": page, "q": number})


@may_open
def keptpaper_open(request, pk):
    """Ask why; then give the file, once for each answer."""
    paper = get_object_or_404(Document.objects.archived(), pk=pk)
    form = OpenForm(request.POST or None)
    if attempt(form, privacy_operations.open_kept_paper, paper, by=request.user):
        return file_response(paper.read_apart(), paper, paper.name.rpartition(".")[0])
    events = Event.objects.about(paper).select_related("by")[:50]
    context = {"paper": paper, "form": form, "events": events}
    return render(request, "desk/privacy/paper.html", context)


@permission_required("people.view_opening", raise_exception=True)
def opening_list(request):
    """The access log, newest first."""
    events = Event.objects.filter(kind__in=OPENINGS).select_related("by").order_by("-pk")
    filters = OpeningFilter(request.GET, queryset=events)
    page = page_of(request, filters.qs)
    context = {"filters": filters, "page": page, "opened": with_subjects(list(page))}
    context["terms"] = Retention.cached()
    return render(request, "desk/privacy/openings.html", context)

"""Show reports as a page, a PDF and a spreadsheet; save reports and run them again."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from core.forms.actions import run_action
from core.forms.base import attempt
from core.http.access import allowed
from core.lists.spreadsheets import TYPES, sheet_response
from core.models import Event
from core.pdf.render import pdf_response
from desk.figures.figure import USUAL
from desk.figures.impact import avoided_in_report
from desk.figures.report_context import Reading
from desk.figures.scope import EARLIEST, ScopeForm
from desk.home.site_scope import look_of
from desk.models import FigureRules
from modules.reports import breakdowns, charts, operations
from modules.reports.contents import sections_of
from modules.reports.forms import ReportForm, days_of
from modules.reports.labels import as_of, narrowed_words
from modules.reports.models import Report
from modules.reports.papers import render_report, render_yearly
from modules.reports.sheets import rows_of
from modules.reports.snapshot import past_of, stock_of
from modules.reports.standing import standing_of

MAX_SAVED = 50
may_report = allowed("reports.view_report")


@may_report
def report(request):
    """The figures of a period with the chosen filters, each linking to its rows."""
    form = ScopeForm(request.GET, user=request.user, narrows=USUAL)
    scope = form.scope
    saved = Report.objects.visible_to(request.user).select_related("owner")[:MAX_SAVED]
    context = {"form": form, "scope": scope, "saved": saved}
    if scope:
        keep = ReportForm(user=request.user, initial={"query": scope.query})
        context |= contents(scope) | {"keep": keep, "years": years_before(timezone.localdate())}
    return render(request, "reports/report.html", context)


@allowed("inventory.view_every_site")
def standing(request):
    """The current stock and the last weeks, in tables and charts."""
    look = look_of(request)
    context = {"look": look, "standing": standing_of(stock_of(look), past_of(look), look.scope)}
    return render(request, "reports/standing.html", context)


def contents(scope, by_territory=breakdowns.by_territory):
    """Build the context of a report, for its page or paper."""
    with Reading(scope) as read:
        sections = sections_of(read)
        categories = breakdowns.by_category(read)
        return {
            "scope": scope,
            "as_of": as_of(read.at),
            "sections": sections,
            "words": narrowed_words(scope),
            "months": charts.monthly(read),
            "purposes": charts.purposes(next(s for s in sections if s.key == "purposes")),
            "categories": categories,
            "territories": by_territory(read),
            "category_bars": charts.categories(categories, scope),
            "avoided": avoided_in_report(read),
            "rules": FigureRules.cached(),
        }


def years_before(today):
    """The years for which a yearly report is offered, the last complete year first."""
    return [today.year - 1, today.year, today.year - 2]


def _scope_of(request):
    """The scope of a query string, or None if it is invalid."""
    return ScopeForm(request.GET, user=request.user, narrows=USUAL).scope


@may_report
def report_pdf(request):
    scope = _scope_of(request)
    if scope is None:
        return redirect(f"{reverse('report')}?{request.GET.urlencode()}")
    return pdf_response(
        render_report(contents(scope, breakdowns.published_by_territory)), _("report")
    )


@may_report
def report_sheet(request, form):
    """The report as a spreadsheet; the export is recorded as an event."""
    scope = _scope_of(request)
    if form not in TYPES:
        raise Http404
    if scope is None:
        return redirect(f"{reverse('report')}?{request.GET.urlencode()}")
    Event.objects.record("report.exported", request.user, by=request.user, form=form)
    return sheet_response(_("report"), form, rows_of(scope))


@may_report
def report_yearly(request, year):
    """The report of one year for a funder, as a PDF."""
    form = ScopeForm(
        {**request.GET.dict(), "first": f"{year}-01-01", "last": f"{year}-12-31"},
        user=request.user,
        narrows=USUAL,
    )
    years = range(EARLIEST.year, timezone.localdate().year + 1)
    if year not in years or form.scope is None:
        params = {"year": year, "first": years[0], "last": years[-1]}
        words = _(
            "There is no report for the year %(year)s: choose one from %(first)s to %(last)s."
        )
        messages.error(request, words % params)
        return redirect("report")
    return pdf_response(render_yearly(form.scope, year), _("report-%(year)s") % {"year": year})


@may_report.by_post
def report_keep(request):
    form = ReportForm(request.POST, user=request.user)
    if attempt(form, operations.keep_report, by=request.user):
        messages.success(
            request, _("The report has been saved: you can run it again from this list.")
        )
        return redirect(form.result or "report")
    return render(request, "reports/report_keep.html", {"form": form})


@may_report
def report_run(request, pk):
    """Run a saved report over the days of its period, as of today."""
    saved = get_object_or_404(Report.objects.visible_to(request.user), pk=pk)
    days = days_of(saved.period, timezone.localdate())
    moved = {"first": days[0].isoformat(), "last": days[1].isoformat()} if days else {}
    return redirect(f"{reverse('report')}?{urlencode(saved.query | moved)}")


@may_report.by_post
def report_forget(request, pk):
    saved = Report.objects.visible_to(request.user).filter(pk=pk).first()
    if saved is None:  # deleted meanwhile, or the form was sent twice
        return redirect("report")
    run_action(request, operations.forget_report, saved, done=_("The report has been deleted."))
    return redirect("report")

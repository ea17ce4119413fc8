"""Charts of workshop figures: labels, texts and links."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from catalogue.models import DeviceModel
from core.charts import Chart, Part, Value, in_a_row, percent, whole
from desk.figures.figure import NOTHING
from desk.figures.figure import days as days_in_words
from desk.figures.lists import listed
from desk.figures.weeks import monday_of, weekly_chart
from inventory.models import Refurbisher
from loans.models import Rules
from modules.workshop_figures.failures import MIN_HANDOVERS, is_over
from modules.workshop_figures.flow import Yield
from people.models import Site


def context_of(figures, site, today):
    return {
        "figures": figures,
        "weeks": figures.weeks.count,
        "flow": flow_charts(figures, site),
        "steps": step_parts(figures),
        "yield_chart": yield_chart(figures),
        "failure_chart": failure_chart(figures, site, today),
        "failure_months": settings.FAILURE_MONTHS,
        "unfit_chart": unfit_chart(figures, site, today),
        "unfit_days": Rules.cached().swap_days,
        "unfit_models": unfit_rows(figures),
        "few": MIN_HANDOVERS,
        "models": model_rows(figures),
        "refurbishers": refurbisher_rows(figures),
    }


def title_of(what, since):
    """The title of the device list behind a number."""
    titles = {
        "received": _("Received in the week of %(day)s"),
        "ready": _("Became ready in the week of %(day)s"),
        "out": _("Handed over in the week of %(day)s"),
        "failed": _("Handed over in %(month)s and failed since then"),
        "unfit": _("Handed over in %(month)s: non-conforming"),
    }
    monday = date_format(monday_of(since), "DATE_FORMAT")
    return titles[what] % {"day": monday, "month": date_format(since, "F Y")}


def flow_charts(figures, site):
    """Devices received, ready and handed over by week, on one scale."""
    titles = {
        "received": pgettext("devices", "Received"),
        "ready": _("Became ready"),
        "out": _("Handed over"),
    }
    maximum = max(
        (max(counter.values(), default=0) for counter in figures.counts.values()), default=0
    )
    return [_by_week(figures, site, name, titles[name], maximum) for name in titles]


def _by_week(figures, site, name, title, maximum):
    def address(monday):
        return listed("workshop_devices", what=name, since=monday.isoformat(), site=site)

    counts = figures.counts[name]
    return weekly_chart(name, title, counts, figures.weeks.mondays, address, maximum=maximum)


def step_parts(figures):
    """The median days of each step, as the parts of a line."""
    labels = {
        "to_bench": _("from arrival to the bench"),
        "on_bench": _("on the bench, until ready"),
        "to_leave": _("on the shelf, until handed over"),
    }
    days = figures.days
    return in_a_row(
        [
            Part(labels[n], days[n], NOTHING if days[n] is None else days_in_words(days[n]))
            for n in labels
        ]
    )


def yield_chart(figures):
    """The first-pass yield by week."""
    values = []
    for monday, week in figures.yields.items():
        values.append(
            Value(
                label=date_format(monday, "j N"),
                number=week.percent,
                text=week.text,
                detail=_of(week.first_pass, week.ready),
                is_faint=week.ready < MIN_HANDOVERS or monday == figures.weeks.mondays[-1],
            )
        )
    total = total_yield(figures)
    return Chart(
        key="chart-yield",
        title=_("Ready at the first attempt"),
        summary=_("%(share)s over these weeks: %(count)s of %(all)s devices that became ready.")
        % {"share": total.text, "count": total.first_pass, "all": total.ready},
        label=_("Week of"),
        values=tuple(values),
        maximum=100,
        words=percent,
    )


def total_yield(figures):
    weeks = figures.yields.values()
    return Yield(sum(week.ready for week in weeks), sum(week.first_pass for week in weeks))


def _of(some, all_of_them):
    return _("%(some)s of %(all)s") % {"some": whole(some), "all": whole(all_of_them)}


def failure_chart(figures, site, today):
    """The share that failed, by month of hand-over."""
    shares = {month: figures.failures.months[month] for month in figures.months}
    over = {month for month in figures.months if is_over(month, today)}
    total = figures.failures.total
    return Chart(
        key="chart-failures",
        title=_("Failed soon after the hand-over"),
        summary=_("%(share)s over these months: %(count)s of %(all)s devices handed over.")
        % {"share": total.text, "count": total.failed, "all": total.handed_over},
        **_by_month(shares, over, site, "failed"),
    )


def unfit_chart(figures, site, today):
    """The share that did not conform, by month of hand-over."""
    time_to_fail = timedelta(days=Rules.cached().swap_days)
    shares = {month: figures.failures.months[month].of_unfit for month in figures.months}
    over = {month for month in figures.months if is_over(month, today, time_to_fail)}
    total = figures.failures.total.of_unfit
    return Chart(
        key="chart-unfit",
        title=_("Non-conforming"),
        summary=_("%(share)s over these months: %(count)s of %(all)s devices handed over.")
        % {"share": total.text, "count": total.failed, "all": total.handed_over},
        **_by_month(shares, over, site, "unfit"),
    )


def _by_month(shares, over, site, what):
    """Common options of monthly charts; recent or small months are faint."""
    values = tuple(
        Value(
            label=date_format(month, "N y"),
            number=share.percent,
            text=share.text,
            detail=_of(share.failed, share.handed_over),
            href=listed("workshop_devices", what=what, since=month.isoformat(), site=site),
            is_faint=share.is_few or month not in over,
        )
        for month, share in shares.items()
    )
    return {"label": _("Month of the hand-over"), "values": values, "maximum": 5, "words": percent}


def model_rows(figures):
    """The models most handed over: (name, with a link to its devices, share)."""
    often = figures.failures.top_handed_over
    return [(name, figures.failures.models[pk]) for pk, name in _named_each(often)]


def unfit_rows(figures):
    """The rows with any non-conformity."""
    unfit = figures.failures.top_unfit
    return [(name, figures.failures.models[pk].of_unfit) for pk, name in _named_each(unfit)]


def _named_each(ids):
    models = DeviceModel.objects.select_related("brand").in_bulk([pk for pk in ids if pk])
    return [(pk, _named(models.get(pk))) for pk in ids]


def _named(model):
    if model is None:
        return _("no model entered")
    name = f"{model.brand} {model}" if model.brand else model.name
    return format_html(
        '<a href="{}?{}">{}</a>', reverse("device_list"), urlencode({"q": model}), name
    )


def refurbisher_rows(figures):
    """Our own sites, then the outside workshops: (name, share), most devices first."""
    shares = figures.failures.refurbishers
    workshops = Refurbisher.objects.in_bulk([workshop for workshop, _place in shares if workshop])
    sites = Site.objects.in_bulk([site for _outside, site in shares if site])
    us = _("our team: %(site)s")
    rows = [
        (workshops[workshop].name if workshop else us % {"site": sites[site]}, share)
        for (workshop, site), share in shares.items()
    ]
    return sorted(rows, key=lambda row: -row[1].handed_over)

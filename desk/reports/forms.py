import re
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.forms.base import ActModelForm
from desk.figures.scope import ScopeForm
from desk.lifecycle import Period
from desk.models import FigureRules, Report


def days_of(period, today):
    """The first and the last day of a period as of `today`; None for a report of fixed days."""
    january = today.replace(month=1, day=1)
    month = today.replace(day=1)
    day = timedelta(days=1)
    return {
        Period.THIS_YEAR: (january, today),
        Period.LAST_YEAR: (january.replace(year=today.year - 1), january - day),
        Period.LAST_MONTH: ((month - day).replace(day=1), month - day),
        Period.TWELVE_MONTHS: (_a_year_before(today) + day, today),
    }.get(Period(period))


def _a_year_before(day):
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year - 1, day=28)


class ReportForm(ActModelForm):
    """For `keep_report`: a name for what the page shows."""

    query = forms.CharField(widget=forms.HiddenInput, max_length=1_000)

    class Meta:
        model = Report
        fields = ["name", "period", "is_shared"]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.owner = self.user = user

    def clean_query(self):
        """The filters, if a report can be made of them."""
        params = dict(parse_qsl(self.cleaned_data["query"]))
        scope = ScopeForm(params, user=self.user).scope
        if scope is None:
            raise ValidationError(_("Show the report first, then save it."))
        self.instance.query = dict(parse_qsl(scope.query))
        return scope


class FigureRulesForm(ActModelForm):
    class Meta:
        model = FigureRules
        fields = ["gift_months", "is_public", "embedded_by"]
        widgets = {"embedded_by": forms.Textarea(attrs={"rows": 3})}

    def clean_embedded_by(self):
        """The origins, one a line: https and a name, with nothing after it."""
        lines = self.cleaned_data["embedded_by"].split()
        wrong = [line for line in lines if not _is_origin(line)]
        if wrong:
            message = _("%(line)s is no address of a site: write it as https://www.example.org.")
            raise ValidationError(message, params={"line": wrong[0]})
        return "\n".join(dict.fromkeys(line.rstrip("/") for line in lines))


def _is_origin(line):
    try:
        parts = urlsplit(line)
        is_port = parts.port is None or parts.port > 0
    except ValueError:
        return False
    is_name = bool(re.fullmatch(r"[a-z0-9.-]+", parts.hostname or ""))
    is_bare = line.removeprefix("https://").rstrip("/").lower() == parts.netloc.lower()
    return parts.scheme == "https" and is_name and is_bare and is_port and not parts.username

from datetime import timedelta
from urllib.parse import parse_qsl

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.forms.base import ActModelForm
from desk.figures.scope import ScopeForm
from modules.reports.lifecycle import Period
from modules.reports.models import Report


def days_of(period, today):
    """The first and last day of a period as of `today`; None if the report has fixed days."""
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
    except ValueError:  # 29 February
        return day.replace(year=day.year - 1, day=28)


class ReportForm(ActModelForm):
    """Form for `keep_report`: a name for the page shown."""

    query = forms.CharField(widget=forms.HiddenInput, max_length=1_000)

    class Meta:
        model = Report
        fields = ["name", "period", "is_shared"]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.owner = self.user = user

    def clean_query(self):
        """The filters, if they are valid for a report."""
        params = dict(parse_qsl(self.cleaned_data["query"]))
        scope = ScopeForm(params, user=self.user).scope
        if scope is None:
            raise ValidationError(_("Show the report first, then save it."))
        self.instance.query = dict(parse_qsl(scope.query))
        return scope

"""Forms on a person's own page."""

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.forms.base import ActForm, ActModelForm
from core.text_input import day_named
from loans.base.lifecycle.aftercare import Declarer
from loans.base.loan_terms import after_months
from loans.models import Incident

MONTHS = (1, 3, 6)


class LongerForm(ActForm):
    """Form for `ask_renewal`: some months after the due date, or after today if that is later."""

    wished_on = forms.TypedChoiceField(
        label=_("Until when do you need it?"), widget=forms.RadioSelect
    )

    def __init__(self, *args, loan, **kwargs):
        super().__init__(*args, **kwargs)
        first = max(loan.due_on, timezone.localdate())
        days = [(months, after_months(first, months)) for months in MONTHS]
        field = self.fields["wished_on"]
        field.choices = [(day.isoformat(), _until(months, day)) for months, day in days]
        field.coerce = lambda text: day_named(text, first)


def _until(months, day):
    text = ngettext("%(count)s month, until %(day)s", "%(count)s months, until %(day)s", months)
    return text % {"count": months, "day": date_format(day, "DATE_FORMAT")}


class FaultForm(ActModelForm):
    """Form for `report_incident`: an incident today with a device that the person has."""

    class Meta:
        model = Incident
        fields = ["kind", "note"]
        widgets = {"kind": forms.RadioSelect, "note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, item, **kwargs):
        incident = Incident(
            item=item, happened_on=timezone.localdate(), declared_by=Declarer.PERSON
        )
        super().__init__(*args, instance=incident, **kwargs)
        self.fields["kind"].choices = self.fields["kind"].choices[1:]

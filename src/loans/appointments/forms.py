from datetime import date

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from core.forms.base import ActForm, ActModelForm
from core.forms.versions import Versioned
from core.forms.widgets import MomentField, NumberField, TimeInput
from inventory.devices.forms import Confirmed
from loans.appointments.models import MAX_PLACES, MAX_SLOT_MINUTES, MIN_SLOT_MINUTES
from loans.models import Closure, OpeningHours
from people.models import Site


class SlotForm(ActForm):
    """Form for `book` and `move_appointment`; the pressed button names the time."""

    starts_at = MomentField(
        widget=forms.HiddenInput,
        error_messages={
            "required": _("Choose a time."),
            "invalid": _("Choose a time from the list."),
        },
    )


class BookForm(SlotForm):
    """Form for `book`, at the site whose times the page showed."""

    site = forms.ModelChoiceField(
        Site.objects.filter(is_active=True), widget=forms.HiddenInput, required=False
    )


class CancelForm(ActForm):
    """Form for `cancel_appointment`: reservations are released only if ticked."""

    put_back = forms.BooleanField(
        label=_("The equipment is no longer needed: release it for others"), required=False
    )

    def __init__(self, *args, prepared, **kwargs):
        super().__init__(*args, **kwargs)
        if prepared is None:
            del self.fields["put_back"]


MIN_SPANS, MAX_SPANS = 2, 4
DEFAULT_SLOT_MINUTES, DEFAULT_PLACES = 30, 1
NOTIFY_ANYWAY = _("Save anyway: these people will be asked to choose another time")


class HoursForm(Confirmed, Versioned, ActForm):
    """Form for `write_hours`: up to four spans a day, each with its slots.

    An empty span is removed.
    """

    def __init__(self, *args, site, **kwargs):
        super().__init__(*args, **kwargs)
        self.edited_row = site
        self.fields["override"].label = NOTIFY_ANYWAY
        self.rows = {day: [] for day in WEEKDAYS}
        spans_by_day = {day: [] for day in WEEKDAYS}
        for hours in site.hours.all():
            spans_by_day[hours.weekday].append(hours)
        for day, spans in spans_by_day.items():
            count = min(MAX_SPANS, max(MIN_SPANS, len(spans) + 1))
            for number in range(count):
                self._add(day, number, spans[number] if number < len(spans) else None)

    def _add(self, day, number, span):
        name = f"{day}-{number}"
        params = {"day": WEEKDAYS[day], "number": number + 1}
        labels = {
            "opens_at": gettext("%(day)s, period %(number)s, from") % params,
            "closes_at": gettext("%(day)s, period %(number)s, until") % params,
            "minutes": gettext("%(day)s, period %(number)s, minutes per slot") % params,
            "capacity": gettext("%(day)s, period %(number)s, people at a time") % params,
        }
        initial = {"minutes": DEFAULT_SLOT_MINUTES, "capacity": DEFAULT_PLACES}
        for column, label in labels.items():
            self.fields[f"{name}-{column}"] = self._field(
                column, label, getattr(span, column) if span else initial.get(column)
            )
        self.rows[day].append(name)

    def _field(self, column, label, initial):
        if column in {"opens_at", "closes_at"}:
            return forms.TimeField(label=label, required=False, initial=initial, widget=TimeInput())
        least, maximum = (
            (MIN_SLOT_MINUTES, MAX_SLOT_MINUTES) if column == "minutes" else (1, MAX_PLACES)
        )
        return NumberField(
            label=label, required=False, initial=initial, min_value=least, max_value=maximum
        )

    def days(self):
        """[(name of the day, [its spans as [bound fields]])] for the page."""
        columns = ("opens_at", "closes_at", "minutes", "capacity")
        return [
            (WEEKDAYS[day], [[self[f"{name}-{column}"] for column in columns] for name in names])
            for day, names in self.rows.items()
        ]

    def clean(self):
        cleaned = super().clean()
        self.spans = []
        for day, names in self.rows.items():
            for name in names:
                self._clean_span(day, name, cleaned)

    def _clean_span(self, day, name, cleaned):
        opens_at, closes_at = cleaned.get(f"{name}-opens_at"), cleaned.get(f"{name}-closes_at")
        if opens_at is None and closes_at is None:
            return
        if opens_at is None or closes_at is None:
            missing = "opens_at" if opens_at is None else "closes_at"
            if f"{name}-{missing}" not in self.errors:
                self.add_error(
                    f"{name}-{missing}",
                    gettext("Enter both times, or neither if the site is closed."),
                )
            return
        if closes_at <= opens_at:
            self.add_error(
                f"{name}-closes_at", gettext("The closing time must be after the opening time.")
            )
        minutes = cleaned.get(f"{name}-minutes") or DEFAULT_SLOT_MINUTES
        capacity = cleaned.get(f"{name}-capacity") or DEFAULT_PLACES
        self.spans.append(
            OpeningHours(
                weekday=day,
                opens_at=opens_at,
                closes_at=closes_at,
                minutes=minutes,
                capacity=capacity,
            )
        )

    def arguments(self):
        return (), {"spans": self.spans, "override": self.cleaned_data["override"]}


class ClosureForm(Confirmed, ActModelForm):
    """Form for `close_site`."""

    class Meta:
        model = Closure
        fields = ["first_on", "last_on", "reason"]

    def __init__(self, *args, site, **kwargs):
        super().__init__(*args, instance=Closure(site=site), **kwargs)
        self.fields["override"].label = NOTIFY_ANYWAY
        self.fields["last_on"].required = False
        self.fields["last_on"].help_text = _("Leave it empty for a single day.")
        self.fields["reason"].widget.attrs["placeholder"] = pgettext("closure", "summer break")

    def clean_first_on(self):
        day = self.cleaned_data["first_on"]
        if not 2000 <= day.year <= 2199:
            raise forms.ValidationError(_("This date is not valid."))
        return day

    def clean_last_on(self):
        day: date | None = self.cleaned_data["last_on"]
        return day or self.cleaned_data.get("first_on")

    def arguments(self):
        return (self.instance,), {"override": self.cleaned_data["override"]}

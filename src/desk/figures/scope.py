"""Scope of a figure: its user, days and filters."""

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalogue.models import Category
from core.dates import midnight
from core.forms.widgets import NamedField
from core.lists.filters import ALL_FEMININE
from core.text_input import line_of, number_of
from donations.models import Donor
from people.areas.forms import AreaField
from people.models import Area, Organisation, Site, User

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
MAX_SPAN = timedelta(days=366 * 10)
# Supported filters, in addition to the days.
NARROWS = ("site", "organisation", "donor", "territory", "category")


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Scope of figures: user, first and last day (inclusive), filters; None means all."""

    user: User
    first: date
    last: date
    site: Site | None = None
    organisation: Organisation | None = None
    donor: Donor | None = None
    territory: Area | None = None
    category: Category | None = None

    @classmethod
    def today(cls, user, **narrows):
        day = timezone.localdate()
        return cls(user=user, first=day, last=day, **narrows)

    @property
    def reader(self):
        """Key of the rows visible to the user: readers with the same key share cached figures.

        For a token, the key includes its permissions.
        """
        user = self.user
        sees_all = user.has_perm("inventory.view_every_site")
        sites = None if sees_all else sorted(user.site_ids)
        return user.organisation_id, sorted(user.permissions), sites

    @property
    def until(self):
        """The last day with data: at most today."""
        return min(self.last, timezone.localdate())

    @property
    def is_whole_year(self):
        """Whether the scope is one past calendar year without filters."""
        year = date(self.first.year, 1, 1), date(self.first.year, 12, 31)
        is_over = self.last < timezone.localdate()
        return (self.first, self.last) == year and is_over and not self.narrowed_by

    @property
    def begins(self):
        """Start of the first day."""
        return midnight(self.first)

    @property
    def ends(self):
        """End of the last day (exclusive)."""
        return midnight(self.last + timedelta(days=1))

    @property
    def narrowed_by(self):
        return frozenset(name for name in NARROWS if getattr(self, name) is not None)

    @property
    def query(self):
        """The query string of this scope, from which `ScopeForm` restores it."""
        days = {"first": self.first.isoformat(), "last": self.last.isoformat()}
        return urlencode(days | self._params)

    @property
    def place(self):
        """The query string of the filters, without the days."""
        return urlencode(self._params)

    @property
    def _params(self):
        return {
            name: ScopeForm.base_fields[name].prepare_value(getattr(self, name))
            for name in sorted(self.narrowed_by)
        }


def knows_addresses(user):
    """Whether `user` may see where families live; the warehouse may not."""
    return bool(user.organisation_id) or user.has_perm("people.view_recipient")


class ChosenField(forms.ModelChoiceField):
    """Choice field for a few rows."""

    def prepare_value(self, value):
        return getattr(value, "pk", value)


class RowField(NamedField):
    """Field for a row, entered by its name, or given by its id in a URL: “#12”.

    Ids keep names out of saved filters and URLs.
    """

    def to_python(self, value):
        return self._numbered(value) or super().to_python(value)

    def _numbered(self, value):
        text = line_of(value)
        pk = number_of(text.removeprefix("#")) if text.startswith("#") else None
        return pk and self.queryset.filter(pk=pk).first()

    def prepare_value(self, value):
        return f"#{value.pk}" if hasattr(value, "pk") else value

    def bound_data(self, data, initial):
        """Show an id as the name of its row."""
        row = self._numbered(data)
        return row.name if row else data


def day_field(label):
    limits = [MinValueValidator(EARLIEST), MaxValueValidator(LATEST)]
    return forms.DateField(label=label, required=False, validators=limits)


def with_days(data):
    """Form data with default days: this year until today."""
    values = data.dict() if hasattr(data, "dict") else dict(data)
    today = timezone.localdate()
    if not values.get("last"):
        values["last"] = today.isoformat()
    if not values.get("first"):
        year = str(values["last"])[:4]
        values["first"] = f"{year if year.isdecimal() else today.year}-01-01"
    return values


class ScopeForm(forms.Form):
    """Form that parses a `Scope`; the default is this year until today."""

    first = day_field(pgettext_lazy("days", "From"))
    last = day_field(pgettext_lazy("days", "to"))
    site = ChosenField(Site.objects.none(), label=_("Site"), required=False, empty_label=_("all"))
    organisation = RowField(
        Organisation.objects.none(),
        label=_("Organisation"),
        required=False,
        error_messages={"invalid_choice": _("No organisation has the name %(value)s.")},
    )
    donor = RowField(
        Donor.objects.none(),
        label=_("Donor"),
        required=False,
        error_messages={"invalid_choice": _("No donor has the name %(value)s.")},
    )
    territory = AreaField(label=_("Territory"), required=False)

    category = ChosenField(
        Category.objects.all(), label=_("Category"), required=False, empty_label=ALL_FEMININE
    )

    def __init__(self, data=None, *, user, narrows=NARROWS, has_days=True):
        """Build the form with the fields named in `narrows`, in addition to the days."""
        super().__init__(with_days(data or {}) if has_days else data or {})
        self.user = user
        self.fields["site"].queryset = Site.objects.visible_to(user)
        self.fields["organisation"].queryset = Organisation.objects.visible_to(user)
        self.fields["donor"].queryset = Donor.objects.visible_to(user)
        days = () if has_days else ("first", "last")
        # with a territory, families are counted by commune
        hidden = () if knows_addresses(user) else ("territory",)
        for name in {*NARROWS} - {*narrows} | {*days, *hidden}:
            del self.fields[name]

    def clean(self):
        cleaned = super().clean()
        today = timezone.localdate()
        last = cleaned.get("last") or max(today, cleaned.get("first") or today)
        first = cleaned.get("first") or last.replace(month=1, day=1)
        if not self.errors and last < first:
            self.add_error("last", _("The last day is before the first: correct the dates."))
        elif not self.errors and last - first > MAX_SPAN:
            self.add_error("last", _("The period cannot be longer than ten years."))
        return {**cleaned, "first": first, "last": last}

    @property
    def scope(self):
        """The requested `Scope`; None if the form is invalid."""
        return Scope(user=self.user, **self.cleaned_data) if self.is_valid() else None

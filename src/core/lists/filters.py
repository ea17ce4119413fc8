"""Filter sets of lists. Filters that may name a person are `private`: posted, encrypted in URLs."""

from datetime import date

import django_filters
from django import forms
from django.db import models
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.forms.widgets import ReadChoices
from core.lists.encrypted_params import unveil, veil
from core.lists.renderers import FilterRenderer
from core.text_input import MAX_LENGTH

ALL_FEMININE = pgettext_lazy("feminine", "all")
IN_SIGHT = 3
# Functions that return the names of columns and filters that this installation cannot use now.
UNNEEDED = []


def unneeded():
    return {name for names in UNNEEDED for name in names()}


class SearchFilter(django_filters.CharFilter):
    """The search box of a list, with the placeholder `words`; calls `search` of its filter set."""

    def __init__(self, words):
        box = forms.TextInput(attrs={"type": "search", "placeholder": words})
        super().__init__(label=_("Search"), method="search", widget=box)


class ListedField(django_filters.fields.ModelChoiceField):
    iterator = ReadChoices


class ModelChoiceFilter(django_filters.ModelChoiceFilter):
    """A filter by a row, chosen among a few."""

    field_class = ListedField


class FilterSet(django_filters.FilterSet):
    """Filter set whose `private` filters may contain a person's name.

    `is_over` means that an encrypted parameter no longer decrypts: the list is then empty, never
    whole, as it is when a text is invalid. `search_box` names the filter that phones do not fold
    away; it runs last, since some searches limit the number of their results.
    """

    private = ()
    team_only = ()  # names of the filters hidden from partner organisations
    is_over = False
    search_box = "q"
    in_sight = ()  # shown beside the search box; by default the first three

    def __init__(self, data=None, *args, request=None, **kwargs):
        if data is not None and request is not None:
            data = self._unveiled(data, request.user)
        super().__init__(data, *args, request=request, **kwargs)
        is_theirs = self.team_only and request and request.user.organisation_id
        hidden = self.team_only if is_theirs else ()
        for name in {*unneeded(), *hidden}:
            self.filters.pop(name, None)

    @classmethod
    def get_filters(cls):
        filters = super().get_filters()
        for typed in filters.values():
            if isinstance(typed, django_filters.CharFilter):
                typed.extra.setdefault("max_length", MAX_LENGTH)
        return filters

    @classmethod
    def add_filters(cls, filters):
        """Add the filters of a module, {name: (filter, name of the filter before it)}."""
        for name, (added, before) in filters.items():
            pairs = list(cls.base_filters.items())
            place = [one for one, _filter in pairs].index(before) + 1
            cls.base_filters = dict([*pairs[:place], (name, added), *pairs[place:]])

    def get_form_class(self):
        form = super().get_form_class()
        form.default_renderer = FilterRenderer
        return form

    def _unveiled(self, data, user):
        data = data.copy()
        for name in {"q", *self.private}:  # a search linked from another page is encrypted too
            text = unveil(data.get(name) or "", user)
            self.is_over |= text is None
            if data.get(name):
                data[name] = text or ""
        return data

    @property
    def is_private(self):
        return bool(self.private)

    @property
    def sought(self):
        """The field of the search box, or None."""
        return self.form[self.search_box] if self.search_box in self.form.fields else None

    @cached_property
    def choices(self):
        """The fields of the filter form except the search box."""
        return [field for field in self.form if field.name != self.search_box]

    @cached_property
    def sighted(self):
        """The fields that a wide screen shows beside the search box.

        These are all fields if there are few.
        """
        if sum(not field.is_hidden for field in self.choices) <= IN_SIGHT + 1:
            return self.choices
        return [f for f in self.choices if f.name in self.in_sight] or self.choices[:IN_SIGHT]

    @property
    def folded(self):
        """The fields that a wide screen shows only once the form is opened."""
        shown = [field.name for field in self.sighted]
        return [field for field in self.choices if field.name not in shown]

    @property
    def set_count(self):
        """The number of active filters, each shown as a chip."""
        return len(self.chips)

    @cached_property
    def chips(self):
        """(field, formatted value, URL without it) for each of `choices` that narrows the list."""
        chosen = [field for field in self.choices if field.data not in (None, "")]
        return [(field, _value_of(field), self._without(field.name)) for field in chosen]

    def _without(self, name):
        query = self.request.GET.copy() if self.request else QueryDict(mutable=True)
        for gone in (name, "page"):
            query.pop(gone, None)
        return f"?{query.urlencode()}"

    def filter_queryset(self, queryset):
        texts = [n for n, f in self.filters.items() if isinstance(f, django_filters.CharFilter)]
        is_refused = self.is_over or any(name in self.form.errors for name in texts)
        if is_refused:
            return queryset.none()
        cleaned = self.form.cleaned_data
        for name in sorted(cleaned, key=lambda name: name == self.search_box):
            queryset = self.filters[name].filter(queryset, cleaned[name])
        return queryset

    def veiled(self, data):
        """The query string of a posted filter form, from {name: values}, without empty values.

        Values that are too long are cut to one character over the limit, so that the URL stays
        short and validation still rejects them.
        """
        names = self.form.fields
        query = {name: [v[: MAX_LENGTH + 1] for v in data.getlist(name) if v] for name in names}
        for name in self.private:
            query[name] = [veil(text, self.request.user) for text in query.get(name, ())]
        return {name: values for name, values in query.items() if values}


def _value_of(field):
    """The formatted value of a bound field: the label of a choice, a date as pages show it."""
    cleaned = getattr(field.form, "cleaned_data", {}).get(field.name)
    if isinstance(cleaned, date):
        return date_format(cleaned, "SHORT_DATE_FORMAT")
    if isinstance(cleaned, models.Model):  # avoids reading all choices for one label
        return field.field.label_from_instance(cleaned)
    choices = dict(getattr(field.field.widget, "choices", ()))
    labels = {str(value): label for value, label in choices.items()}
    return labels.get(str(field.data), field.data)


def private_of(filters):
    """Names of the fields of these filters that may contain a person's name."""
    return set(getattr(filters, "private", ()))

"""Filters of the workshop pages; an invalid choice is ignored."""

from datetime import date

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from catalogue.models import Category
from core.lists.filters import ALL_FEMININE
from desk.figures.workshop_flow import KINDS
from people.models import Site

SPANS = (12, 26)


def sites_of(user):
    return Site.objects.visible_to(user).filter(is_active=True)


class ChosenForm(forms.Form):
    """Choices in the query string, each with a default."""

    def chosen(self, name, default=None):
        self.is_valid()
        return self.cleaned_data.get(name) or default


class QueueForm(ChosenForm):
    site = forms.ModelChoiceField(label=_("Site"), queryset=None, empty_label=None)
    category = forms.ModelChoiceField(
        label=_("Category"),
        queryset=Category.objects.all(),
        required=False,
        empty_label=ALL_FEMININE,
    )

    def __init__(self, data, *, user):
        super().__init__(data)
        self.fields["site"].queryset = sites_of(user)


class FiguresForm(ChosenForm):
    site = forms.ModelChoiceField(label=_("Site"), queryset=None, required=False)
    weeks = forms.TypedChoiceField(
        label=_("Weeks"), choices=[(n, n) for n in SPANS], coerce=int, required=False
    )

    def __init__(self, data, *, user):
        super().__init__(data)
        self.fields["site"].queryset = sites_of(user)
        if not user.has_perm("inventory.view_every_site"):
            self.fields["site"].empty_label = None


class ListedForm(ChosenForm):
    """Filter of the device list behind a figure."""

    what = forms.ChoiceField(choices=[(name, name) for name in [*KINDS, "failed", "unfit"]])
    since = forms.DateField(
        validators=[MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2100, 1, 1))]
    )
    site = forms.ModelChoiceField(queryset=None, required=False)

    def __init__(self, data, *, user):
        super().__init__(data)
        self.fields["site"].queryset = sites_of(user)

"""Filters of the pages; an invalid choice is ignored."""

from datetime import date

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from desk.workshop.forms import ChosenForm, sites_of
from modules.workshop_figures.flow import KINDS

WEEKS_SHOWN = (12, 26)


class FiguresForm(ChosenForm):
    site = forms.ModelChoiceField(label=_("Site"), queryset=None, required=False)
    weeks = forms.TypedChoiceField(
        label=_("Weeks"), choices=[(n, n) for n in WEEKS_SHOWN], coerce=int, required=False
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

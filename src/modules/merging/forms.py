from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms.base import ActForm


class MergeForm(ActForm):
    """Form for `merge`: empty once the surviving row is chosen."""

    def __init__(self, data=None, *, into):
        super().__init__(data)
        self.into = into

    def arguments(self):
        return (), {"into": self.into}


class SearchForm(forms.Form):
    """Form to search for the duplicate of a row, initially by the longest word of its name."""

    q = forms.CharField(label=_("Name of the other record"), max_length=120, required=False)

    def __init__(self, data=None, *, row):
        super().__init__(data, initial={"q": max(str(row).split(), key=len, default="")})

    @property
    def text(self):
        return self.cleaned_data["q"] if self.is_bound and self.is_valid() else self.initial["q"]

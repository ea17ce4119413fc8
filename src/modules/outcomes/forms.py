from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms.base import ActForm

DAYS = [(30, _("one month")), (90, _("three months")), (365, _("one year"))]


class LinkForm(ActForm):
    """Form for `open_outcome`: the duration."""

    days = forms.TypedChoiceField(label=_("Open for"), choices=DAYS, coerce=int, initial=90)

    def __init__(self, *args, donation=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.donation = donation

    def arguments(self):
        return (), {**self.cleaned_data, "donation": self.donation}

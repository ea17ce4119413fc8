"""The household as it is now."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms.base import ActForm


class HouseholdForm(ActForm):
    """Form for `confirm_household`, filled in with the facts on record."""

    household_size = forms.IntegerField(label=_("People at home"), min_value=1, max_value=20)
    pupils = forms.IntegerField(
        label=_("Pupils and students among them"), min_value=0, max_value=20, required=False
    )
    devices_at_home = forms.IntegerField(
        label=_("Computers, tablets and phones at home"),
        min_value=0,
        max_value=99,
        required=False,
        help_text=_("Do not count the equipment that we lend."),
    )

    def clean(self):
        super().clean()
        people, pupils = (self.cleaned_data.get(name) for name in ("household_size", "pupils"))
        if people is not None and pupils is not None and pupils > people:
            self.add_error("pupils", _("There are more pupils than people at home."))
        return self.cleaned_data

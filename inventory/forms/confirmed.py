from django import forms
from django.utils.translation import gettext_lazy as _

from core.lives import NeedsConfirmation


class Confirmed(forms.Form):
    """For an act that may ask to be confirmed: the box is shown once it did."""

    override = forms.BooleanField(
        label=_("I have looked: there really are two with this number"),
        required=False,
        widget=forms.HiddenInput,
    )

    def add_error(self, field, error):
        super().add_error(field, error)
        if isinstance(getattr(self, "refusal", None), NeedsConfirmation):
            self.fields["override"].widget = forms.CheckboxInput()

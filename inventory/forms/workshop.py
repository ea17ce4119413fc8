"""At the bench: the grade."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import ActForm
from core.versions import Versioned
from inventory.lifecycle import Grade


class FinishForm(Versioned, ActForm):
    """How it looks, and what the person who gets it should know."""

    grade = forms.ChoiceField(
        label=_("Grade"),
        choices=Grade,
        widget=forms.RadioSelect,
        help_text=_("Its looks only. What does not work is a known limitation."),
    )
    known_limits = forms.CharField(
        label=_("Known limitations"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Printed on the agreement: what the person should know."),
    )

    def __init__(self, data=None, *, device):
        before = {"grade": device.grade, "known_limits": device.known_limits}
        super().__init__(data, initial=before, auto_id="finish_%s")
        self.edited_row = device

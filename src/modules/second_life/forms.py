from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.forms.base import ActForm, ActModelForm
from modules.second_life.models import ReferenceValue

MAX_HOURS = 200_000  # more than twenty years


class ReferenceValueForm(ActModelForm):
    """Form for `save_value`."""

    class Meta:
        model = ReferenceValue
        fields = ["kind", "category", "value", "highest", "valid_from", "source", "note_texts"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self.initial["valid_from"] = timezone.localdate()


class HoursForm(ActForm):
    """Form for `note_hours`."""

    hours = forms.IntegerField(
        label=_("Hours of use of the disk"),
        min_value=0,
        max_value=MAX_HOURS,
        help_text=_("As the disk reports them: “Power-On Hours”."),
    )

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms.base import ActForm, ActModelForm
from loans.privacy.lifecycle import KeepReason, OpenReason
from people.models import Processing, Retention


class RetentionForm(ActModelForm):
    class Meta:
        model = Retention
        fields = Retention.TERMS


class ProcessingForm(ActModelForm):
    """Form for `save_processing`.

    A text equal to the proposed text is not stored, so that it follows the settings.
    """

    class Meta:
        model = Processing
        fields = Processing.PARTS
        widgets = {
            name: forms.Textarea(attrs={"rows": 3}) for name in Processing.PARTS if name != "name"
        }

    def __init__(self, *args, line=None, **kwargs):
        self.proposed = line.parts if line else {}
        super().__init__(*args, initial=self.proposed, **kwargs)
        self.fields["name"].required = True

    def clean(self):
        cleaned = super().clean()
        for name, proposed in self.proposed.items():
            if cleaned.get(name) == proposed and not getattr(self.instance, name):
                cleaned[name] = ""


class KeepForm(ActForm):
    reason = forms.ChoiceField(
        label=_("reason for keeping them"), choices=KeepReason, widget=forms.RadioSelect
    )


class OpenForm(ActForm):
    """Form for `open_kept_paper`."""

    reason = forms.ChoiceField(
        label=_("reason for opening it"), choices=OpenReason, widget=forms.RadioSelect
    )


class EraseForm(ActForm):
    """Form for `erase_recipient`: confirm after reading which data is erased or retained."""

    is_sure = forms.BooleanField(
        label=_("The person asked to be erased, and I have given or sent them the letter"),
        error_messages={"required": _("Tick this first: the erasure cannot be undone.")},
    )

    def clean(self):
        cleaned = super().clean()
        cleaned.pop("is_sure", None)

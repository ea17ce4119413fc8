"""Forms of the share, and of the result of a second verification."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms.base import ActForm, ActModelForm
from modules.second_verification.lifecycle import SampleResult
from modules.second_verification.models import SampleRules


class RulesForm(ActModelForm):
    """Form for `change_rules`."""

    class Meta:
        model = SampleRules
        fields = ["percent"]


class VerifyForm(ActForm):
    """Form for `verify`; no result is preselected."""

    tool = forms.CharField(
        label=_("Tool of this verification"),
        max_length=60,
        help_text=_("With its version: hexedit 1.6, Active@ Disk Editor 24…"),
    )
    result = forms.ChoiceField(
        label=_("Result"),
        widget=forms.RadioSelect,
        choices=[
            (SampleResult.PASSED, _("No data found on this medium")),
            (SampleResult.FAILED, _("Data found: erase all media of the lot again")),
        ],
    )

"""Forms that resolve a refused scan, or give up a phone."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms.base import ActForm


class CodeForm(ActForm):
    """Input of `resolve_scan`."""

    code = forms.CharField(label=_("Code"), max_length=200)


class ReasonForm(ActForm):
    """Input of `discard_scan` and `give_up`."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("Describe only the equipment, never a person."),
    )

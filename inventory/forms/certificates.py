"""Forms of erasure certificates: issue, and revoke with a reason."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import ActForm


class RevokeForm(ActForm):
    why = forms.CharField(
        label=_("Why"),
        max_length=200,
        help_text=_("For ourselves: the public page says that it is revoked, never why."),
    )

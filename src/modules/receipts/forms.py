"""Forms to issue and cancel a tax receipt."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms.base import ActForm
from donations.lifecycle import DonorKind

MAX_AT_ONCE = 500


class IssueForm(ActForm):
    """Form for `issue_receipt`; refused if the content has changed since it was shown."""

    shown_sha256 = forms.CharField(max_length=64, widget=forms.HiddenInput)
    value_check = forms.CharField(
        label=_("How the association checked the value"),
        max_length=200,
        help_text=_(
            "Printed on the receipt, for example: “prices of the same model, second-hand, "
            "on three websites on 3 March”."
        ),
    )

    def __init__(self, *args, donor, **kwargs):
        super().__init__(*args, **kwargs)
        if donor.kind != DonorKind.INDIVIDUAL:
            del self.fields["value_check"]


class CancelForm(ActForm):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("Printed on the cancellation document, which the donor receives."),
    )

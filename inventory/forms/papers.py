"""Forms of papers: render, mail, issue and cancel tax receipts."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import ActForm
from inventory.papers.lots import draw


class PaperForm(ActForm):
    """For `keep_paper` and `send_paper`: the paper is drawn before the transaction."""

    def __init__(self, data=None, *, donation, kind):
        super().__init__(data)
        self.donation, self.kind = donation, kind

    def arguments(self):
        return (), {"draft": draw(self.donation, self.kind)}


class IssueForm(ActForm):
    """For `issue_receipt`: what was shown is what is frozen."""

    shown_sha256 = forms.CharField(max_length=64, widget=forms.HiddenInput)


class CancelForm(ActForm):
    reason = forms.CharField(
        label=_("Why"),
        max_length=200,
        help_text=_("Printed on the counter-document, which the donor gets."),
    )

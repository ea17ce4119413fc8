from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms.base import ActForm, ActModelForm
from inventory.vouchers.lifecycle import PaidBy
from modules.sales.lifecycle import VatStatus, WhyTakenBack
from modules.sales.models import SaleTerms


class SaleTermsForm(ActModelForm):
    """Form for `save_terms`: a mediator with its address or the reason why none applies."""

    class Meta:
        model = SaleTerms
        fields = ["mediator_name", "mediator_address", "no_mediator_because", "vat", "vat_rate"]
        widgets = {"vat": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["vat"].required = True
        self.fields["vat"].choices = VatStatus.choices


class CancelForm(ActForm):
    why = forms.ChoiceField(label=_("Reason"), choices=[("", _("choose")), *WhyTakenBack.choices])


class AgainForm(ActForm):
    paid_by = forms.ChoiceField(label=_("Paid"), choices=[("", _("choose")), *PaidBy.choices])

"""A contribution that counts no more, and one that is received after all."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import ActForm
from inventory.lifecycle.vouchers import PaidBy
from loans.lifecycle.answers import WhyTakenBack


class CancelForm(ActForm):
    why = forms.ChoiceField(label=_("Why"), choices=[("", _("choose")), *WhyTakenBack.choices])


class AgainForm(ActForm):
    paid_by = forms.ChoiceField(label=_("Paid"), choices=[("", _("choose")), *PaidBy.choices])

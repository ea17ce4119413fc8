"""Forms for actions that pages offer with a scan, a button or a list."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms.base import ActForm
from core.forms.widgets import RowsField
from inventory.devices.forms import Confirmed
from loans.base.lifecycle.loans import Condition, ItemStatus
from loans.models import LoanItem
from loans.returns.papers import render_receipt
from loans.returns.receipts import Return
from people.models import Recipient


class CodeForm(ActForm):
    """Form for actions done with a scan."""

    code = forms.CharField(label=_("Code"), max_length=200)


class TakeForm(Confirmed, CodeForm):
    """Form for `take_scanned`."""

    is_here = forms.BooleanField(label=_("Yes, the device is here"), required=False)


class RowsForm(ActForm):
    """Form for `receive_rows`, whose rows are in the body beside the other fields."""

    rows = forms.JSONField()


class PersonForm(ActForm):
    """Form for `set_recipient`: a person in the register; empty for the organisation itself."""

    recipient = forms.ModelChoiceField(Recipient.objects.none(), label=_("Person"), required=False)

    def __init__(self, data=None, *, user):
        super().__init__(data)
        self.fields["recipient"].queryset = Recipient.objects.visible_to(user).not_anonymised()


class TakeBackForm(ActForm):
    """Form for `take_back`: these items of a loan, or all open ones; renders the receipt first."""

    items = RowsField(LoanItem.objects.none(), label=_("Items"), required=False)
    condition = forms.ChoiceField(
        label=_("Condition"), choices=Condition, initial=Condition.GOOD, required=False
    )

    def __init__(self, data=None, *, user, loan):
        super().__init__(data)
        self.user, self.loan = user, loan
        out = loan.items.filter(status=ItemStatus.OPEN, voucher=None).for_list()
        self.out = self.fields["items"].queryset = out

    def arguments(self):
        items = list(self.cleaned_data["items"] or self.out)
        condition = self.cleaned_data["condition"] or Condition.GOOD
        back = Return(
            devices={item: condition for item in items if item.device_id},
            accessories={i: i.quantity - i.quantity_back for i in items if i.accessory_id},
        )
        receipt = b"" if back.is_empty else render_receipt(self.loan, back, by=self.user)
        return (), {"back": back, "receipt": receipt}

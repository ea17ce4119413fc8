"""Forms of a visit: filled in on the phone, checked when their answer arrives."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.forms.base import ActForm
from core.workflow.lifecycle import Refused
from loans.base import papers as base_papers
from loans.base.lifecycle.loans import Condition
from loans.base.operations import open_items
from loans.handovers.signature_forms import FramedForm, SignatureForm, drawn_under_a_signature
from loans.returns.papers import render_return
from loans.returns.receipts import Receipt, Return, single

OF_ITEMS = ("item_", "condition_", "count_")


class DeliveryForm(SignatureForm):
    """The signatures of an agreement; its paper states when they were given at the door."""

    def __init__(self, *args, signed_at=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.signed_at = signed_at

    def signed(self, *, drawings, **given):
        return base_papers.sign(
            self.agreement, *drawings, facts=self.facts, signed_at=self.signed_at, **given
        )


class ReturnForm(FramedForm):
    """The items that a person gives back at home, and their signature."""

    def __init__(self, *args, loan, by, signed_at=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.loan, self.by, self.signed_at = loan, by, signed_at
        self.items = list(open_items(loan).filter(voucher=None))
        for item in self.items:
            self._add_item(item)
        self.add_frame("signature")

    def _add_item(self, item):
        if item.accessory_id:
            left = item.quantity - item.quantity_back
            self.fields[f"count_{item.pk}"] = forms.IntegerField(
                label=str(item), min_value=0, max_value=left, initial=left
            )
            return
        self.fields[f"item_{item.pk}"] = forms.BooleanField(label=str(item), required=False)
        self.fields[f"condition_{item.pk}"] = forms.ChoiceField(
            label=_("Condition of %(item)s") % {"item": item},
            choices=Condition,
            initial=Condition.GOOD,
        )

    @property
    def beside(self):
        """The fields of the items."""
        return [self[name] for name in self.fields if name.startswith(OF_ITEMS)]

    @property
    def frames(self):
        return [self.frame("signature", _("Person returning it"))]

    def clean(self):
        """Refuse items that came back since they were shown, rather than apply the others."""
        cleaned = super().clean()
        entered = {name for name, value in self.data.items() if value not in ("", "0")}
        given_back = {name for name in entered if name.startswith(("item_", "count_"))}
        if given_back - self.fields.keys():
            raise ValidationError(_("An item was returned or changed in the meantime."))
        return cleaned

    def _contents(self):
        cleaned = self.cleaned_data
        return Return(
            devices={
                item: Condition(cleaned[f"condition_{item.pk}"])
                for item in self.items
                if item.device_id and cleaned[f"item_{item.pk}"]
            },
            accessories={
                item: cleaned[f"count_{item.pk}"] for item in self.items if item.accessory_id
            },
        )

    def arguments(self):
        back = self._contents()
        if back.is_empty:
            raise Refused(_("Enter what was returned."))
        signed = {"signature": self.cleaned_data["signature"], "words": self.words_of("signature")}
        receipt = drawn_under_a_signature(
            lambda: render_return(
                Receipt([single(self.loan, back)]),
                by=self.by,
                site=self.loan.site,
                signed_at=self.signed_at,
                **signed,
            )
        )
        return (), {"back": back, "receipt": receipt}


class ResolveForm(ActForm):
    """Input of `resolve`."""

    reason = forms.CharField(
        label=_("How it was resolved"),
        max_length=200,
        help_text=_("Describe only the equipment, never a person."),
    )

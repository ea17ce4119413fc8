from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from catalogue.models import AccessoryKind, VoucherProduct
from core.forms import ActForm
from core.uploads import clean_scan, clean_signature
from core.widgets import DateInput
from loans import papers
from loans.lifecycle import Condition, LoanKind
from loans.models import AgreementText
from loans.operations import Return
from people.models import Organisation, Site


class WalkInForm(ActForm):
    """A hand-over without a request."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.may_ask(), label=_("Organisation"), empty_label=None
    )
    site = forms.ModelChoiceField(Site.objects.none(), label=_("Site"), empty_label=None)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = Site.objects.visible_to(user).filter(is_active=True)
        self.fields["site"].initial = user.site_id


class TermsForm(ActForm):
    kind = forms.ChoiceField(
        label=_("Kind"), choices=LoanKind, widget=forms.RadioSelect, initial=LoanKind.LOAN
    )
    due_on = forms.DateField(
        label=_("To bring back by"),
        required=False,
        widget=DateInput(),
        help_text=_("For a loan only."),
    )


class AccessoryForm(ActForm):
    accessory = forms.ModelChoiceField(
        AccessoryKind.objects.all(), label=_("Accessory"), empty_label=None
    )
    quantity = forms.IntegerField(label=_("How many"), min_value=1, max_value=99, initial=1)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="accessory_%s", **kwargs)


class VoucherForm(ActForm):
    product = forms.ModelChoiceField(
        VoucherProduct.objects.all(), label=_("Voucher"), empty_label=None
    )
    quantity = forms.IntegerField(label=_("How many"), min_value=1, max_value=50, initial=1)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="voucher_%s", **kwargs)


class SignatureForm(ActForm):
    """The drawing of a signature, as `static/signature.js` puts it in the hidden field."""

    signature = forms.CharField(
        widget=forms.HiddenInput,
        error_messages={"required": _("Please sign in the frame first.")},
    )

    def __init__(self, *args, agreement, **kwargs):
        super().__init__(*args, **kwargs)
        self.agreement = agreement

    def clean_signature(self):
        return clean_signature(self.cleaned_data["signature"])

    def arguments(self):
        pdf, signed_at = papers.sign(self.agreement, self.cleaned_data["signature"])
        return (), {"pdf": pdf, "signed_at": signed_at}


class ScanForm(ActForm):
    scan = forms.FileField(
        label=_("Scan or photo of the signed paper"),
        help_text=_("PDF, JPEG or PNG, 10 MB at most."),
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf,image/*"}),
    )

    def clean(self):
        super().clean()
        if "scan" in self.cleaned_data:
            try:
                content, content_type = clean_scan(self.cleaned_data["scan"])
            except ValidationError as refusal:
                self.add_error("scan", refusal)
            else:
                self.cleaned_data = {"scan": content, "content_type": content_type}
        return self.cleaned_data


class ReturnForm(ActForm):
    """What comes back of one loan: a condition for each device, a number for each accessory."""

    is_all = forms.BooleanField(label=_("What is still missing will not come back"), required=False)

    def __init__(self, *args, loan, items, scanned=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.loan = loan
        self.devices = [item for item in items if item.device_id]
        self.accessories = [item for item in items if item.accessory_id]
        for item in self.devices:
            self.fields[f"condition-{item.pk}"] = forms.ChoiceField(
                label=f"{item.device} · {item.device.designation}",
                choices=[("", _("not today")), *Condition.choices],
                required=False,
                initial=Condition.GOOD if item.device_id in scanned else "",
            )
        for item in self.accessories:
            left = item.quantity - item.quantity_back
            self.fields[f"count-{item.pk}"] = forms.IntegerField(
                label=item.accessory, min_value=0, max_value=left, initial=left, required=False
            )
        self.order_fields([name for name in self.fields if name != "is_all"])

    def clean(self):
        super().clean()
        conditions = {item: self.cleaned_data.get(f"condition-{item.pk}") for item in self.devices}
        counts = {item: self.cleaned_data.get(f"count-{item.pk}") or 0 for item in self.accessories}
        back = Return(
            devices={item: condition for item, condition in conditions.items() if condition},
            accessories=counts,
            is_all=self.cleaned_data.get("is_all", False),
        )
        self.cleaned_data = {"back": back}
        return self.cleaned_data

    def arguments(self):
        receipt = papers.render_receipt(self.loan, self.cleaned_data["back"])
        return (), {**self.cleaned_data, "receipt": receipt}


class AgreementTextForm(ActForm):
    body = forms.CharField(
        label=_("Clauses"), widget=forms.Textarea(attrs={"rows": 28}), max_length=20_000
    )
    base = forms.ModelChoiceField(AgreementText.objects.none(), widget=forms.HiddenInput)

    def __init__(self, *args, texts, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["base"].queryset = texts

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.forms import ActForm
from inventory.identifiers import clean_code
from inventory.models import Device
from people.models import Organisation


class SwapForm(ActForm):
    device = forms.CharField(
        label=_("The device that replaces it"),
        help_text=_("Scan its label, or type its tag."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_device(self):
        code = clean_code(self.cleaned_data["device"])
        device = Device.objects.visible_to(self.user).matching_code(code).living().first()
        if device is None:
            raise ValidationError(_("Unknown code: %(code)s"), params={"code": code})
        return device


class TransferForm(ActForm):
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("To which organisation"), empty_label=None
    )

    def __init__(self, *args, loan, **kwargs):
        super().__init__(*args, **kwargs)
        others = Organisation.objects.may_ask().exclude(pk=loan.organisation_id)
        self.fields["organisation"].queryset = others

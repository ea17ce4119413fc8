from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms.base import ActForm
from core.forms.widgets import GroupedField, PhoneField
from modules.access_requests.models import TYPED_FIELDS, AccessRequest
from people.models import Organisation
from people.organisations.forms import OrganisationField


class AccessForm(forms.ModelForm):
    """Public form on which an organisation requests access, without signing in."""

    class Meta:
        model = AccessRequest
        fields = TYPED_FIELDS
        field_classes = {"siret": GroupedField, "rna": GroupedField, "phone": PhoneField}
        widgets = {
            "siret": forms.TextInput(attrs={"inputmode": "numeric"}),
            "name": forms.TextInput(attrs={"autocomplete": "organization"}),
            "contact": forms.TextInput(attrs={"autocomplete": "name"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
            "phone": forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
            "message": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {
            "siret": _("14 digits, if you have one."),
            "rna": _("W and nine digits, if you have one."),
            "email": _("We will send a link there, to confirm that the address is yours."),
            "message": _(
                "Describe the people you work with, and roughly how many devices they "
                "need. No names, please."
            ),
        }


class GrantForm(ActForm):
    organisation = OrganisationField(
        required=False,
        label=_("Organisation in the register"),
        help_text=_(
            "If you leave this empty, a new organisation is created with the details above."
        ),
    )

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.visible_to(by)


class RefuseAccessForm(ActForm):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It is sent by e-mail exactly as you write it."),
    )

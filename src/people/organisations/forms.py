"""Forms for organisations and sites; loan pages also use those for organisations."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms.base import ActModelForm
from core.forms.widgets import GroupedField, NamedField, PhoneField
from people.models import Organisation, Site

SHORT_TEXT = forms.Textarea(attrs={"rows": 3})


class OrganisationField(NamedField):
    """An organisation chosen by its name, among the organisations that the user may choose."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("Organisation"))
        unknown = _("No organisation has this name: choose one from the list.")
        kwargs.setdefault("error_messages", {"invalid_choice": unknown})
        super().__init__(Organisation.objects.none(), **kwargs)


class OrganisationForm(ActModelForm):
    """Form for `enter_organisation`."""

    class Meta:
        model = Organisation
        fields = ["name", "kind", "siret", "rna", "address", "town", "phone", "email"]
        field_classes = {"siret": GroupedField, "rna": GroupedField, "phone": PhoneField}
        widgets = {"address": SHORT_TEXT}


class SiteForm(ActModelForm):
    fields_of_modules = {"count_every"}

    class Meta:
        model = Site
        fields = ["name", "address", "town", "phone", "siret", "count_every", "is_active"]
        field_classes = {"phone": PhoneField, "siret": GroupedField}
        widgets = {"address": SHORT_TEXT}

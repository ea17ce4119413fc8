"""Forms of outside workshops, their lots and their audit files."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import ActModelForm
from core.widgets import DateInput, GroupedField, PhoneField
from inventory.forms.imports import FileForm
from inventory.models import Refurbisher, Transfer
from people.models import Site


class RefurbisherForm(ActModelForm):
    class Meta:
        model = Refurbisher
        fields = ["name", "siren", "contact", "email", "phone", "address", "is_active"]
        field_classes = {"siren": GroupedField, "phone": PhoneField}
        widgets = {
            "address": forms.Textarea(attrs={"rows": 3}),
            "phone": forms.TextInput(attrs={"type": "tel"}),
        }


class OutingForm(ActModelForm):
    """A lot for an outside workshop: from which site, and back to which; the same, if unsaid."""

    class Meta:
        model = Transfer
        fields = ["refurbisher", "origin", "destination", "due_on", "carrier", "note"]
        widgets = {"due_on": DateInput()}
        labels = {"destination": _("Back to")}

    def __init__(self, data=None, *, user):
        super().__init__(data, initial={"origin": user.site_id, "destination": user.site_id})
        open_sites = Site.objects.filter(is_active=True)
        self.fields["refurbisher"].queryset = Refurbisher.objects.filter(is_active=True)
        self.fields["refurbisher"].required = True
        self.fields["origin"].queryset = Site.objects.visible_to(user).filter(is_active=True)
        self.fields["destination"].queryset = open_sites
        for name in ("refurbisher", "origin", "destination"):
            self.fields[name].empty_label = _("choose")


class AuditForm(FileForm):
    """For `check_list`: the audit of a lot."""

    def __init__(self, *args, outing, **kwargs):
        super().__init__(*args, **kwargs)
        self.outing = outing

    def arguments(self):
        _none, facts = super().arguments()
        return (), {**facts, "kind": "audit", "outing": self.outing}

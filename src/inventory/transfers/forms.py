from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.forms.base import ActForm, ActModelForm
from core.forms.widgets import GroupedField, PhoneField
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


# --- Forms of transfers: destination, carrier, and settlement of missing devices. ---

WAIT, LOST, STAYED, KEPT = "", "lost", "stayed", "kept"
DECISIONS = [
    (WAIT, pgettext_lazy("transfer", "still on its way")),
    (STAYED, pgettext_lazy("transfer", "never left its site")),
    (LOST, pgettext_lazy("transfer", "lost")),
]
AT_A_WORKSHOP = [
    (WAIT, pgettext_lazy("outside workshop", "still there")),
    (KEPT, pgettext_lazy("outside workshop", "kept there, for parts or to recycle: retired")),
    (STAYED, pgettext_lazy("transfer", "never left its site")),
    (LOST, pgettext_lazy("transfer", "lost")),
]


class TransferForm(ActModelForm):
    class Meta:
        model = Transfer
        fields = ["origin", "destination", "carrier", "note"]

    def __init__(self, data=None, *, user, **initial):
        super().__init__(data, initial={"origin": user.site_id, **initial})
        self.fields["origin"].queryset = Site.objects.visible_to(user).filter(is_active=True)
        self.fields["destination"].queryset = Site.objects.filter(is_active=True)
        for name in self.fields.keys() & {"refurbisher", "origin", "destination"}:
            self.fields[name].empty_label = _("choose")


class OutingForm(TransferForm):
    """Form for `prepare_transfer` to an external workshop, by default from and to the same site."""

    class Meta(TransferForm.Meta):
        fields = ["refurbisher", "origin", "destination", "due_on", "carrier", "note"]
        labels = {"destination": _("Back to")}

    def __init__(self, data=None, *, user):
        super().__init__(data, user=user, destination=user.site_id)
        self.fields["refurbisher"].queryset = Refurbisher.objects.filter(is_active=True)
        self.fields["refurbisher"].required = True


class SendForm(ActForm):
    carrier = Transfer._meta.get_field("carrier").formfield()


class SettleForm(ActForm):
    """Form for `settle_transfer`: a decision for each missing device."""

    def __init__(self, data=None, *, missing, transfer):
        super().__init__(data, auto_id="settle_%s")
        self.missing = list(missing)
        decisions = AT_A_WORKSHOP if transfer.refurbisher_id else DECISIONS
        for freight in self.missing:
            self.fields[f"freight_{freight.pk}"] = forms.ChoiceField(
                label=f"{freight.device} · {freight.device.designation}",
                choices=decisions,
                required=False,
            )

    def clean(self):
        cleaned = super().clean()
        if not any(cleaned.values()) and not self.errors:
            raise forms.ValidationError(_("Choose a decision for at least one device."))

    def arguments(self):
        def those(decision):
            return [f for f in self.missing if self.cleaned_data[f"freight_{f.pk}"] == decision]

        return (), {"lost": those(LOST), "stayed": those(STAYED), "kept": those(KEPT)}

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms.base import ActForm, ActModelForm
from inventory.devices.forms import Confirmed, NamesNobody
from inventory.devices.identifiers import clean_code, clean_imei, clean_serial
from inventory.devices.lifecycle.devices import NumberReason
from inventory.devices.operations import SIGNED_FOR
from inventory.intake.forms import PlaceField, brand_field, model_field
from inventory.models import Device


def imei_field(label):
    """Field for an IMEI: fifteen digits, in any grouping."""
    return forms.CharField(label=label, max_length=25, required=False)


class DeviceForm(NamesNobody, Confirmed, ActModelForm):
    """Form for `correct`: data of a device, with brand and model as free text."""

    read_by_all = ("fault", "known_limits", "remark")
    brand = brand_field()
    model = model_field()
    imei = imei_field(_("IMEI"))
    imei2 = imei_field(_("second IMEI"))
    number_reason = forms.ChoiceField(
        label=_("Reason for correcting a number on the signed agreement"),
        choices=[
            ("", _("choose")),
            *(c for c in NumberReason.choices if c[0] != NumberReason.LIST),
        ],
        required=False,
        help_text=_(
            "Only if the serial number or an IMEI changes: the signed document keeps the old one."
        ),
    )
    field_order = ["category", "brand", "model", "serial", "imei", "imei2", "number_reason"]

    class Meta:
        model = Device
        fields = [
            "category",
            "serial",
            "imei",
            "imei2",
            "donor_tag",
            "year_made",
            "age_years",
            "fault",
            "known_limits",
            "remark",
        ]
        widgets = {"remark": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, data=None, *, instance):
        names = {"brand": str(instance.brand or ""), "model": str(instance.model or "")}
        super().__init__(data, instance=instance, initial=names)
        if not (instance.category.has_imei or instance.imei):
            del self.fields["imei"], self.fields["imei2"]
        if instance.status not in SIGNED_FOR:
            del self.fields["number_reason"]

    def clean_serial(self):
        return clean_serial(self.cleaned_data["serial"])

    def clean_donor_tag(self):
        return clean_code(self.cleaned_data["donor_tag"])

    def clean_imei(self):
        return self._imei("imei")

    def clean_imei2(self):
        return self._imei("imei2")

    def _imei(self, name):
        try:
            return clean_imei(self.cleaned_data[name])
        except ValueError as error:
            raise forms.ValidationError(
                _(
                    "This is not a valid IMEI: an IMEI has 15 digits, and the last one "
                    "must match the others."
                )
            ) from error

    def arguments(self):
        names = ("brand", "model", "override", "number_reason")
        typed = {name: self.cleaned_data[name] for name in names if name in self.fields}
        return (self.instance,), typed


class MoveForm(ActForm):
    place = PlaceField(
        label=_("Shelf"),
        help_text=_("The code of the shelf, typed or scanned."),
    )

    def __init__(self, data=None, *, device):
        super().__init__(data)
        self.fields["place"].at(device.site_id)
        self.fields["place"].widget.attrs["autofocus"] = True

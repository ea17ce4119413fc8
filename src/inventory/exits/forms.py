import re
from decimal import Decimal

from django import forms
from django.core.validators import FileExtensionValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.forms.base import ActForm, ActModelForm
from core.forms.versions import Versioned
from core.forms.widgets import NamedField, RowsField, ScanField, Suggestions
from core.numbers import kilos
from donations.models import Donor
from inventory.devices.forms import NamesNobody
from inventory.devices.lifecycle.devices import RetireReason
from inventory.devices.lifecycle.exits import EXIT_REASONS, DiskFate, ExitPurpose, Scrap
from inventory.exits.manifest import account_of
from inventory.exits.models import SLIP_FIELDS
from inventory.models import Device, ExitBatch, ExitWeight
from people.models import Site

SCHEMES = ["ecosystem", "Ecologic"]
# Codes of the EU waste framework directive, as used in a BSDD.
TREATMENTS = ["R4", "R5", "R12", "R13", "D9"]
MAX_KILOS = 1_000_000


class SuggestedWords:
    """Suggestions for a text field: standard phrases, then values used earlier."""

    def __init__(self, words, column):
        self.words, self.column = words, column

    def all(self):
        rows = ExitBatch.objects.exclude(**{self.column: ""}).order_by(self.column)
        written = rows.values_list(self.column, flat=True).distinct()[:100]
        return list(dict.fromkeys([*self.words, *written]))


def suggesting(words, column):
    return Suggestions(rows=SuggestedWords(words, column))


class RetireForm(NamesNobody, ActForm):
    """Form for `retire`: the reason, and the fate of disks without proof of erasure."""

    read_by_all = ("remark",)
    reason = forms.ChoiceField(label=_("Reason"), choices=RetireReason, widget=forms.RadioSelect)
    disks = forms.ChoiceField(
        label=_("Disks without proof of erasure"),
        choices=DiskFate,
        widget=forms.RadioSelect,
        required=False,
        help_text=_(
            "Required if the device leaves the association, but not if it is kept for parts."
        ),
    )
    remark = forms.CharField(
        label=_("Remark"),
        max_length=300,
        required=False,
        help_text=_("Describe the device, never a person."),
    )

    def __init__(self, data=None, *, has_data, **kwargs):
        super().__init__(data, **kwargs)
        self.has_data = has_data
        if not has_data:
            del self.fields["disks"]

    def clean(self):
        cleaned = super().clean()
        if self.has_data and cleaned.get("reason") in EXIT_REASONS and not cleaned.get("disks"):
            self.add_error("disks", _("Choose what happens to these disks."))
        return cleaned


class ExitForm(ActModelForm):
    """Form for `prepare_exit`: site, destination, and donor for users who may see donors."""

    purpose = forms.ChoiceField(
        label=_("Destination"), choices=ExitPurpose, widget=forms.RadioSelect
    )
    donor = NamedField(
        Donor.objects.none(),
        label=_("Donor"),
        required=False,
        help_text=_("Only for a return: the name of the donor."),
        error_messages={"invalid_choice": _("There is no donor called “%(value)s”.")},
    )
    field_order = ["purpose", "site", "organism", "donor"]

    class Meta:
        model = ExitBatch
        fields = ["purpose", "site", "organism", "donor", "carrier", "planned_on"]
        widgets = {
            "organism": suggesting(SCHEMES, "organism"),
            "carrier": suggesting([], "carrier"),
        }

    def __init__(self, data=None, *, user):
        recycling = ExitPurpose.RECYCLING
        super().__init__(data, initial={"site": user.site_id, "purpose": recycling})
        self.fields["site"].queryset = Site.objects.visible_to(user).filter(is_active=True)
        self.fields["site"].empty_label = _("choose")
        self.fields["donor"].queryset = Donor.objects.visible_to(user)
        if not user.has_perm("donations.view_donor"):
            del self.fields["donor"], self.fields["purpose"]

    def clean(self):
        cleaned = self.cleaned_data
        is_return = cleaned.get("purpose") == ExitPurpose.RETURN
        if is_return:
            cleaned["organism"] = ""
        else:
            cleaned["donor"] = None
        needed = "donor" if is_return else "organism"
        if not cleaned.get(needed) and needed not in self.errors:
            self.add_error(needed, _("Choose the destination."))
        return super().clean()


class ExitEditForm(ActModelForm):
    """Form for `describe_exit`; once the batch is sent, only the data of its slip can change."""

    class Meta:
        model = ExitBatch
        fields = ["organism", "carrier", "planned_on", *SLIP_FIELDS]
        widgets = {
            "organism": suggesting(SCHEMES, "organism"),
            "carrier": suggesting([], "carrier"),
            "treatment": suggesting(TREATMENTS, "treatment"),
            "receiver": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, data=None, *, instance):
        super().__init__(data, instance=instance)
        gone = [] if instance.status == instance.Status.OPEN else ["carrier", "planned_on"]
        if instance.is_return or gone:
            gone.append("organism")
        if instance.is_return:
            gone += SLIP_FIELDS
        for name in gone:
            del self.fields[name]


class KiloField(forms.DecimalField):
    """Field for a weight in kilograms, such as 12.5 or 12,5 kg; its value is in grams."""

    def __init__(self, **kwargs):
        super().__init__(
            min_value=0, max_value=MAX_KILOS, decimal_places=3, required=False, **kwargs
        )
        self.widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value):
        if isinstance(value, str):
            value = re.sub(r"\s|kg", "", value.lower()).replace(",", ".")
        return super().to_python(value)

    def clean(self, value):
        weight = super().clean(value)
        return None if weight is None else int(weight * 1000)


class WeighForm(Versioned, ActForm):
    """Form for `weigh_exit`: weights of each category on the list, and of scrap, in kilograms."""

    def __init__(self, data=None, *, batch, account=None):
        """Pass `account`, the result of `account_of(batch)`, if it was already read."""
        super().__init__(data, auto_id="weigh_%s")
        self.edited_row = batch
        account = account_of(batch) if account is None else account
        self.rows = {f"category_{row.category.pk}": row for row in account if row.category}
        scrap = {row.scrap: row for row in account if row.scrap}
        self.scrap = {f"scrap_{kind.value}": (kind, scrap.get(kind.value)) for kind in Scrap}
        for name, row in self.rows.items():
            label = f"{row.name} ({row.count})"
            self.fields[name] = KiloField(label=label, help_text=self._usual(row))
            self.initial[name] = None if row.is_estimated else self._typed(row.grams)
        for name, (kind, row) in self.scrap.items():
            self.fields[name] = KiloField(label=kind.label)
            self.initial[name] = row and self._typed(row.grams)

    @staticmethod
    def _typed(grams):
        return f"{(Decimal(grams) / 1000).normalize():f}"

    @staticmethod
    def _usual(row):
        if row.grams is None:
            return _("The weight of one unit is not known.")
        if not row.is_estimated:
            return ""
        return _("Estimated: %(weight)s") % {"weight": kilos(row.grams)}

    def arguments(self):
        cleaned = self.cleaned_data
        weights = [
            ExitWeight(category=row.category, grams=cleaned[name] or 0)
            for name, row in self.rows.items()
            if cleaned[name] is not None or self.initial[name]
        ]
        weights += [
            ExitWeight(scrap=kind, grams=cleaned[name] or 0)
            for name, (kind, _row) in self.scrap.items()
            if cleaned[name] is not None or self.initial[name]
        ]
        return (), {"weights": weights}


class PickForm(ActForm):
    """Form for `put_in_exit`: retired devices to add to a batch."""

    devices = RowsField(
        Device.objects.none(), error_messages={"required": _("Tick at least one device.")}
    )

    def __init__(self, data=None, *, waiting):
        super().__init__(data, auto_id="pick_%s")
        self.fields["devices"].queryset = waiting

    def arguments(self):
        return (), {"devices": list(self.cleaned_data["devices"])}


class ExitSendForm(ActForm):
    sent_on = forms.DateField(label=_("Departure date"))
    carrier = ExitBatch._meta.get_field("carrier").formfield()

    def __init__(self, data=None, *, batch):
        initial = {"sent_on": timezone.localdate(), "carrier": batch.carrier}
        super().__init__(data, initial=initial, auto_id="send_%s")


class CertifyForm(ActForm):
    """Form for `certify_exit`: the certificate as received, a PDF or a photo."""

    upload = ScanField(
        label=_("Certificate"),
        validators=[FileExtensionValidator(["pdf", "png", "jpg", "jpeg", "webp"])],
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/png,image/jpeg,image/webp"}),
        help_text=_("PDF, PNG, JPEG or WebP, 10 MB at most."),
    )
    certified_on = forms.DateField(label=_("Dated"))
    slip_number = forms.CharField(label=_("Waste slip number"), max_length=40, required=False)
    treatment = forms.CharField(
        label=_("Treatment"),
        max_length=80,
        required=False,
        widget=suggesting(TREATMENTS, "treatment"),
    )

    def __init__(self, data=None, files=None, *, batch):
        initial = {"slip_number": batch.slip_number, "treatment": batch.treatment}
        super().__init__(data, files, initial=initial, auto_id="certify_%s")
        if batch.is_return:
            self.fields["upload"].label = _("The slip, signed by the donor")
            del self.fields["slip_number"], self.fields["treatment"]

    def arguments(self):
        cleaned = dict(self.cleaned_data)
        content, content_type = cleaned.pop("upload")
        return (), {"content": content, "content_type": content_type, **cleaned}

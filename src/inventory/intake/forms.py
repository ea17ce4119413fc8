from django import forms
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.models import AccessoryKind, Brand, Category, DeviceModel
from core.forms.base import ActForm
from core.forms.versions import NO_VALUE, Versioned, hold_row
from core.forms.widgets import NamedField, NumberField, Suggestions, TypedDecimalField
from core.text_input import line_of
from donations.forms import Quantities
from donations.lifecycle import EXPECTED, ValueBasis
from donations.models import Donation, DonationLine
from inventory.devices.forms import Confirmed
from inventory.devices.identifiers import clean_code
from inventory.intake.lot_reconciliation import account_of, total_of
from inventory.intake.papers import draw
from inventory.models import Place

MAX_AT_ONCE = 500


# Attributes of a field that can be filled by a photo of a code (`static/camera.js`).
BY_PHOTO = {
    "data-reader": reverse_lazy("scan_read"),
    "data-photo": _("Photo of its code"),
    "data-none": _("No code was found in this photo."),
}


class PlaceField(NamedField):
    """Field for a shelf, by its typed, scanned or photographed code (`static/camera.js`)."""

    def __init__(self, **kwargs):
        super().__init__(
            Place.objects.none(),
            to_field_name="code",
            error_messages={
                "invalid_choice": _("“%(value)s” is not a shelf of this site."),
            },
            **kwargs,
        )
        self.widget.attrs |= BY_PHOTO

    def to_python(self, value):
        code = clean_code(line_of(value))
        return (code and self.queryset.matching_code(code).first()) or super().to_python(value)

    def at(self, site_id):
        """Offer the active places of this site."""
        self.queryset = Place.objects.filter(site=site_id, is_active=True)


def brand_field(**kwargs):
    return forms.CharField(
        label=_("Brand"),
        max_length=60,
        required=False,
        widget=Suggestions(rows=Brand.objects.offered()),
        **kwargs,
    )


def model_field(**kwargs):
    return forms.CharField(
        label=_("Model"),
        max_length=80,
        required=False,
        widget=Suggestions(rows=DeviceModel.objects.offered()),
        **kwargs,
    )


class CameWithTicks(forms.CheckboxSelectMultiple):
    """Checkboxes with their categories in data attributes.

    `static/app.js` shows the checkboxes of the chosen category.
    """

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        categories = value.instance.intake_categories.all()
        option["attrs"]["data-for"] = " ".join(str(category.pk) for category in categories)
        return option


def came_with_field():
    offered = AccessoryKind.objects.filter(intake_categories__isnull=False).distinct()
    return forms.ModelMultipleChoiceField(
        offered.order_by("pk").prefetch_related("intake_categories"),
        label=_("Arrived with"),
        required=False,
        widget=CameWithTicks,
    )


class CountForm(Quantities, Versioned, ActForm):
    def __init__(self, data=None, *, donation):
        super().__init__(data)
        self.edited_row, self.account = donation, account_of(donation)
        self.add_quantities({line.category.pk: line.counted for line in self.account})

    def rows(self):
        """Yield (line of the account, its field)."""
        for line in self.account:
            yield line, self[f"category_{line.category.pk}"]

    def total(self):
        return total_of(self.account)

    def others(self):
        """(category, field) of the categories that are not in the account."""
        named = {line.category.pk for line in self.account}
        return [pair for pair in self.quantity_fields() if pair[0].pk not in named]

    def arguments(self):
        named = {line.category for line in self.account}
        return (), {
            "counted": {
                category: number
                for category, number in self.quantities().items()
                if number is not None or category in named
            }
        }


class MergeForm(ActForm):
    """Form for `merge_into_announced`: the announced lot that the lot turns out to be."""

    announced = forms.ModelChoiceField(Donation.objects.none(), label=_("Announced donation"))

    def __init__(self, data=None, *, donation):
        super().__init__(data)
        expected = Donation.objects.filter(site=donation.site_id, status__in=EXPECTED)
        self.fields["announced"].queryset = expected.select_related("donor").order_by("-pk")
        self.fields["announced"].label_from_instance = lambda lot: f"{lot} · {lot.donor}"


class AlikeForm(Confirmed, ActForm):
    """Form for `receive_alike`: a quantity of one model, with optional serial numbers."""

    category = forms.ModelChoiceField(Category.objects.all(), label=_("Category"))
    brand = brand_field()
    model = model_field()
    quantity = NumberField(
        label=_("How many"),
        min_value=1,
        max_value=MAX_AT_ONCE,
        required=False,
        help_text=_("If empty: one device per serial number."),
    )
    serials = forms.CharField(
        label=_("Serial numbers"),
        required=False,
        widget=forms.Textarea(
            attrs={
                "rows": 5,
                "class": "mono",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
        help_text=_(
            "One per line, as many as you have; a scanner moves to the next line automatically."
        ),
    )
    came_with = came_with_field()
    place = PlaceField(
        label=_("Shelf"), required=False, help_text=_("The code of the shelf, typed or scanned.")
    )
    is_here = forms.BooleanField(
        label=_("This donation is here but not marked as received yet: receive it"),
        error_messages={"required": _("Tick the box if the donation has arrived.")},
    )

    field_order = ["is_here", "category", "serials", "quantity", "brand", "model"]

    def __init__(self, data=None, *, donation, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["place"].at(donation.site_id)
        if not donation.is_expected:
            del self.fields["is_here"]
        self.fields["override"].label = _(
            "Nothing more is known about these devices: enter them as they are"
        )
        self.fields["serials"].widget.attrs["autofocus"] = True  # for a scanner

    def clean_serials(self):
        return [line.strip() for line in self.cleaned_data["serials"].splitlines() if line.strip()]

    def clean(self):
        facts = super().clean()
        is_sure, serials = facts.pop("override", False), facts.get("serials", [])
        facts.pop("is_here", None)
        if "quantity" in facts and facts["quantity"] is None:
            facts["quantity"] = len(serials) or ("check" in self.data and 1)
            if not facts["quantity"]:
                self.add_error("quantity", _("Enter how many there are."))
        is_empty = not any(facts.get(name) for name in ("brand", "model", "serials"))
        if is_empty and not is_sure and not self.errors:
            self.fields["override"].widget = forms.CheckboxInput()
            raise forms.ValidationError(
                _("No brand, model or serial number: enter one, or tick the box below.")
            )
        if len(serials) > facts.get("quantity", MAX_AT_ONCE):
            self.add_error("serials", _("There are more serial numbers than devices."))


# --- Forms of papers: render and mail. ---


class PaperForm(ActForm):
    """Form for `keep_paper` and `send_paper`; the paper is rendered before the transaction."""

    def __init__(self, data=None, *, donation, kind):
        super().__init__(data)
        self.donation, self.kind = donation, kind

    def arguments(self):
        return (), {"draft": draw(self.donation, self.kind)}


# --- Forms of declared values: by category of a lot, or of one device. ---

MAX_CENTS = 100_000_000
BASES = [("", _("choose")), *ValueBasis.choices]


def value_field(**kwargs):
    return TypedDecimalField(
        min_value=0,
        max_value=MAX_CENTS,
        decimal_places=2,
        required=False,
        **kwargs,
    )


def basis_field():
    return forms.ChoiceField(label=_("Basis"), choices=BASES, required=False)


def day_field(label, **kwargs):
    return forms.DateField(label=label, **kwargs)


class DeclarationForm(Versioned, ActForm):
    """Base form for declared values: the person who declared them, and the date."""

    declared_by = forms.CharField(
        label=_("Declared by"),
        max_length=120,
        required=False,
        help_text=_("At the donor: name and role."),
    )
    declared_on = day_field(_("Declared on"), required=False)

    def clean_declared_on(self):
        day = self.cleaned_data["declared_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("This date is in the future."))
        return day

    def check_who(self, cleaned):
        for name in ("declared_by", "declared_on"):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, _("Required for a declared value."))


class LineValuesForm(DeclarationForm):
    """Form for `declare_lines`, with a row of fields for each category of the lot."""

    def __init__(self, data=None, *, donation, account):
        lines = {line.category_id: line for line in donation.lines.all()}
        first = next((line for line in lines.values() if line.declared_on), None)
        who = {
            "declared_by": first.declared_by if first else donation.donor.contact,
            "declared_on": first.declared_on if first else timezone.localdate(),
        }
        super().__init__(data, initial=who)
        self.edited_row = donation
        self.categories = [line.category for line in account]
        self.is_declared = first is not None
        for row in account:
            donation_line = lines.get(row.category.pk, DonationLine())
            self._add_row(row, donation_line)

    def _add_row(self, row, line):
        key = row.category.pk
        self.fields[f"value_{key}"] = value_field(
            label=_("Total value (€)"), initial=line.declared_value
        )
        self.fields[f"count_{key}"] = NumberField(
            label=_("Number of devices"),
            min_value=1,
            max_value=1_000_000,
            required=False,
            initial=line.declared_count or row.expected or row.entered or None,
        )
        self.fields[f"basis_{key}"] = basis_field()
        self.initial[f"basis_{key}"] = line.value_basis
        self.fields[f"bought_{key}"] = day_field(_("Bought on"), required=False)
        self.initial[f"bought_{key}"] = line.bought_on

    def rows(self):
        """Yield (category, its bound fields)."""
        for category in self.categories:
            names = ("value", "count", "basis", "bought")
            yield category, [self[f"{name}_{category.pk}"] for name in names]

    def clean(self):
        cleaned = super().clean()
        valued = [c for c in self.categories if cleaned.get(f"value_{c.pk}") is not None]
        for category in valued:
            for name in ("count", "basis"):
                field = f"{name}_{category.pk}"
                if not cleaned.get(field) and field not in self.errors:
                    self.add_error(field, _("Required for a declared value."))
        if valued:
            self.check_who(cleaned)
        elif not self.is_declared and not self.errors:
            raise forms.ValidationError(_("No value was entered: enter at least one."))

    def arguments(self):
        return (), {"lines": [self._line(category) for category in self.categories]}

    def _line(self, category):
        values = {name: self.cleaned_data[f"{name}_{category.pk}"] for name in ("value", "bought")}
        line = DonationLine(category=category, bought_on=values["bought"])
        if values["value"] is not None:
            line.declared_value = values["value"]
            line.declared_count = self.cleaned_data[f"count_{category.pk}"]
            line.value_basis = self.cleaned_data[f"basis_{category.pk}"]
            line.declared_by = self.cleaned_data["declared_by"]
            line.declared_on = self.cleaned_data["declared_on"]
        return line


class DeviceValueForm(DeclarationForm):
    """Form for `declare_device`; an empty value withdraws the declaration."""

    declared_value = value_field(
        label=_("Declared value (€)"), help_text=_("Leave empty if the donor declares none.")
    )
    value_basis = basis_field()
    bought_on = day_field(_("Bought by the donor on"), required=False)
    field_order = ["declared_value", "value_basis", "bought_on", "declared_by", "declared_on"]

    def __init__(self, data=None, *, device):
        initial = {name: getattr(device, name) for name in self.base_fields if name not in NO_VALUE}
        if initial["declared_value"] is None:
            initial |= {
                "declared_by": device.donation.donor.contact,
                "declared_on": timezone.localdate(),
            }
        super().__init__(data, initial=initial)
        self.edited_row = device

    def hold(self):
        hold_row(self.edited_row.donation)
        hold_row(self.edited_row)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("declared_value") is not None:
            if not cleaned.get("value_basis"):
                self.add_error("value_basis", _("Required for a declared value."))
            self.check_who(cleaned)

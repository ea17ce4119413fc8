from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.models import (
    AccessoryKind,
    Brand,
    Category,
    DeviceModel,
    Factor,
    FaultAlias,
    FaultType,
    Kit,
    KitPart,
    Price,
    ResaleCap,
    VoucherProduct,
)
from catalogue.operations import spellings_of
from core.forms.base import ActForm, ActModelForm

ICONS = {
    "laptop": _("laptop"),
    "pc-case": _("desktop computer"),
    "tablet": _("tablet"),
    "smartphone": _("phone"),
    "monitor": _("monitor"),
    "router": _("router"),
    "printer": _("printer"),
    "projector": _("projector"),
    "camera": _("camera"),
    "webcam": _("webcam"),
    "headphones": _("headphones"),
    "speaker": _("speaker"),
    "keyboard": _("keyboard"),
    "mouse": _("mouse"),
    "hard-drive": _("disk"),
    "server": _("server"),
    "gamepad-2": _("game console"),
    "package": _("box"),
}


class ReferenceForm(ActModelForm):
    """Form for a catalogue row; the fields in `settled` cannot change once the row is settled."""

    settled = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.is_settled():
            for name in self.settled:
                self.fields[name].disabled = True

    def is_settled(self):
        return True


class CategoryForm(ReferenceForm):
    settled = ("code", "holds_data")
    icon = forms.ChoiceField(label=_("Icon"), choices=ICONS, initial="package")

    class Meta:
        model = Category
        fields = [
            "names",
            "code",
            "icon",
            "holds_data",
            "has_imei",
            "needs_charger",
            "screen_sizes",
            "memory_sizes",
            "offers_webcam",
            "offers_cellular",
            "weight_g",
            "position",
        ]


class BrandForm(ReferenceForm):
    spellings = forms.CharField(
        label=_("Other spellings"),
        max_length=500,
        required=False,
        help_text=_(
            "Separate them with commas. Each spelling, typed or read in a list, is "
            "recognised as this brand."
        ),
    )

    class Meta:
        model = Brand
        fields = ["name"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["spellings"] = ", ".join(map(str, spellings_of(self.instance)))

    def arguments(self):
        names = self.cleaned_data["spellings"].split(",")
        return (self.instance,), {"spellings": [name for name in names if name.strip()]}


class DeviceModelForm(ReferenceForm):
    class Meta:
        model = DeviceModel
        fields = ["brand", "name", "category", "charger_connector", "charger_watts"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["brand"].queryset = Brand.objects.filter(merged_into=None)


class ProposalForm(ActForm):
    """Form for `settle_proposal`; the category is omitted for a brand."""

    name = forms.CharField(label=_("Name"), max_length=80)
    category = forms.ModelChoiceField(
        Category.objects.all(), label=_("Category"), required=False, empty_label=_("not specified")
    )

    def __init__(self, data=None, *, row):
        super().__init__(data, prefix=f"{row._meta.model_name}-{row.pk}")
        self.row, self.noun = row, row._meta.model_name
        self.initial["name"] = row.name
        if isinstance(row, Brand):
            del self.fields["category"]
        else:
            first = row.device_set.order_by("pk").first()
            self.initial["category"] = first and first.category_id


class FaultTypeForm(ReferenceForm):
    settled = ("code",)

    class Meta:
        model = FaultType
        fields = ["names", "code", "position"]


class FaultAliasForm(ReferenceForm):
    class Meta:
        model = FaultAlias
        fields = ["name", "fault"]


class AccessoryKindForm(ReferenceForm):
    settled = ("code",)

    class Meta:
        model = AccessoryKind
        fields = [
            "names",
            "code",
            "sort",
            "is_part",
            "holds_data",
            "connector",
            "watts",
            "categories",
            "intake_categories",
            "fits",
        ]
        widgets = dict.fromkeys(("categories", "intake_categories"), forms.CheckboxSelectMultiple)

    def arguments(self):
        return (self.instance,), {name: self.cleaned_data[name] for name in self.Meta.widgets}


class VoucherProductForm(ReferenceForm):
    class Meta:
        model = VoucherProduct
        fields = [
            "operator",
            "kind",
            "names",
            "face_value",
            "price_asked",
            "data_gb",
            "valid_days",
        ]
        help_texts = {
            "face_value": _(
                "This value counts towards the limit per person per month; enter 0 if "
                "it does not count."
            ),
            "price_asked": _("Price for families at the hand-over. Empty or 0: free of charge."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["face_value"].required = True


class FactorForm(ReferenceForm):
    """Form for an impact factor.

    A factor can be corrected until the end of its first day; after that, only its source can.
    """

    settled = ("category", "kind", "value", "unit", "valid_from")

    class Meta:
        model = Factor
        fields = ["category", "kind", "value", "unit", "valid_from", "source", "version"]

    def is_settled(self):
        return self.instance.valid_from < timezone.localdate()


class PriceForm(ReferenceForm):
    class Meta:
        model = Price
        fields = ["category", "grade", "amount"]


class ResaleCapForm(ReferenceForm):
    class Meta:
        model = ResaleCap
        fields = ["category", "amount", "condition_texts", "source", "valid_from"]


# Maximum number of parts, and number of empty rows after the filled ones.
MAX_PARTS, SPARE = 12, 3


class KitForm(ActModelForm):
    """Form for `save_kit`; an empty row is ignored."""

    class Meta:
        model = Kit
        fields = ["names", "code", "is_active", "position"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.is_new = self.instance.pk is None
        if not self.is_new:
            self.fields["code"].disabled = True
        parts = [] if self.is_new else list(self.instance.parts.for_list())
        choices = _choices(parts)
        self.count = min(max(len(parts) + SPARE, 4), MAX_PARTS)
        for place in range(self.count):
            part = parts[place] if place < len(parts) else None
            self.fields[f"what_{place}"] = forms.ChoiceField(
                label=_("Part %(number)s") % {"number": place + 1},
                choices=choices,
                required=False,
                initial=_value_of(part) if part else "",
            )
            self.fields[f"count_{place}"] = forms.IntegerField(
                label=_("Quantity of part %(number)s") % {"number": place + 1},
                min_value=1,
                max_value=99,
                required=False,
                initial=part.quantity if part else 1,
            )

    def own_fields(self):
        return [self[name] for name in self.Meta.fields]

    def rows(self):
        """The (item, quantity) fields of each part."""
        return [(self[f"what_{place}"], self[f"count_{place}"]) for place in range(self.count)]

    def clean(self):
        cleaned = super().clean()
        chosen = [cleaned.get(f"what_{place}") for place in range(self.count)]
        twice = {what for what in chosen if what and chosen.count(what) > 1}
        for place, what in enumerate(chosen):
            if what in twice:
                self.add_error(f"what_{place}", ValidationError(_("This part is listed twice.")))
        if not any(chosen) and not self.errors:
            self.add_error("what_0", ValidationError(_("A kit must contain at least one part.")))

    def arguments(self):
        cleaned = self.cleaned_data
        parts = []
        for place in range(self.count):
            kind, _dot, pk = cleaned[f"what_{place}"].partition(".")
            if kind:
                parts.append(
                    KitPart(**{f"{kind}_id": int(pk)}, quantity=cleaned[f"count_{place}"] or 1)
                )
        return (self.instance,), {"parts": parts}


TITLES = {
    "category": _("Devices"),
    "product": _("SIM cards and vouchers"),
    "accessory": _("Accessories"),
}


def _choices(parts):
    """Choices for the contents of a kit: requestable items, and items already in the kit."""
    accessories = AccessoryKind.objects.askable()
    in_use = AccessoryKind.objects.filter(pk__in=[part.accessory_id for part in parts])
    rows = {
        "category": Category.objects.all(),
        "product": VoucherProduct.objects.all(),
        "accessory": accessories | in_use,
    }
    groups = [
        (TITLES[kind], [(f"{kind}.{row.pk}", str(row)) for row in offered])
        for kind, offered in rows.items()
    ]
    return [("", "—"), *groups]


def _value_of(part):
    kind = next(kind for kind in TITLES if getattr(part, f"{kind}_id"))
    return f"{kind}.{getattr(part, f'{kind}_id')}"

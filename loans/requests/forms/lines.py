"""Quantities of items and needs of devices: for requests and referral slips."""

from decimal import Decimal
from typing import NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalogue.models import AccessoryKind, Category, Kit, VoucherProduct
from core.modules import is_on
from loans.base.needs import NEED_COLUMNS, Needs, askable_of
from loans.models import ReferralLine, RequestLine

MAX_QUANTITY = 999
# Two lines of one category, for two sorts of needs, and one more than a request has already.
SLOTS, MAX_SLOTS = 2, 6
# In GB and in inches: by the code of a category, else those of a laptop.
MEMORIES = {"phone": (3, 4, 6, 8)}
SCREENS = {"tablet": (8, 10, 11, 13), "monitor": (19, 22, 24, 27)}
OF_A_LAPTOP = {"ram": (4, 8, 16, 32), "screen": (10, 13, 14, "15.6", 17)}
MEASURED = {"screen", "ram"}
COLUMNS = dict(zip(Needs._fields, NEED_COLUMNS, strict=True))


class Quantity(forms.IntegerField):
    """A quantity; empty is zero."""

    def __init__(self, *, max_value=MAX_QUANTITY, **kwargs):
        widget = forms.NumberInput(attrs={"inputmode": "numeric"})
        super().__init__(min_value=0, max_value=max_value, required=False, widget=widget, **kwargs)

    def clean(self, value):
        return super().clean(value) or 0


class Slot(NamedTuple):
    """One line of a form: so many of a category, and the fields of what each must be."""

    field: forms.BoundField
    item: Category
    needs: list

    @property
    def has_needs(self):
        """Whether a need is filled in, or has an error."""
        return any(need.errors or need.value() for need in self.needs)

    @property
    def is_used(self):
        return self.has_needs or self.field.errors or is_filled_in(self.field)


def is_filled_in(field):
    """Whether the field has any input, valid or not."""
    return field.value() not in {0, "0", "", None}


# The module that what one may ask belongs to; devices belong to none.
MODULES = {"kit": "kits", "product": "vouchers", "accessory": "accessories"}


def is_offered(kind):
    return kind not in MODULES or is_on(MODULES[kind])


class RequestedItemsForm(forms.Form):
    """Adds a quantity field for each requestable item and reads them as request lines."""

    kinds = {
        "kit": Kit.objects.askable(),
        "category": Category.objects.all(),
        "product": VoucherProduct.objects.all(),
        "accessory": AccessoryKind.objects.askable(),
    }

    def add_item_fields(self, requested=()):
        """Add a field for each item, with the quantities of the lines `requested` as initial."""
        self.items, self.slots = {}, {}
        requested = list(requested)
        for kind, items in self.kinds.items():
            for item in items.all():
                lines = [line for line in requested if getattr(line, kind) == item]
                if not (lines or is_offered(kind)):
                    continue
                if kind == "kit":
                    self._add_quantity(kind, item, _kits_in(requested, item))
                    continue
                lines = [line for line in lines if not line.kit_id]
                if kind == "category":
                    self._add_slots(item, lines)
                else:
                    self._add_quantity(kind, item, sum(line.requested for line in lines))

    def _add_quantity(self, kind, item, count, name=""):
        name = name or f"{kind}_{item.pk}"
        self.fields[name] = Quantity(label=str(item), initial=count)
        self.items[name] = kind, item

    def _add_slots(self, category, lines):
        slots = min(max(SLOTS, len(lines) + 1), MAX_SLOTS)
        for place in range(slots):
            line = lines[place] if place < len(lines) else None
            name = f"category_{category.pk}" + (f"_{place + 1}" if place else "")
            self._add_quantity("category", category, line.requested if line else 0, name)
            self.slots[name] = askable_of(category)
            for need in self.slots[name]:
                value = getattr(line, COLUMNS[need]) if line else None
                self.fields[f"{name}_{need}"] = need_field(category, need, value)

    def quantity_fields(self, kind):
        """Each (field, item) of a kind, for the template."""
        return [(self[name], item) for name, (of, item) in self.items.items() if of == kind]

    def devices(self):
        """Each category: its first `Slot`, then those for other needs."""
        slots = {}
        for name, needs in self.slots.items():
            item = self.items[name][1]
            fields = [self[f"{name}_{need}"] for need in needs]
            slots.setdefault(item, []).append(Slot(self[name], item, fields))
        return [(own[0], own[1:]) for own in slots.values()]

    def kits(self):
        return self.quantity_fields("kit")

    def extras(self):
        """Each (title, icon, fields) of the collapsed parts."""
        return [
            (gettext("SIM cards and vouchers"), "ticket", self.quantity_fields("product")),
            (gettext("Accessories"), "plug", self.quantity_fields("accessory")),
        ]

    def has_more(self):
        """Whether anything is folded away."""
        return any(fields for _title, _icon, fields in self.extras())

    def has_extras(self):
        """Whether a folded field is filled in, or has an error."""
        return any(
            field.errors or is_filled_in(field)
            for _title, _icon, fields in self.extras()
            for field, _item in fields
        )

    def clean(self):
        cleaned = super().clean()
        check_counts(self, cleaned)
        return cleaned

    def lines(self):
        """The unsaved lines of a request; each kit is a bundle."""
        items = [(name, kind, item) for name, (kind, item) in self.items.items()]
        return lines_from(self.cleaned_data, items, self.slots)

    def entitlements(self):
        """The unsaved lines of a referral slip; kits as they are."""
        return [
            ReferralLine(
                **{kind: item},
                quantity=self.cleaned_data[name],
                **needs_from(self.cleaned_data, name, self.slots.get(name, ())),
            )
            for name, (kind, item) in self.items.items()
            if self.cleaned_data[name]
        ]


def check_counts(form, cleaned):
    """Add an error for each need that is filled in without a quantity. Needs `slots`."""
    for name, needs in form.slots.items():
        if cleaned.get(name) == 0 and any(cleaned.get(f"{name}_{need}") for need in needs):
            form.add_error(name, ValidationError(_("Say how many.")))


def lines_from(cleaned, items, slots):
    """Unsaved request lines from the cleaned data of these `items` (name, kind, row)."""
    lines, bundle = [], 0
    for name, kind, item in items:
        count = cleaned[name]
        if count and kind == "kit":
            bundle += 1
            lines += RequestLine.of_kit(item, count, bundle)
        elif count:
            needs = needs_from(cleaned, name, slots.get(name, ()))
            lines.append(RequestLine(**{kind: item}, requested=count, **needs))
    return lines


def needs_from(cleaned, name, needs):
    """The columns of a line's needs, from cleaned data."""
    values = {need: cleaned.get(f"{name}_{need}") for need in needs}
    return {
        COLUMNS[need]: value or (None if need in MEASURED else False)
        for need, value in values.items()
    }


def _kits_in(lines, kit):
    """The number of a kit in these lines."""
    counts = [line.requested // line.per_kit for line in lines if line.kit_id == kit.pk]
    return counts[0] if counts else 0


def need_field(category, need, value):
    """The field for one need of the devices of a category, `value` chosen if there is one."""
    if need == "webcam":
        return forms.BooleanField(label=_("with a webcam"), required=False, initial=value)
    if need == "cellular":
        return forms.BooleanField(label=_("with 4G or 5G"), required=False, initial=value)
    if need == "ram":
        sizes = MEMORIES.get(category.code, OF_A_LAPTOP["ram"])
        return _measure(_("Memory, at least"), sizes, value, _("%(size)s GB"), int)
    sizes = SCREENS.get(category.code, OF_A_LAPTOP["screen"])
    return _measure(_("Screen, at least"), sizes, value, _("%(size)s inches"), Decimal)


def _measure(label, sizes, value, words, coerce):
    """A choice among sizes, including the value entered before."""
    ordered = sorted({Decimal(size) for size in sizes} | ({Decimal(value)} if value else set()))
    choices = [("", _("any"))] + [
        (_plain(size), words % {"size": number_format(size.normalize())}) for size in ordered
    ]
    return forms.TypedChoiceField(
        label=label,
        choices=choices,
        coerce=coerce,
        empty_value=None,
        required=False,
        initial=_plain(Decimal(value)) if value else "",
    )


def _plain(size):
    return f"{size.normalize():f}"

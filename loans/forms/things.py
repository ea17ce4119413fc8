"""How many of each thing, with what each device must be: for requests and referral slips."""

from decimal import Decimal
from typing import NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalogue.models import AccessoryKind, Category, Kit, VoucherProduct
from loans.allocation.needs import ASKED, Needs, askable_of
from loans.models import ReferralLine, RequestLine

MAX_ASKED = 999
# Two lines of one category, for two sorts of needs, and one more than a request has already.
SLOTS, MAX_SLOTS = 2, 6
# In GB and in inches: by the code of a category, else those of a laptop.
MEMORIES = {"phone": (3, 4, 6, 8)}
SCREENS = {"tablet": (8, 10, 11, 13), "monitor": (19, 22, 24, 27)}
OF_A_LAPTOP = {"ram": (4, 8, 16, 32), "screen": (10, 13, 14, "15.6", 17)}
MEASURED = {"screen", "ram"}
COLUMNS = dict(zip(Needs._fields, ASKED, strict=True))


class Quantity(forms.IntegerField):
    """How many of one thing: empty is none."""

    def __init__(self, *, max_value=MAX_ASKED, **kwargs):
        widget = forms.NumberInput(attrs={"inputmode": "numeric"})
        super().__init__(min_value=0, max_value=max_value, required=False, widget=widget, **kwargs)

    def clean(self, value):
        return super().clean(value) or 0


class Slot(NamedTuple):
    """One line of a form: so many of a category, and the fields of what each must be."""

    field: forms.BoundField
    thing: Category
    needs: list

    @property
    def has_needs(self):
        """Whether something was said of what they must be, or is wrong."""
        return any(need.errors or need.value() for need in self.needs)

    @property
    def is_used(self):
        return self.has_needs or self.field.errors or said_so(self.field)


def said_so(field):
    """Whether a quantity says something, right or wrong."""
    return field.value() not in {0, "0", "", None}


class ThingsForm(forms.Form):
    """Adds a field for each thing that may be asked, and reads them as the lines of a request."""

    kinds = {
        "kit": Kit.objects.askable(),
        "category": Category.objects.all(),
        "product": VoucherProduct.objects.all(),
        "accessory": AccessoryKind.objects.askable(),
    }

    def add_things(self, asked=()):
        """A field for each thing, filled in with what the lines `asked` say."""
        self.things, self.slots = {}, {}
        asked = list(asked)
        alone = [line for line in asked if not line.kit_id]
        for kind, things in self.kinds.items():
            for thing in things.all():
                if kind == "kit":
                    self._add_quantity(kind, thing, _kits_in(asked, thing))
                    continue
                lines = [line for line in alone if getattr(line, kind) == thing]
                if kind == "category":
                    self._add_slots(thing, lines)
                else:
                    self._add_quantity(kind, thing, sum(line.requested for line in lines))

    def _add_quantity(self, kind, thing, count, name=""):
        name = name or f"{kind}_{thing.pk}"
        self.fields[name] = Quantity(label=str(thing), initial=count)
        self.things[name] = kind, thing

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
        """Each (field, thing) of a kind, for the page."""
        return [(self[name], thing) for name, (of, thing) in self.things.items() if of == kind]

    def devices(self):
        """Each category: its first `Slot`, then those for other needs."""
        slots = {}
        for name, needs in self.slots.items():
            thing = self.things[name][1]
            fields = [self[f"{name}_{need}"] for need in needs]
            slots.setdefault(thing, []).append(Slot(self[name], thing, fields))
        return [(own[0], own[1:]) for own in slots.values()]

    def kits(self):
        return self.quantity_fields("kit")

    def extras(self):
        """Each (title, icon, fields) of what is folded away."""
        return [
            (gettext("SIM cards and vouchers"), "ticket", self.quantity_fields("product")),
            (gettext("Accessories"), "plug", self.quantity_fields("accessory")),
        ]

    def has_extras(self):
        """Whether something folded away was asked, or is wrong."""
        return any(
            field.errors or said_so(field)
            for _title, _icon, fields in self.extras()
            for field, _thing in fields
        )

    def clean(self):
        said = super().clean()
        check_counts(self, said)
        return said

    def lines(self):
        """What was asked, as the unsaved lines of a request; each kit is a bundle."""
        things = [(name, kind, thing) for name, (kind, thing) in self.things.items()]
        return lines_said(self.cleaned_data, things, self.slots)

    def entitlements(self):
        """What was asked, as the unsaved lines of a referral slip; kits as they are."""
        return [
            ReferralLine(
                **{kind: thing},
                quantity=self.cleaned_data[name],
                **needs_said(self.cleaned_data, name, self.slots.get(name, ())),
            )
            for name, (kind, thing) in self.things.items()
            if self.cleaned_data[name]
        ]


def check_counts(form, said):
    """Put on a form with `slots` what was said of devices of which nobody said how many."""
    for name, needs in form.slots.items():
        if said.get(name) == 0 and any(said.get(f"{name}_{need}") for need in needs):
            form.add_error(name, ValidationError(_("Say how many.")))


def lines_said(said, things, slots):
    """What a form said of these `things` (name, kind, row), as the unsaved lines of a request."""
    lines, bundle = [], 0
    for name, kind, thing in things:
        count = said[name]
        if count and kind == "kit":
            bundle += 1
            lines += RequestLine.of_kit(thing, count, bundle)
        elif count:
            needs = needs_said(said, name, slots.get(name, ()))
            lines.append(RequestLine(**{kind: thing}, requested=count, **needs))
    return lines


def needs_said(said, name, needs):
    """What a form said of what the devices of a thing must be, as the columns of its line."""
    values = {need: said.get(f"{name}_{need}") for need in needs}
    return {
        COLUMNS[need]: value or (None if need in MEASURED else False)
        for need, value in values.items()
    }


def _kits_in(lines, kit):
    """How many of a kit these lines ask."""
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
    """A choice among sizes, with that which was said already."""
    known = sorted({Decimal(size) for size in sizes} | ({Decimal(value)} if value else set()))
    choices = [("", _("any"))] + [
        (_plain(size), words % {"size": number_format(size.normalize())}) for size in known
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

"""Quantities of items and needs of devices, for requests."""

from collections import Counter
from contextlib import suppress
from decimal import Decimal
from functools import partialmethod
from typing import NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from catalogue.models import Category, Kit
from core.formatting import inside
from core.modules.registry import is_on
from core.text_input import natural_key
from loans.base.lifecycle.loans import Audience
from loans.base.needs import NEED_COLUMNS, Needs, askable_of, sizes_of
from loans.models import RequestLine
from loans.organisations.quotas import OFFER

MAX_QUANTITY = 999
# From one more than these, a quantity is confirmed: people of a family of unknown size, or a team.
USUAL_FAMILY, USUAL_TEAM = 4, 20
MAX_SLOTS = 6  # lines of one category, each with its own needs
MEASURED = {"screen", "ram"}
COLUMNS = dict(zip(Needs._fields, NEED_COLUMNS, strict=True))


class Quantity(forms.IntegerField):
    """A quantity field; empty means zero, or unknown where `empty` is None."""

    def __init__(self, *, max_value=MAX_QUANTITY, empty=0, widget=None, **kwargs):
        widget = widget or forms.NumberInput(attrs={"inputmode": "numeric"})
        super().__init__(min_value=0, max_value=max_value, required=False, widget=widget, **kwargs)
        self.empty = empty

    def clean(self, value):
        number = super().clean(value)
        return self.empty if number is None else number

    def bound_data(self, data, initial):
        return initial if data is None else data  # not in the submitted page


class Slot(NamedTuple):
    """One line of a form: a quantity of a category, and the fields of its needs."""

    field: forms.BoundField
    item: Category
    needs: list

    @property
    def has_needs(self):
        """Whether a need is filled in, or has an error."""
        return any(need.errors or need.value() for need in self.needs)


# The module of each requestable model; devices belong to no module.
MODULES = {"kit": "kits", "product": "vouchers", "accessory": "accessories"}


def is_offered(kind):
    return kind not in MODULES or is_on(MODULES[kind])


def offered(allowed, requested=()):
    """The items that may be requested (`allowed_in`), as (name, kind, row), kits first.

    Items in `requested` lines stay, even if no longer allowed.
    """
    kept = {(line.kind, line.what_id) for line in requested}
    kits = {line.kit_id for line in requested}
    rows = [("kit", kit) for kit in Kit.objects.askable() if kit.pk in kits or _may(kit, allowed)]
    for kind, all_of_kind in OFFER.items():
        ids = allowed[kind] if is_offered(kind) else set()
        some = [r for r in all_of_kind.all() if ids is None or r.pk in ids or (kind, r.pk) in kept]
        rows += [(kind, r) for r in (some if kind == "category" else sorted(some, key=_by_name))]
    return [(f"{kind}_{row.pk}", kind, row) for kind, row in rows]


def _by_name(row):
    return natural_key(str(row))


def _may(kit, allowed):
    parts = kit.parts.all()
    return is_offered("kit") and all(
        allowed[part.kind] is None or part.what_id in allowed[part.kind] for part in parts
    )


# The parts of the form that are hidden at first: "extras", or a category with other needs.
MORE, EXTRAS = "more", ("accessory",)


class RequestedItemsForm(forms.Form):
    """Form with a quantity field for each item that may be requested, read as request lines.

    Accessories and further lines of a category are hidden until opened (`more`). Unusual
    quantities are confirmed by `is_sure`, a checkbox that is hidden until it is needed.
    """

    is_sure = forms.BooleanField(label=_("Yes, these quantities are right"), required=False)

    outlook = None  # an `Outlook`, if the stock is shown
    is_unusual = counts_for_priority = False

    def add_item_fields(self, allowed, requested=()):
        """Add a field for each item, with the quantities of the lines `requested` as initial."""
        self.items, self.slots, self.more = {}, {}, self.data.get(MORE, "")
        self.requested = list(requested)
        alone = [line for line in self.requested if not line.kit_id]
        self.has_extras = self._shows("extras", EXTRAS) or any(x.kind in EXTRAS for x in alone)
        self.extra_kinds = set()
        for name, kind, item in offered(allowed, self.requested):
            lines = [line for line in alone if kind != "kit" and getattr(line, kind) == item]
            if kind == "kit":
                self._add_quantity(name, kind, item, _kits_in(self.requested, item))
            elif kind == "category":
                self._add_slots(name, item, lines)
            else:
                self.extra_kinds.add(kind)
                if self.has_extras or kind not in EXTRAS:
                    self._add_quantity(name, kind, item, sum(line.requested for line in lines))

    def _shows(self, part, prefixes):
        """Whether a part that is hidden at first was opened, or has values."""
        starts = tuple(f"{prefix}_" for prefix in prefixes)
        return self.more == part or any(name.startswith(starts) for name in self.data)

    def _add_quantity(self, name, kind, item, count):
        self.fields[name] = Quantity(label=str(item), initial=count)
        self.items[name] = kind, item

    def _add_slots(self, first, category, lines):
        names = [first, *(f"{first}_{place}" for place in range(2, MAX_SLOTS + 1))]
        sent = [place for place, name in enumerate(names, 1) if self._is_sent(name)]
        count = max(1, len(lines), *sent) + (self.more == first)
        for place, name in enumerate(names[:count]):
            line = lines[place] if place < len(lines) else None
            self._add_quantity(name, "category", category, line.requested if line else 0)
            self.slots[name] = askable_of(category)
            for need in self.slots[name]:
                value = getattr(line, COLUMNS[need]) if line else None
                self.fields[f"{name}_{need}"] = need_field(category, need, value)

    def _is_sent(self, name):
        return any(key == name or key.startswith(f"{name}_") for key in self.data)

    def look(self):
        """Show the form with its values and the opened parts, without validating it."""
        self._errors, self.cleaned_data = ErrorDict(), {}

    def quantity_fields(self, kind):
        """Each (field, item, availability) of a kind, for the template."""
        return [
            (self[name], item, self._outlook_of(kind, item))
            for name, (of, item) in self.items.items()
            if of == kind
        ]

    def devices(self):
        """Each (slots, availability) of a category."""
        slots = {}
        for name, needs in self.slots.items():
            item = self.items[name][1]
            fields = [self[f"{name}_{need}"] for need in needs]
            slots.setdefault(item, []).append(Slot(self[name], item, fields))
        return [
            [(slot, self._outlook_of("category", slot.item, slot)) for slot in own]
            for own in slots.values()
        ]

    def _outlook_of(self, kind, item, slot=None):
        if self.outlook is None or kind == "kit":
            return ""
        return self.outlook.says(kind, item, *([_needs_typed(slot)] if slot else []))

    kits = partialmethod(quantity_fields, "kit")
    vouchers = partialmethod(quantity_fields, "product")
    accessories = partialmethod(quantity_fields, "accessory")

    def clean(self):
        cleaned = super().clean()
        check_counts(self, cleaned)
        counts = [cleaned.get(name, 0) for name in self.items]
        if not any(counts) and not self.errors.keys() & self.items.keys():
            self.add_error(None, ValidationError(_("Request at least one item.")))
        self._check_usual(cleaned)
        return cleaned

    def _check_usual(self, cleaned):
        """Ask to confirm more of a kind than the people it is for could use."""
        most = self.usual_limit(cleaned)
        totals = Counter()
        for name, (_kind, item) in self.items.items():
            totals[item] += cleaned.get(name) or 0
        unusual = [f"{count} × {inside(item)}" for item, count in totals.items() if count > most]
        self.is_unusual = bool(unusual)
        if unusual and not cleaned.get("is_sure"):
            text = _(
                "This is unusual: %(what)s. "
                "Correct the quantity, or tick “Yes, these quantities are right”."
            )
            self.add_error("is_sure", ValidationError(text, params={"what": ", ".join(unusual)}))

    @staticmethod
    def usual_limit(cleaned):
        """The largest usual quantity of a kind: for a family, one for each and one to share."""
        if cleaned.get("audience") == Audience.FAMILY:
            return (cleaned.get("household_size") or USUAL_FAMILY) + 1
        return USUAL_TEAM

    def lines(self):
        """The unsaved lines of a request; each kit is a bundle."""
        items = [(name, kind, item) for name, (kind, item) in self.items.items()]
        return lines_from(self.cleaned_data, items, self.slots)


def _needs_typed(slot):
    """The `Needs` typed in the fields of a slot, without values that are not sizes."""
    typed = {}
    for bound in slot.needs:
        need = bound.name.rpartition("_")[2]
        with suppress(ValidationError):
            typed[need] = bound.field.clean(bound.value()) or Needs._field_defaults[need]
    return Needs(**typed)


def check_counts(form, cleaned):
    """Add an error for each line that has needs but no quantity; `form.slots` must be set."""
    for name, needs in form.slots.items():
        if cleaned.get(name) == 0 and any(cleaned.get(f"{name}_{need}") for need in needs):
            form.add_error(name, ValidationError(_("Enter the quantity.")))


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
    """The number of these kits that the lines request."""
    counts = [line.requested // line.per_kit for line in lines if line.kit_id == kit.pk]
    return counts[0] if counts else 0


def need_field(category, need, value):
    """The field for one need of the devices of a category, initially `value`."""
    if need == "webcam":
        return forms.BooleanField(label=_("with a webcam"), required=False, initial=value)
    if need == "cellular":
        return forms.BooleanField(label=_("with 4G or 5G"), required=False, initial=value)
    sizes = sizes_of(category, need)
    if need == "ram":
        return _measure(_("Memory, at least"), sizes, value, _("%(size)s GB"), int)
    return _measure(_("Screen, at least"), sizes, value, _("%(size)s inches"), Decimal)


def _measure(label, sizes, value, words, coerce):
    """A choice among sizes, including the value entered before."""
    ordered = sorted(sizes | ({Decimal(value)} if value else set()))
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

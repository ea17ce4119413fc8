"""The form of a kit: its names, and its parts in rows that need no script."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.models import AccessoryKind, Category, Kit, KitPart, VoucherProduct
from core.forms import ActModelForm

# So many parts at most, and so many empty rows beyond those that are filled in.
MAX_PARTS, SPARE = 12, 3


class KitForm(ActModelForm):
    """For `save_kit`; an empty row is no part."""

    class Meta:
        model = Kit
        fields = ["name_fr", "name_en", "code", "is_active", "position"]

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
                label=_("How many of part %(number)s") % {"number": place + 1},
                min_value=1,
                max_value=99,
                required=False,
                initial=part.quantity if part else 1,
            )

    def own_fields(self):
        return [self[name] for name in self.Meta.fields]

    def rows(self):
        """The (item, quantity) fields of a part."""
        return [(self[f"what_{place}"], self[f"count_{place}"]) for place in range(self.count)]

    def clean(self):
        cleaned = super().clean()
        chosen = [cleaned.get(f"what_{place}") for place in range(self.count)]
        twice = {what for what in chosen if what and chosen.count(what) > 1}
        for place, what in enumerate(chosen):
            if what in twice:
                self.add_error(f"what_{place}", ValidationError(_("This part is named twice.")))
        if not any(chosen) and not self.errors:
            self.add_error("what_0", ValidationError(_("A kit holds at least one part.")))
        return cleaned

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
    "category": gettext_lazy("Devices"),
    "product": gettext_lazy("SIM cards and vouchers"),
    "accessory": gettext_lazy("Accessories"),
}


def _choices(parts):
    """The choices of a kit's contents: what can be requested, and what it contains already."""
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

"""Editor form of a checklist version."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.forms import ActForm
from core.typed import number_of
from inventory.lifecycle.checklists import Beyond, ValueKind
from inventory.models import Checklist, ChecklistItem
from inventory.operations.versions import MAX_ITEMS

KEY = re.compile(r"[A-Za-z0-9_-]{1,40}")


class ItemForm(forms.ModelForm):
    """One item; what its kind of value has no use for is left out."""

    class Meta:
        model = ChecklistItem
        fields = [
            *("label_fr", "label_en", "is_blocking", "quarantines", "value_kind", "unit"),
            *("lowest", "highest", "beyond", "options_fr", "options_en", "proof"),
        ]
        widgets = {name: forms.Textarea(attrs={"rows": 4}) for name in ("options_fr", "options_en")}
        help_texts = {
            "value_kind": _("Without it, the item does not pass."),
            "options_fr": _("One a line."),
            "options_en": _("One a line, in the same order."),
            "proof": _("Without it, the item does not pass."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, use_required_attribute=False, **kwargs)
        nothing = [("", _("nothing more"))]
        self.fields["value_kind"].choices = [*nothing, *ValueKind.choices]
        self.fields["proof"].choices = [*nothing, *ChecklistItem._meta.get_field("proof").choices]
        self.fields["beyond"].choices = Beyond.choices

    @property
    def name(self):
        """The label in the active language, or else in the other one."""
        names = [self["label_fr"].value(), self["label_en"].value()]
        if get_language() == "en":
            names.reverse()
        return names[0] or names[1] or ""

    def clean(self):
        facts = super().clean()
        kind = facts.get("value_kind")
        if kind != ValueKind.NUMBER:
            facts |= {"unit": "", "lowest": None, "highest": None}
        if facts.get("lowest") is None and facts.get("highest") is None:
            facts["beyond"] = ""
        facts["is_blocking"] = facts.get("is_blocking") or facts.get("quarantines") or False
        lists = [facts.get(name) or "" for name in ("options_fr", "options_en")]
        french, english = (
            [" ".join(o.split()) for o in t.splitlines() if o.strip()] for t in lists
        )
        if kind == ValueKind.CHOICE:
            self._check_options(french, english)
        else:
            french, english = [], []
        return facts | {"options_fr": "\n".join(french), "options_en": "\n".join(english)}

    def _check_options(self, french, english):
        codes = {slugify(option) for option in english}
        if len(english) < 2 or len(french) != len(english):
            self.add_error("options_en", _("Two choices at least, as many in each language."))
        elif "" in codes or len(codes) < len(english):
            self.add_error("options_en", _("Each choice differs from the others."))


class EditorForm(ActForm):
    """The whole list: its rows in the order of `order`, the codes of their items.

    `do` is what was pressed: `up:`, `down:` or `remove:` with a code, `add`, `preview`, `save`.
    """

    note = forms.CharField(
        label=Checklist._meta.get_field("note").verbose_name, max_length=200, required=False
    )

    def __init__(self, data=None, *, items, version):
        super().__init__(data, auto_id="list_%s")
        self.base, self.focus, self.is_checked = version, "", False
        if data is None:
            self.rows = [ItemForm(instance=item, prefix=item.code) for item in items]
        else:
            posted = number_of(data.get("base"))
            self.base = version if posted is None else posted
            keys = [key for key in dict.fromkeys(data.getlist("order")) if KEY.fullmatch(key)]
            self.rows = [self._row(key) for key in self._ordered(keys[:MAX_ITEMS])]

    def _row(self, key):
        is_new = f"{key}-label_fr" not in self.data
        return ItemForm(None if is_new else self.data, prefix=key, instance=ChecklistItem(code=key))

    def shown(self):
        """The rows, each with `is_open`: new, or with a mistake."""
        for row in self.rows:
            is_wrong = self.is_checked and row.is_bound and bool(row.errors)
            row.is_open = is_wrong or (not row.instance.label_fr and not row.is_bound)
            yield row

    def _ordered(self, keys):
        """The codes once what was pressed is done."""
        act, _colon, key = self.data.get("do", "").partition(":")
        if act == "add" and len(keys) < MAX_ITEMS:
            fresh = next(f"new-{n}" for n in range(MAX_ITEMS + 1) if f"new-{n}" not in keys)
            self.focus = fresh
            return [*keys, fresh]
        if key not in keys:
            return keys
        place = keys.index(key)
        self.focus = key
        keys.remove(key)
        if act == "remove":
            self.focus = keys[min(place, len(keys) - 1)] if keys else ""
        else:
            keys.insert(max(place + {"up": -1, "down": 1}.get(act, 0), 0), key)
        return keys

    @property
    def acts(self):
        """Whether what was pressed only changes the form."""
        return self.data.get("do", "") not in {"save", "preview"}

    def clean(self):
        facts = super().clean()
        self.is_checked = True
        wrong = [row for row in self.rows if not (row.is_bound and row.is_valid())]
        if wrong:
            raise ValidationError(_("Some items are to be completed: they are open below."))
        return facts

    @property
    def items(self):
        """The items as they are written, each new one with a code of its own."""
        taken, items = {row.prefix for row in self.rows}, []
        for row in self.rows:
            item = row.instance
            if item.code.startswith("new-"):
                item.code = _free_code(slugify(item.label_en)[:36] or "item", taken)
                taken.add(item.code)
            items.append(item)
        return items

    def arguments(self):
        return (), {"items": self.items, "base": self.base, "note": self.cleaned_data["note"]}


def _free_code(code, taken):
    names = [code, *(f"{code}-{number}" for number in range(2, MAX_ITEMS + 2))]
    return next(name for name in names if name not in taken and not name.startswith("new-"))

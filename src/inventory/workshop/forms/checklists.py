import re
from pathlib import PurePath

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.html import format_html_join
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.forms.base import ActForm
from core.forms.uploads import clean_picture, clean_scan
from core.models.by_language import TextsInput, in_language
from core.text_input import line_of, number_of
from inventory.devices.lifecycle.devices import Outcome
from inventory.models import Checklist, ChecklistItem
from inventory.workshop.lifecycle import Beyond, Proof, ValueKind
from inventory.workshop.operations.checklist_versions import MAX_ITEMS
from inventory.workshop.operations.checklists import Answer, Upload, check_complete, normalised

PICTURES = "image/png,image/jpeg,image/webp"


class ChecklistForm(ActForm):
    """Form for `record_results`: outcome, note and proof of each item, saved if changed.

    With the button `rest`, items without an answer are set to “works”, except items that require a
    proof or that the donor named, and locks: the technician ticks `no_locks` after looking for
    each. `seen` is the attempt whose answers the page shows: unchanged values are not answers, even
    if another attempt was saved meanwhile.
    """

    def __init__(self, data=None, files=None, *, items, shown=None):
        """Pass `shown`, {item id: result}, if the page does not show the latest results."""
        super().__init__(data, files, auto_id="check_%s")
        self.items = items
        self.seen = max((item.result.attempt_id for item in items if item.result), default=0)
        self.shown = shown
        self.open_locks = [item for item in items if item.quarantines and item.result is None]
        if self.open_locks:
            self.fields["no_locks"] = forms.BooleanField(required=False)
        for item in items:
            self.fields |= _fields_of(item)

    def rows(self):
        """Yield each item with its fields, and the HTML that is rendered without widgets.

        `answers` is the HTML of the three choices, `note` that of the remark.
        """
        choices = [(value, str(words)) for value, words in Outcome.choices]
        note_on = gettext("Note on: %(item)s")
        for number, item in enumerate(self.items, 1):
            names = {name: f"{name}_{item.pk}" for name in ("item", "note", "value", "upload")}
            fields = {name: self[key] for name, key in names.items() if key in self.fields}
            yield {
                "number": number,
                "item": item,
                "answers": _answers_of(item, choices, fields["item"].value()),
                "note_label": note_on % {"item": item},
                "note": fields["note"].value() or "",
                "fields": fields,
                "has_error": any(field.errors for field in fields.values()),
                "was_sent": names["upload"] in self.files,
            }

    @property
    def answered(self):
        return sum(bool(self[f"item_{item.pk}"].value()) for item in self.items)

    @property
    def has_answers(self):
        return bool(self.outcomes)

    @property
    def is_unsaved(self):
        """Whether the form shows answers that were submitted but refused."""
        return bool(self.errors and (self.outcomes or self.errors.keys() != {NON_FIELD_ERRORS}))

    @property
    def lost_files(self):
        """Whether uploads are lost because of an error: browsers do not keep chosen files."""
        return bool(self.errors and self.files)

    def clean(self):
        facts = super().clean()
        self.outcomes, self.left_open = {}, 0
        for item in self.items:
            try:
                answer = self._answer(item, facts)
                if answer:
                    self._keep(item, answer)
            except ValidationError as refusal:
                self.add_error(self._field_at_fault(item, refusal), refusal)
        if not self.has_answers and not self.errors:
            raise ValidationError(self._nothing())
        return facts

    def _answer(self, item, facts):
        """The submitted answer to an item, or None."""
        is_rest = False
        outcome, note, value, upload = (
            facts.get(f"{name}_{item.pk}") or "" for name in ("item", "note", "value", "upload")
        )
        note, value = line_of(note), line_of(value)
        if not outcome and facts.get("no_locks") and item in self.open_locks:
            outcome = Outcome.PASS
        if not outcome and "rest" in self.data:
            if not (item.asks_more or item.quarantines or getattr(item, "is_named", False)):
                outcome, is_rest = Outcome.PASS, True
            elif not (value or upload):
                self.left_open += 1  # items that must be answered individually
        if not outcome and (value or upload):
            outcome = Outcome.PASS  # `normalised` makes a value beyond the limits a fault
        if note and not outcome:
            raise ValidationError(_("Choose whether it works."), "note")
        if not outcome:
            return None
        return normalised(item, Answer(Outcome(outcome), note, value, _read(item, upload), is_rest))

    def _keep(self, item, answer):
        submitted = (answer.outcome, answer.note, answer.value)
        shown = item.result if self.shown is None else self.shown.get(item.pk)
        if shown and not answer.upload and submitted == (shown.outcome, shown.note, shown.value):
            return
        check_complete(item, answer)
        self.outcomes[item] = answer

    def _field_at_fault(self, item, refusal):
        more = "value" if item.value_kind else "upload"
        name = refusal.code if refusal.code in {"value", "upload", "note"} else more
        return next(key for key in (f"{name}_{item.pk}", f"note_{item.pk}") if key in self.fields)

    def _nothing(self):
        if self.left_open:
            return _(
                "The remaining items need a value, proof or a visual check: answer them first."
            )
        return _("Nothing new to save: answer an item first.")

    def arguments(self):
        seen = number_of(str(self.data.get("seen", "")))
        return (), {"outcomes": self.outcomes, "seen": seen}


ANSWER = (
    '<label class="answer answer-{0}"><input type="radio" name="item_{1}" value="{0}"'
    ' id="check_item_{1}_{2}"{3}><span>{4}</span></label>'
)


def _answers_of(item, choices, chosen):
    """Render the choices of an item as HTML; a template took a third of the response time."""
    return format_html_join(
        "",
        ANSWER,
        (
            (value, item.pk, number, " checked" if value == chosen else "", words)
            for number, (value, words) in enumerate(choices)
        ),
    )


def _fields_of(item):
    shown = item.result
    fields = {
        f"item_{item.pk}": forms.ChoiceField(
            label=str(item),
            choices=Outcome,
            required=False,
            widget=forms.RadioSelect,
            initial=shown.outcome if shown else "",
        ),
        f"note_{item.pk}": forms.CharField(
            label=_("Note"),
            max_length=200,
            required=False,
            initial=shown.note if shown else "",
            widget=forms.TextInput(attrs={"placeholder": _("what is wrong")}),
        ),
    }
    if item.value_kind:
        fields[f"value_{item.pk}"] = value_field(item)
    if item.proof:
        accept = PICTURES if item.proof == Proof.PHOTO else f"application/pdf,{PICTURES}"
        fields[f"upload_{item.pk}"] = forms.FileField(
            label=item.get_proof_display(),
            required=False,
            widget=forms.FileInput(attrs={"accept": accept}),
        )
    return fields


def value_field(item):
    initial = item.result.value if item.result else ""
    if item.value_kind == ValueKind.CHOICE:
        choices = [("", _("choose")), *item.options]
        return forms.ChoiceField(label=_("Value"), choices=choices, required=False, initial=initial)
    is_number = item.value_kind == ValueKind.NUMBER
    attrs = {"inputmode": "decimal", "autocomplete": "off"} if is_number else {}
    return forms.CharField(
        label=_("Value"),
        max_length=20 if is_number else 200,
        required=False,
        initial=item.in_words(initial).removesuffix(item.unit).strip() if is_number else initial,
        widget=forms.TextInput(attrs=attrs),
    )


def _read(item, upload):
    """Validate an upload: re-encode a photo, keep a PDF unchanged; raise `Refused` if invalid."""
    if not upload:
        return None
    try:
        if item.proof == Proof.PHOTO:
            return Upload(clean_picture(upload), "image/jpeg", "photo.jpg")
        content, content_type = clean_scan(upload)
    except ValidationError as refusal:
        raise ValidationError(refusal.messages[0], "upload") from refusal
    ending = ".pdf" if content_type == "application/pdf" else ".jpg"
    return Upload(content, content_type, PurePath(upload.name).stem[:80] + ending)


# --- Editor form of a checklist version. ---

KEY = re.compile(r"[A-Za-z0-9_-]{1,40}")


class ItemForm(forms.ModelForm):
    """Form for one item, without the fields that its kind of value does not use."""

    class Meta:
        model = ChecklistItem
        fields = [
            *("labels", "is_blocking", "quarantines", "value_kind", "unit"),
            *("lowest", "highest", "beyond", "option_texts", "proof"),
        ]
        widgets = {"option_texts": TextsInput(attrs={"rows": 4})}
        help_texts = {
            "value_kind": _("Without this answer, the item does not pass."),
            "option_texts": _("One per line, in the same order in each language."),
            "proof": _("Without this answer, the item does not pass."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, use_required_attribute=False, **kwargs)
        nothing = [("", _("nothing more"))]
        self.fields["value_kind"].choices = [*nothing, *ValueKind.choices]
        self.fields["proof"].choices = [*nothing, *ChecklistItem._meta.get_field("proof").choices]
        self.fields["beyond"].choices = Beyond.choices

    @property
    def name(self):
        """The label in the active language, or in the default language of the installation."""
        return in_language(self["labels"].value() or {})

    def clean(self):
        facts = super().clean()
        kind = facts.get("value_kind")
        if kind != ValueKind.NUMBER:
            facts |= {"unit": "", "lowest": None, "highest": None}
        if facts.get("lowest") is None and facts.get("highest") is None:
            facts["beyond"] = ""
        facts["is_blocking"] = facts.get("is_blocking") or facts.get("quarantines") or False
        texts = facts.get("option_texts") or {}
        lists = {
            code: [" ".join(line.split()) for line in text.splitlines() if line.strip()]
            for code, text in texts.items()
            if kind == ValueKind.CHOICE
        }
        facts["option_texts"] = {code: "\n".join(lines) for code, lines in lists.items()}
        if kind == ValueKind.CHOICE and "option_texts" not in self.errors:
            self._check_options(lists)

    def _check_options(self, lists):
        options = in_language(lists, "en") or []
        codes = {slugify(option) for option in options}
        if len(options) < 2 or any(len(lines) != len(options) for lines in lists.values()):
            self.add_error(
                "option_texts",
                _("Enter at least two choices, and the same number in each language."),
            )
        elif "" in codes or len(codes) < len(options):
            self.add_error("option_texts", _("Each choice must be different from the others."))


class EditorForm(ActForm):
    """Form for `save_checklist`: rows in the order of `order`, a list of item codes.

    `do` is the pressed button: `up:`, `down:` or `remove:` with a code, `add`, `preview` or `save`.
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
        is_new = TextsInput().value_omitted_from_data(self.data, {}, f"{key}-labels")
        return ItemForm(None if is_new else self.data, prefix=key, instance=ChecklistItem(code=key))

    def shown(self):
        """Yield the rows with `is_open`, which is true for a new item or an item with an error."""
        for row in self.rows:
            is_wrong = self.is_checked and row.is_bound and bool(row.errors)
            row.is_open = is_wrong or (not row.instance.labels and not row.is_bound)
            yield row

    def _ordered(self, keys):
        """Return the codes in the order that results from the pressed button."""
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
        """Whether the pressed button only changes the form."""
        return self.data.get("do", "") not in {"save", "preview"}

    def clean(self):
        super().clean()
        self.is_checked = True
        wrong = [row for row in self.rows if not (row.is_bound and row.is_valid())]
        if wrong:
            raise ValidationError(_("Some items must be completed: they are open below."))

    @property
    def items(self):
        """Return the submitted items; a new item gets a unique code."""
        taken, items = {row.prefix for row in self.rows}, []
        for row in self.rows:
            item = row.instance
            if item.code.startswith("new-"):
                words = slugify(in_language(item.labels, "en"))[:36]
                item.code = _free_code(words or "item", taken)
                taken.add(item.code)
            items.append(item)
        return items

    def arguments(self):
        return (), {"items": self.items, "base": self.base, "note": self.cleaned_data["note"]}


def _free_code(code, taken):
    names = [code, *(f"{code}-{number}" for number in range(2, MAX_ITEMS + 2))]
    return next(name for name in names if name not in taken and not name.startswith("new-"))

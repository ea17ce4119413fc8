"""Workbench form of the answers to a checklist."""

from pathlib import PurePath

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.forms import ActForm
from core.typed import line_of, number_of
from core.uploads import clean_picture, clean_scan
from inventory.lifecycle import Outcome
from inventory.lifecycle.checklists import Proof, ValueKind
from inventory.operations.answers import Answer, Upload, check_complete, judged

PICTURES = "image/png,image/jpeg,image/webp"


class ChecklistForm(ActForm):
    """An outcome, a note and the required proof for each item; only changed answers become results.

    Sent by the button named `rest`, the items without an answer work, but for those that ask for
    more than that. `seen` is the attempt whose answers the page shows: what it shows and nobody
    touched is no answer, even if another attempt was saved meanwhile.
    """

    def __init__(self, data=None, files=None, *, items, shown=None):
        """`shown` gives the result that the page showed, by item id, where it is not the latest."""
        super().__init__(data, files, auto_id="check_%s")
        self.items = items
        self.seen = max((item.result.attempt_id for item in items if item.result), default=0)
        self.shown = shown
        for item in items:
            self.fields |= _fields_of(item)

    def rows(self):
        """Yield each item with its fields, and what its page writes by itself: there are many.

        `answers` are the three to choose from, `note` what is noted.
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
    def lost_files(self):
        """Whether files were sent with a mistake: a browser does not choose them again."""
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
        if not self.outcomes and not self.errors:
            raise ValidationError(self._nothing())
        return facts

    def _answer(self, item, facts):
        """The submitted answer to an item, or None."""
        outcome, note, value, upload = (
            facts.get(f"{name}_{item.pk}") or "" for name in ("item", "note", "value", "upload")
        )
        note, value = line_of(note), line_of(value)
        if not outcome and "rest" in self.data:
            if not item.asks_more:
                outcome = Outcome.PASS
            elif not (value or upload):
                self.left_open += 1
        if not outcome and (value or upload):
            outcome = Outcome.PASS  # what was measured speaks; beyond the limits it is a fault
        if note and not outcome:
            raise ValidationError(_("Say whether it works."), "note")
        if not outcome:
            return None
        return judged(item, Answer(Outcome(outcome), note, value, _read(item, upload)))

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
            return _("What is left asks for a value, a photo or a file: answer it first.")
        return _("Nothing new to save: answer an item first.")

    def arguments(self):
        seen = number_of(str(self.data.get("seen", "")))
        return (), {"outcomes": self.outcomes, "seen": seen}


ANSWER = (
    '<label class="answer answer-{0}"><input type="radio" name="item_{1}" value="{0}"'
    ' id="check_item_{1}_{2}"{3}><span>{4}</span></label>'
)


def _answers_of(item, choices, chosen):
    """The answers to an item as HTML: a template took a third of the page's time over them."""
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
        fields[f"value_{item.pk}"] = _value_field(item)
    if item.proof:
        accept = PICTURES if item.proof == Proof.PHOTO else f"application/pdf,{PICTURES}"
        fields[f"upload_{item.pk}"] = forms.FileField(
            label=item.get_proof_display(),
            required=False,
            widget=forms.FileInput(attrs={"accept": accept}),
        )
    return fields


def _value_field(item):
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
    """The upload as it is stored: a photo re-encoded, a PDF unchanged; raises `Refused`."""
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

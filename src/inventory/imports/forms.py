from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.dateparse import parse_datetime
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from catalogue.category_words import CATEGORIES
from catalogue.models import Category
from core.forms.base import ActForm
from core.imports.columns import NOTHING, heading_of
from core.imports.guessing import SAMPLE, guess, guess_columns
from core.imports.kinds import (
    REASONS_LEFT_OUT,
    REFUSED_GUESSES,
    RowVerdict,
    ignored_headings,
    reason_key,
)
from core.imports.sheets import ACCEPTED, MAX_BYTES, max_rows_of, read_list
from inventory.imports.donor_list import DONOR_LIST
from inventory.imports.doubts import (
    ANSWERED,
    ASIDE,
    CATEGORY,
    COLUMN,
    DATES,
    DEVICE,
    KEEP,
    MODEL,
    MODELS,
    NAME,
    NAMES,
    OPTIONS,
    REPEAT,
    ROW,
    SHEET,
    SKIPPED,
    UNITS,
    WORD,
)
from inventory.imports.questions import answers_of, choices_of, question_of
from people.models import Site

# id of the form for columns on the page of a list, whose fields answer doubts
COLUMNS_FORM = "match-columns"
# names of fields with the answer to a doubt; other doubts have a field of their own
NAMES_OF_FIELDS = {
    COLUMN: "column_%(about)s",
    WORD: "%(name)s:%(about)s",
    CATEGORY: "default_category",
}
EXAMPLES = 3
MAX_QUESTIONS = 3  # questions in sight; the others follow once these are answered
# names of buttons: refuse and restore the guesses of a field, the rows with a reason
BUTTONS = ("refuse", "restore", "leave_out", "take_in")
LEFT_OUT = "-"
HELP = _("Excel, LibreOffice or CSV, at most 10 MB and %(rows)s rows.")


class CategoryOfTheRest(forms.ModelChoiceField):
    """Field for the category of rows that do not state it."""

    def __init__(self):
        super().__init__(
            Category.objects.all(),
            label=_("Default category"),
            empty_label=_("none: these rows are refused"),
            required=False,
        )


def as_stored(value):
    """Convert an answer for JSON and for the initial value of a form."""
    if isinstance(value, Model):
        return value.pk
    return value.isoformat() if isinstance(value, date) else value


class AskingForm(ActForm):
    """Form with the questions of a kind of list.

    `ask` adds their fields, and `answers` returns their values.
    """

    questions = ()

    def ask(self, fields, initial):
        """Add these fields, {name: field}, with the answers given so far."""
        self.questions = list(fields)
        for name, field in fields.items():
            self.fields[name] = field
            self.initial[name] = initial.get(name)

    def answers(self):
        return {name: as_stored(self.cleaned_data[name]) for name in self.questions}

    def question_fields(self):
        return [self[name] for name in self.questions]


class FileForm(AskingForm):
    """Base form for uploading a list of any kind; `source` is its parsed content."""

    kind = None  # set by the form of each kind

    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = {"rows": number_format(max_rows_of(self.kind), force_grouping=True)}
        self.fields["file"].help_text = HELP % rows

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if upload.size > MAX_BYTES:
            raise ValidationError(
                _("This file is larger than 10 MB: split the list into several files.")
            )
        return read_list(upload.name, upload.read(), kind=self.kind)

    def arguments(self):
        facts = {
            name: value for name, value in self.cleaned_data.items() if name not in self.questions
        }
        return (), {"source": facts.pop("file"), **facts}


class ListForm(FileForm):
    kind = DONOR_LIST

    default_category = CategoryOfTheRest()


class SiteField(forms.ModelChoiceField):
    """Field for the site of a list; required from a user with several sites and no default site."""

    def __init__(self, **kwargs):
        super().__init__(Site.objects.none(), **kwargs)

    def offer(self, user):
        sites = Site.objects.visible_to(user).filter(is_active=True)
        is_chosen = any(site.pk == user.site_id for site in sites) or len(sites) == 1
        self.empty_label = None if is_chosen else _("choose")
        self.queryset = sites


class StartForm(FileForm):
    """Form for `receive_list`: a list without a donation, and the questions of its kind."""

    def __init__(self, *args, kind, user):
        self.kind = kind
        super().__init__(*args, initial={"site": user.site_id})
        options = kind.options()
        self.ask(options, {name: field.initial for name, field in options.items()})
        if kind.start.site_label:
            self.fields["site"] = SiteField(label=kind.start.site_label)
            self.fields["site"].offer(user)
        if kind.has_default_category:
            self.fields["default_category"] = CategoryOfTheRest()

    def arguments(self):
        _none, facts = super().arguments()
        return (None,), {**facts, "kind": self.kind.code, "options": self.answers()}


class ConflictsForm(ActForm):
    """Form for `settle_conflicts`: the ticked rows or all rows overwrite newer records."""

    row = forms.TypedMultipleChoiceField(coerce=int, required=False)
    choice = forms.ChoiceField(choices=[(name, name) for name in ("ticked", "all", "none")])

    def __init__(self, batch, data=None):
        super().__init__(data)
        ids = batch.rows.filter(verdict=RowVerdict.CONFLICT).values_list("pk", flat=True)
        self.fields["row"].choices = [(pk, pk) for pk in ids]

    def arguments(self):
        choice = self.cleaned_data["choice"]
        rows = self.cleaned_data["row"] if choice == "ticked" else None
        return (), {"rows": rows, "is_forced": choice != "none"}


def columns_in(batch):
    """The indexes of the columns of a list that may be matched."""
    aside = [*batch.reading.get("people", []), *batch.reading.get("left_out", [])]
    return [index for index in range(len(batch.headings)) if index not in aside]


def unread_columns(batch, sample):
    """Yield (heading, example in these rows of cells or "") for each column with values that is not
    imported. Read-only columns of our export are named apart.
    """
    ours = ignored_headings(batch.headings, batch.list_kind)
    unread = set(batch.reading.get("unread", ()))
    for index in columns_in(batch):
        if index in unread and batch.headings[index] not in ours:
            cells = (cells[index].strip() for cells in sample if index < len(cells))
            yield heading_of(batch.headings, index), next(filter(None, cells), "")[:40]


class ColumnsForm(AskingForm):
    """Form for `remap`: the field of each column, and the code of each word of a vocabulary.

    Doubts come first, apart from the other fields; submitting the form settles them.
    """

    default_category = CategoryOfTheRest()

    def __init__(self, batch, data=None, *, user=None):
        initial = {f"column_{index}": name for index, name in batch.mapping.items()}
        super().__init__(data, initial={"default_category": batch.default_category_id, **initial})
        self.batch, self.kind, self.words, self.user = batch, batch.list_kind, {}, user
        self.sample = list(batch.rows.values_list("cells", flat=True)[:SAMPLE])
        self.guesses = guess_columns(batch.headings, self.sample, self.kind)
        if not self.kind.has_default_category:
            del self.fields["default_category"]
        self.indexes = columns_in(batch)
        for index in self.indexes:
            self.fields[f"column_{index}"] = forms.ChoiceField(
                label=heading_of(batch.headings, index),
                choices=self._choices(self.guesses.get(str(index))),
                required=False,
            )
        for name, vocabulary in self.kind.vocabularies.items():
            self._add_words(name, vocabulary, batch.words.get(name, {}))
        doubts = batch.reading.get("doubts", ())
        self._add_doubts(doubts)
        self.more_questions = len(doubts) - len(self.doubtful)
        fields = self.kind.options() | self.kind.decisions(batch) | self._site()
        self.ask(fields, batch.options | {"site": batch.site_id})
        self.fields["forget"] = forms.BooleanField(required=False)
        for name in BUTTONS[:2]:
            self.fields[name] = forms.ChoiceField(choices=self.kind.fields.items(), required=False)
        for name in BUTTONS[2:]:
            self.fields[name] = forms.RegexField("^[0-9a-f]{8}$", required=False)

    def _site(self):
        """The field of the site whose stock the rows take, for a list without a donation."""
        start = self.kind.start
        if not (self.user and self.batch.site_id and start and start.site_label):
            return {}
        field = SiteField(label=start.site_label)
        field.offer(self.user)
        return {"site": field}

    def _choices(self, guess):
        """Choices for a column; likely fields come first."""
        fields = self.kind.fields
        near = [name for name in (guess.field, guess.other) if name] if guess else []
        likely = [(_("looks like"), [(name, fields[name]) for name in near])] if near else []
        others = [(name, label) for name, label in fields.items() if name not in near]
        left = [("", _("column not imported")), (LEFT_OUT, _("column not imported, cells deleted"))]
        return [*left, *likely, (_("all the fields"), others)]

    def _add_words(self, name, vocabulary, words):
        codes = vocabulary.words() | self.batch.values.get(name, {})
        nothing = (
            [
                ("", _("choose, or these rows are refused")),
                (NOTHING, _("nothing: treat as an empty cell")),
            ]
            if vocabulary.is_needed
            else [(NOTHING, _("not read"))]
        )
        # unmatched words come first, then the most frequent
        order = sorted(words.items(), key=lambda pair: (pair[0] in codes, -pair[1][1], pair[0]))
        self.words[name] = dict(order)
        for key, (word, _rows) in order:
            self.fields[f"{name}:{key}"] = forms.ChoiceField(
                label=word,
                choices=[*nothing, *vocabulary.choices()],
                initial=codes.get(key, nothing[0][0]),
                required=False,
            )

    def _add_doubts(self, doubts):
        """Show each doubt with the field that has its answer, or with a new field."""
        self.doubtful = {}
        is_allowed = bool(self.user) and self.user.has_perm("catalogue.change_reference")
        for doubt in doubts:
            if len(self.doubtful) == MAX_QUESTIONS:
                break
            name = NAMES_OF_FIELDS.get(doubt["code"], "%(code)s:%(about)s") % doubt
            if doubt["code"] in OPTIONS:
                initial = self.batch.options.get(OPTIONS[doubt["code"]], {}).get(doubt["about"], "")
                choices = choices_of(doubt, may_change_catalogue=is_allowed)
                self.fields[name] = forms.ChoiceField(
                    choices=choices, initial=initial, required=False
                )
            if doubt["code"] == CATEGORY and doubt["about"] and name in self.fields:
                self.fields[name].empty_label = _("interpreted for each row")
            if name in self.fields and name not in self.doubtful:
                self.doubtful[name] = doubt
                self.fields[name].label = question_of(doubt, self.kind)
                self.fields[name].widget.attrs["form"] = COLUMNS_FORM

    @property
    def remembered_on(self):
        """Date of the list whose mapping was reused, or None."""
        return parse_datetime(self.batch.reading.get("remembered") or "")

    def remembered_answers(self):
        """Yield (text, answer) for each answer about a model or rows, given for an earlier list."""
        options = self.batch.options
        keys = [key.partition(":") for key in options.get(ANSWERED, ())]
        given = {about: "" for code, _colon, about in keys if code in {MODEL, NAME}}
        given |= options.get(MODELS, {}) | options.get(NAMES, {})
        labels = {code: str(label) for code, label in CATEGORIES.choices()}
        labels |= {
            "": _("as in the list"),
            SKIPPED: _("left out"),
            KEEP: _("as in the catalogue"),
        }
        for about, answer in given.items() if self.remembered_on else ():
            yield about.removeprefix(f"{ROW}:"), labels.get(answer, answer)

    def questions_at_the_top(self):
        """Yield (bound field, consequences of the answers) for each doubt."""
        for name, doubt in self.doubtful.items():
            yield self[name], list(answers_of(doubt, self.kind))

    @property
    def is_about_people(self):
        """Whether a sheet may say who has which device."""
        return any(doubt["code"] == SHEET for doubt in self.doubtful.values())

    def unread_columns(self):
        return unread_columns(self.batch, self.sample)

    def _forgetting(self):
        """Return the guessed mapping that replaces a forgotten mapping."""
        mapping = guess(self.batch.headings, self.kind, rows=self.sample)
        return {index: name for index, name in mapping.items() if int(index) in self.indexes}

    def _answers_to(self, code):
        """Map the subject of each doubt with this code to its new or earlier answer."""
        names = {d["about"]: name for name, d in self.doubtful.items() if d["code"] == code}
        given = {about: self.cleaned_data[name] for about, name in names.items()}
        before = self.batch.options.get(OPTIONS[code], {})
        return before | {about: answer for about, answer in given.items() if answer}

    def arguments(self):
        facts = self.cleaned_data
        if facts["forget"]:
            return (), {"mapping": self._forgetting(), "values": {}, "forget": True}
        chosen = {str(index): facts[f"column_{index}"] for index in self.indexes}
        left_out = [int(index) for index, name in chosen.items() if name == LEFT_OUT]
        mapping = {index: name for index, name in chosen.items() if name not in {"", LEFT_OUT}}
        values = {name: dict(by_word) for name, by_word in self.batch.values.items()}
        for name, words in self.words.items():
            for key in words:
                code = facts[f"{name}:{key}"]
                values.setdefault(name, {}).pop(key, None)
                if code:
                    values[name][key] = code
        return (), {
            "mapping": mapping,
            "left_out": left_out,
            "values": values,
            "default_category": facts.get("default_category"),
            "options": self.answers()
            | {
                REFUSED_GUESSES: self._chosen(REFUSED_GUESSES, "refuse", "restore"),
                REASONS_LEFT_OUT: self._left_out(),
                ANSWERED: self._answered(),
                **{option: self._answers_to(code) for code, option in OPTIONS.items()},
            },
        }

    def _left_out(self):
        """Keys of the reasons whose rows are left out, by a button or by an answer."""
        given = {str(self.cleaned_data[name]) for name in self.doubtful}
        by_answer = {reason_key(sentence) for answer, sentence in ASIDE.items() if answer in given}
        return sorted({*self._chosen(REASONS_LEFT_OUT, "leave_out", "take_in"), *by_answer})

    def _answered(self):
        """Keys of the settled doubts, new and earlier; a button beside a reason settles none."""
        if any(self.cleaned_data[name] for name in BUTTONS):
            return self.batch.options.get(ANSWERED, [])
        open_words = {name for name, doubt in self.doubtful.items() if not self._has_answer(name)}
        keys = {doubt["key"] for name, doubt in self.doubtful.items() if name not in open_words}
        return sorted({*self.batch.options.get(ANSWERED, ()), *keys})

    def _has_answer(self, name):
        """Whether a doubt is settled; a doubt with refused rows needs an answer."""
        doubt = self.doubtful[name]
        is_needed = (
            doubt["code"] in {WORD, DEVICE, UNITS, SHEET, REPEAT, DATES}
            or doubt["key"] == "category:"
        )
        is_needed |= doubt["code"] == MODEL and bool(doubt["first"])
        return bool(self.cleaned_data.get(name)) or not is_needed

    def columns(self):
        """Yield (bound select, first example values, reason for the guess) for each column."""
        for index in self.indexes:
            if f"column_{index}" in self.doubtful:
                continue
            examples = [
                cells[index] for cells in self.sample if index < len(cells) and cells[index].strip()
            ]
            guess = self.guesses.get(str(index))
            is_guessed = guess and guess.field == self.batch.mapping.get(str(index), "")
            yield self[f"column_{index}"], examples[:EXAMPLES], guess if is_guessed else None

    def _chosen(self, option, more, fewer):
        """Names in an option of the list, after the buttons `more` and `fewer`."""
        names = {*self.batch.options.get(option, ()), self.cleaned_data[more]}
        return sorted(names - {"", self.cleaned_data[fewer]})

    def refused_guesses(self):
        """(field, label) for the fields of which guesses were refused."""
        names = self.batch.options.get(REFUSED_GUESSES, ())
        return [(name, self.kind.fields[name]) for name in names]

    def vocabularies(self):
        """Yield (field, [(bound select, number of rows)]) for each field with words."""
        for name, words in self.words.items():
            if words:
                word_fields = [
                    (self[f"{name}:{key}"], rows)
                    for key, (_word, rows) in words.items()
                    if f"{name}:{key}" not in self.doubtful
                ]
                if word_fields:
                    yield self.kind.fields[name], word_fields


class WriteForm(AskingForm):
    """Form for `start_import`."""

    skip_refused = forms.BooleanField(
        label=_("Skip the refused rows and import the others"), required=False
    )

    def __init__(self, data=None, *, batch):
        super().__init__(data)
        self.ask(batch.list_kind.promises(batch), {})

    def arguments(self):
        skip_refused = self.cleaned_data["skip_refused"]
        return (), {"skip_refused": skip_refused, "promises": self.answers()}

"""Kinds of lists, and their vocabularies: words that stand for our codes.

A donor's list, an update of our own export, an earlier register, donors, territories: all kinds
share the pages, the job, the verdicts and the undo (`inventory/imports`). The resource of a kind
defines how rows become drafts and are written (`resource.py`). An app adds its kinds with
`register`, from its `AppConfig.ready`. The mapping is taken from the latest lists of the same kind;
nothing else stores it.
"""

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.imports.cells import is_unknown
from core.imports.columns import NOTHING, plain, word_key
from core.models.by_language import by_language
from core.workflow.lifecycle import Refused

# Maximum number of distinct words of a field that are offered for matching.
MAX_WORDS = 200
# Maximum number of rows of a list.
MAX_ROWS = 20_000
# Option of a list: names of the fields that are not guessed from other cells.
REFUSED_GUESSES = "refused_guesses"
# Option of a list: `reason_key` of each reason whose rows are left out.
REASONS_LEFT_OUT = "reasons_left_out"
# Option of a list: URL of the larger import that it is part of, and with which it is written and
# undone.
PART_OF = "part_of"
# Option of a list: ids of the imports whose waiting rows it brings in.
CONTINUES = "continues"
# Option of a written list: {id of a row: id of the record that it became}.
RECORDS = "records"


class RowVerdict(models.TextChoices):
    UNREAD = "unread", _("not checked yet")
    GOOD = "good", _("good")
    SAME = "same", _("nothing to change")
    CONFLICT = "conflict", _("not imported: your choice is needed")
    WAITING = "waiting", _("waiting for your answer")
    REFUSED = "refused", _("refused")
    WRITTEN = "written", _("saved")
    UNDONE = "undone", _("undone")


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """A field whose cells are words that stand for our codes.

    `choices()` returns the (code, label) pairs that a user may choose; `words()` maps the
    `word_key` of built-in synonyms to codes. An unmatched word makes its row an error if
    `is_needed`, and is ignored otherwise. `key` normalises a cell to look it up.
    """

    choices: Callable
    words: Callable
    is_needed: bool = False
    key: Callable = word_key


def nothing(batch):
    """Default for a kind of list without form fields that depend on its rows."""
    return {}


def each_alone(rows_or_facts):
    """Return a key for each row of a kind whose rows are independent of one another."""
    return range(len(rows_or_facts))


def never(cell):
    """Default for a kind of list whose data needs no special recognition."""
    return False


def no_looks():
    """Default for a kind of list whose columns are recognised by their headings alone."""
    return lambda cells: {}


@dataclass(frozen=True, kw_only=True)
class Columns:
    """The columns that a list may have, for the guesser.

    `looks()` returns a function (cells) -> {field: share of the cells, 0 to 1, that look like its
    values}.
    """

    fields: dict
    headings: dict
    joined: frozenset = frozenset()
    # {field: field of a second column that looks like it}
    second: dict = field(default_factory=dict)
    # Fields that are left empty rather than filled from a column that is only likely.
    minor: frozenset = frozenset()
    looks: Callable = no_looks
    # {field: weight of its cells without a heading}, and {field: deduction if no cell fits}.
    alone: dict = field(default_factory=dict)
    decisive: dict = field(default_factory=dict)
    # {field: function (heading, cells, is_ignored=) -> whether an unread column fills the field
    # if no other column does}; `is_ignored` if the heading is one that is never read.
    fallbacks: dict = field(default_factory=dict)
    # Words of headings, normalised by `columns.plain`, that are just as frequent in cells; and
    # whether a cell is data of these lists rather than a heading.
    data_words: frozenset = frozenset()
    is_data: Callable = never


@dataclass(frozen=True, kw_only=True)
class Start:
    """The upload page of a kind of list: its name, its texts and its other questions.

    `steps` explain the procedure, `asides` are (heading, paragraphs) beside it; `example()` returns
    the rows of an example, headings first, for the page `example_page`. With `site_label` the form
    asks for the site of the records.
    """

    page: str
    title: str
    lead: str = _("Nothing is imported yet: you first see what would happen to each row.")
    back: str
    back_title: str
    steps: tuple = ()
    asides: tuple = ()
    example: Callable | None = None
    example_page: str = ""
    site_label: str = ""
    # Whether the page offers an export of the register, to be corrected or completed.
    offers_export: bool = False
    permission: str


@dataclass(frozen=True, kw_only=True)
class ListKind(Columns):
    """A kind of list: everything that its `resource`, which reads and writes rows, leaves out.

    These are its columns for the guesser (`Columns`), its page with its texts, its other questions,
    and how it is undone.

    `undo(batch, rows, by=)` undoes written rows or raises `Refused`, inside the transaction of the
    batch, which holds its lock. A kind with `bonds` is written and undone in slices:
    `bonds(drafts)` and `undo_bonds(rows)` give each row a key, and rows with the same key are in
    one slice; `check_undo(batch)` raises `Refused` before the first slice if something happened to
    what the list wrote. A kind without `bonds` is written and undone in one transaction: for
    instance because it cannot be undone if a later slice is refused (organisations, audits), or
    because its records are entered all or none (staff, places, models).
    """

    code: str
    label: str
    # The `core.imports.resource.ListResource` of its rows.
    resource: type
    # Texts on the page of a list: what writing will do, its button, and what it has done.
    promise: str = ""
    act: str = ""
    done: str = ""
    bonds: Callable | None = None
    undo_bonds: Callable = each_alone
    check_undo: Callable = nothing
    # How a written list is undone, if it can be; texts on what undoing will do and has done.
    undo: Callable | None = None
    undo_promise: str = ""
    undone: str = ""
    # Whether users may choose a category for the rows that have no category.
    has_default_category: bool = False
    # Upload page of the lists that belong to no donation.
    start: Start | None = None
    # Function of an `ImportBatch` that returns the URL of the next page once it is applied, and the
    # text of the link to it.
    onward: Callable | None = None
    onward_words: str = ""
    # {name: form field}: asked once for the whole list, with its columns; `decisions(batch)` only
    # if its rows need them; `promises(batch)` of the user who starts writing it. The answers are in
    # `ImportBatch.options`.
    options: Callable = dict
    decisions: Callable = nothing
    promises: Callable = nothing
    # Whether its cells contain personal data: they are shown only to users who may see people, on
    # no page of a device, and deleted once the list is undone, dropped or a month old.
    names_people: bool = False
    # Whether its rows are devices, whose texts every volunteer reads: cells that look like personal
    # data are withheld until a coordinator restores them.
    is_of_devices: bool = False
    # Maximum number of rows.
    max_rows: int = MAX_ROWS
    # Function that masks a cell in the preview of the file.
    mask: Callable = str

    @property
    def vocabularies(self):
        return self.resource.vocabularies

    @property
    def days(self):
        return self.resource.days

    @property
    def is_update(self):
        """Whether lists of this kind change existing records, with a preview and conflicts."""
        return not self.resource._meta.skip_diff

    @property
    def can_be_undone(self):
        return self.undo is not None


KINDS: dict[str, ListKind] = {}


def ignored_headings(headings, kind):
    """The headings of a list that `kind` exports but ignores on import, as written."""
    shown = kind.resource.fields.values()
    labels = [field.label for field in shown if field.readonly and field.label]
    ignored = {form for label in labels for form in headings_of(label)}
    ignored -= {form for name, forms in kind.headings.items() if name for form in forms}
    return [heading for heading in headings if plain(heading) in ignored]


def headings_of(label):
    """The headings of a column in exports, in each of our languages."""
    return [plain(text) or text for text in by_language(label).values()]


def words_of(choices):
    """{`word_key` of each label, in each of our languages: code}."""
    return {
        word_key(text): str(code)
        for code, label in choices.choices
        for text in by_language(label).values()
    }


def register(kind):
    KINDS[kind.code] = kind


def distinct_values(rows, mapping, kind):
    """Return the most frequent words in the columns that `kind` has a vocabulary for.

    {field: {word_key: [the word as first written, in how many rows]}}
    """
    words = {}
    for index, name in mapping.items():
        if name not in kind.vocabularies:
            continue
        counts, written = Counter(), {}
        for cells in rows:
            text = cells[int(index)].strip() if int(index) < len(cells) else ""
            if not is_unknown(text):
                key = kind.vocabularies[name].key(text)
                counts[key] += 1
                written.setdefault(key, text)
        words[name] = {key: [written[key][:60], n] for key, n in counts.most_common(MAX_WORDS)}
    return words


def map_synonyms(rows, vocabularies, values):
    """Replace words by our codes in vocabulary fields; an unmatched word is kept if a code is
    required.

    `rows` are mapped by `columns.map_columns`; `values` {field: {word_key: code}} are the user's
    choices, which override our synonyms.
    """
    for name, vocabulary in vocabularies.items():
        ours = vocabulary.words() | values.get(name, {})
        for row in rows:
            unread = row[name] if vocabulary.is_needed else ""
            code = ours.get(vocabulary.key(row[name]), unread)
            row[name] = "" if code == NOTHING else code


def reason_key(source):
    """Return a short key for a reason of refusal, independent of the user's language."""
    return hashlib.blake2s(source.encode(), digest_size=4).hexdigest()


def check_values(values, kind):
    """Raise `Refused` for a word matched to a code that does not exist."""
    for name, chosen in values.items():
        vocabulary = kind.vocabularies.get(name)
        codes = {code for code, _label in vocabulary.choices()} if vocabulary else set()
        if not codes | {NOTHING} >= set(chosen.values()):
            raise Refused(
                gettext("Some words are matched to a choice that does not exist: choose again.")
            )

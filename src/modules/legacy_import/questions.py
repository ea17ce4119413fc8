"""Questions about the rows of a move: a single question for all rows with the same word.

A question is a reason for refusal that an answer can resolve; its word is the text of the cell.
"""

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalogue.models import Category
from catalogue.names import key_of
from core.imports.columns import NOTHING
from core.imports.kinds import REASONS_LEFT_OUT, reason_key
from inventory.devices.operations import OTHER_CATEGORY
from inventory.imports.cells import NO_CATEGORY, UNKNOWN_CATEGORY
from inventory.imports.check import undecided
from inventory.imports.doubts import KEEP, LEFT_OUT, MODELS, SKIPPED
from modules.legacy_import.planned import batches_of

ANSWERS = "answers"  # the option of each file with the answers of its move
NEW = "new"
DEFAULT_CATEGORY = "default_category"


@dataclass(frozen=True, kw_only=True)
class Reason:
    """A reason that needs an answer: its heading, and the answers that `choices(migration)` offers.

    Without `choices` the answer is a day. Without `has_word`, all rows with this reason share one
    answer.
    """

    label: str
    choices: Callable | None
    has_word: bool = True
    # The list vocabulary that the answer extends: its word is matched to the code.
    field: str = ""


REASONS: dict[str, Reason] = {}
# The keys of reasons that follow from another row.
FOLLOWING: set[str] = set()


def ask(source, label, choices, *, has_word=True, field=""):
    """Register a question for the rows that are refused with this sentence."""
    REASONS[reason_key(source)] = Reason(
        label=label, choices=choices, has_word=has_word, field=field
    )


def values_with(batch, answers):
    """The words of a list with the codes that the answers match them to."""
    values = {name: dict(chosen) for name, chosen in batch.values.items()}
    for key, chosen in answers.items():
        field = REASONS[key].field if key in REASONS else ""
        if field in batch.list_kind.vocabularies:
            key_of = batch.list_kind.vocabularies[field].key
            codes = {key_of(word): code for word, code in chosen.items()}
            values.setdefault(field, {}).update(codes)
    return values


def answer_of(batch, source, word=""):
    """The answer for the move of this list to a reason and its word; "" without an answer."""
    return _answer(batch.options.get(ANSWERS, {}), reason_key(source), word)


def _answer(answers, key, word):
    """The answer to a word, ignoring case."""
    chosen = {text.casefold(): code for text, code in answers.get(key, {}).items()}
    return chosen.get(word.casefold(), "")


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question about some rows of a move, with its answer, if any."""

    key: str
    word: str
    text: str
    rows: int
    answer: str
    reason: Reason
    choices: list | None

    @cached_property
    def name(self):
        """The name of the question's form field."""
        return f"{self.key}-{hashlib.blake2s(self.word.encode(), digest_size=6).hexdigest()}"

    @property
    def label(self):
        if not self.text:
            return self.reason.label
        return _("%(what)s “%(word)s”") % {"what": self.reason.label, "word": self.text}

    @property
    def rows_in_words(self):
        if not self.rows:
            return _("answer given")
        return ngettext("%(count)s row", "%(count)s rows", self.rows) % {"count": self.rows}


def questions_of(migration):
    """The questions of all files: unanswered first, then the most frequent."""
    counts, texts = Counter(), {}
    for batch in batches_of(migration):
        for problems in batch.rows.refused().values_list("problems", flat=True):
            for key, text in {_key(source, data) for source, data in problems}:
                if key in REASONS:
                    word = text.casefold()
                    texts.setdefault((key, word), text)
                    counts[key, word] += 1
    for key, chosen in migration.answers.items():
        for text in chosen if key in REASONS else ():
            texts.setdefault((key, text.casefold()), text)
    reasons = {key: REASONS[key] for key, _word in texts}
    choices = {key: one.choices and one.choices(migration) for key, one in reasons.items()}
    questions = [
        Question(
            key=key,
            word=word,
            text=text,
            rows=counts[key, word],
            answer=_answer(migration.answers, key, word),
            reason=reasons[key],
            choices=choices[key],
        )
        for (key, word), text in texts.items()
    ]
    return sorted(questions, key=lambda one: (bool(one.answer), -one.rows, one.label))


def is_answerable(keys):
    """Whether answers can resolve these reasons, apart from reasons that follow another row."""
    return keys <= REASONS.keys() | FOLLOWING


def undecided_in(batch):
    """Sentences about the refused rows of a file that wait for an answer, or need a correction."""
    reasons = undecided(batch)
    waiting = sum(map(is_answerable, reasons))
    if waiting:
        yield ngettext(
            "%(count)s row is waiting for your answer, under “Open questions”.",
            "%(count)s rows are waiting for your answer, under “Open questions”.",
            waiting,
        ) % {"count": waiting}
    if refused := len(reasons) - waiting:
        yield ngettext(
            "%(count)s row is refused, and no answer changes that: correct the file "
            "and send it again, or skip the row on the page of the file.",
            "%(count)s rows are refused, and no answer changes that: correct the file "
            "and send it again, or skip the rows on the page of the file.",
            refused,
        ) % {"count": refused}


def _key(source, data):
    key = reason_key(source)
    reason = REASONS.get(key)
    return key, str(data.get("text", "")) if reason and reason.has_word else ""


def models_with(batch, answers):
    """The options of a list with the answers about models that the catalogue has elsewhere."""
    answered = answers.get(reason_key(OTHER_CATEGORY), {})
    chosen = {key_of(model): code for model, code in answered.items()}
    left_out = {*batch.options.get(REASONS_LEFT_OUT, ()), reason_key(LEFT_OUT)}
    models = batch.options.get(MODELS, {}) | chosen
    return {MODELS: models, REASONS_LEFT_OUT: sorted(left_out)} if chosen else {}


def default_category_with(batch, answers):
    """The category for rows of a list without a category, as answered."""
    for key, chosen in answers.items():
        if key in REASONS and REASONS[key].field == DEFAULT_CATEGORY and "" in chosen:
            return Category.objects.filter(code=chosen[""]).first()
    return batch.default_category


def _categories(_migration):
    return [(category.code, str(category)) for category in Category.objects.all()]


AS_EMPTY = (NOTHING, gettext_lazy("nothing: treat as an empty cell"))

ask(
    OTHER_CATEGORY,
    gettext_lazy("Category of the model"),
    lambda _migration: [
        (KEEP, gettext_lazy("as in the catalogue")),
        (SKIPPED, gettext_lazy("skip these rows")),
    ],
)
ask(UNKNOWN_CATEGORY, gettext_lazy("Category"), _categories, field="category")
ask(
    NO_CATEGORY,
    gettext_lazy("Default category of devices"),
    _categories,
    has_word=False,
    field=DEFAULT_CATEGORY,
)

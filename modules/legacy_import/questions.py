"""What the rows of a move ask, grouped: one question for all rows that name the same thing.

A question is a reason of refusal that an answer can lift; its word is what the cell says.
"""

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalogue.models import Category
from core.imports.columns import NOTHING, word_key
from core.imports.kinds import reason_key
from inventory.imports.cells import NO_CATEGORY, UNKNOWN_CATEGORY
from modules.legacy_import.planned import batches_of

ANSWERS = "answers"  # the option of each file with the answers of its move
NEW = "new"
DEFAULT_CATEGORY = "default_category"


@dataclass(frozen=True, kw_only=True)
class Reason:
    """A reason that needs an answer: its heading, and the answers that `choices(migration)` offers.

    Without `has_word`, all rows with this reason share one answer.
    """

    label: str
    choices: Callable
    has_word: bool = True
    # The vocabulary of a list that the answer is for: its word is matched to the code.
    field: str = ""


REASONS: dict[str, Reason] = {}


def ask(source, label, choices, *, has_word=True, field=""):
    """Have rows that are refused with this sentence ask for an answer."""
    REASONS[reason_key(source)] = Reason(
        label=label, choices=choices, has_word=has_word, field=field
    )


def values_with(batch, answers):
    """The words of a list with the codes that the answers match them to."""
    values = {name: dict(chosen) for name, chosen in batch.values.items()}
    for key, chosen in answers.items():
        field = REASONS[key].field if key in REASONS else ""
        if field in batch.list_kind.vocabularies:
            codes = {word_key(word): code for word, code in chosen.items()}
            values.setdefault(field, {}).update(codes)
    return values


def answer_of(batch, source, word=""):
    """The answer of the move of this list to a reason and its word; "" while there is none."""
    return _answer(batch.options.get(ANSWERS, {}), reason_key(source), word)


def _answer(answers, key, word):
    """The answer to a word, whatever its case."""
    chosen = {text.casefold(): code for text, code in answers.get(key, {}).items()}
    return chosen.get(word.casefold(), "")


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question of some rows of a move, and the answer so far."""

    key: str
    word: str
    text: str
    rows: int
    answer: str
    reason: Reason
    choices: list

    @cached_property
    def name(self):
        """The name of its field."""
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
    """The questions of all files: those without an answer first, the most frequent first."""
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
    choices = {key: REASONS[key].choices(migration) for key, _word in texts}
    questions = [
        Question(
            key=key,
            word=word,
            text=text,
            rows=counts[key, word],
            answer=_answer(migration.answers, key, word),
            reason=REASONS[key],
            choices=choices[key],
        )
        for (key, word), text in texts.items()
    ]
    return sorted(questions, key=lambda one: (bool(one.answer), -one.rows, one.label))


def _key(source, data):
    key = reason_key(source)
    reason = REASONS.get(key)
    return key, str(data.get("text", "")) if reason and reason.has_word else ""


def default_category_with(batch, answers):
    """The category of the rows of a list that name none, as answered."""
    for key, chosen in answers.items():
        if key in REASONS and REASONS[key].field == DEFAULT_CATEGORY and "" in chosen:
            return Category.objects.filter(code=chosen[""]).first()
    return batch.default_category


def _categories(_migration):
    return [(category.code, str(category)) for category in Category.objects.all()]


AS_EMPTY = (NOTHING, gettext_lazy("nothing: as an empty cell"))

ask(UNKNOWN_CATEGORY, gettext_lazy("Category"), _categories, field="category")
ask(
    NO_CATEGORY,
    gettext_lazy("Devices without a category are"),
    _categories,
    has_word=False,
    field=DEFAULT_CATEGORY,
)

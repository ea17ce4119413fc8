"""The column “returned: yes or no” of loans: its words and cells, and what contradicts it."""

from django.utils.translation import gettext_lazy, gettext_noop

from core.imports.columns import by_word, word_key
from core.imports.guessing import IMPOSSIBLE
from core.imports.kinds import Vocabulary, no_looks
from modules.legacy_import.questions import AS_EMPTY, ask
from modules.legacy_import.synonyms import BACK, STATUS_WORDS

OUT = "on_loan"
AWAY = {OUT, "given"}
WORDS = {
    BACK: f"oui|yes|o|y|x|1|vrai|true|ok|fait|✓|✔|{STATUS_WORDS[BACK]}",
    OUT: f"non|no|n|0|faux|false|pas encore|not yet|{STATUS_WORDS[OUT]}",
}
LEAST_SHARE = 0.8  # share of the cells of a column that must be `WORDS`
DECISIVE = {"is_back": 0.1}  # deduction from the score of its heading, for `Columns.decisive`

UNKNOWN_RETURN = gettext_noop("“%(text)s” does not say whether it was returned.")
NOT_BACK_BUT_DATED = gettext_noop(
    "According to the list it was not returned, but the row has a return date or the "
    "status “returned”. Answer above, or correct the list."
)
BACK_BUT_OUT = gettext_noop(
    "According to the list it was returned, but its status says that it is out. Answer "
    "above, or correct the list."
)
OF_RETURNS = {NOT_BACK_BUT_DATED, BACK_BUT_OUT}
RETURNS = Vocabulary(
    choices=lambda: [(BACK, gettext_lazy("returned")), (OUT, gettext_lazy("not returned"))],
    words=lambda: by_word(WORDS),
    is_needed=True,
)

ask(
    NOT_BACK_BUT_DATED,
    gettext_lazy("Loans marked as not returned, but with a return date"),
    lambda _migration: [
        ("status", gettext_lazy("they are still out: ignore the return date")),
        ("holder", gettext_lazy("they were returned: trust the return date")),
    ],
    has_word=False,
)
ask(
    BACK_BUT_OUT,
    gettext_lazy("Loans marked as returned, but whose status says they are out"),
    lambda _migration: [
        ("status", gettext_lazy("they are still out: trust the status")),
        ("holder", gettext_lazy("they were returned")),
    ],
    has_word=False,
)
ask(
    UNKNOWN_RETURN,
    gettext_lazy("Returned or not"),
    lambda _migration: [AS_EMPTY, *RETURNS.choices()],
    field="is_back",
)


def looks(days, others=no_looks):
    """The looks of a list with a column “returned: yes or no”, in addition to `others`.

    Cells of yes and no are none of the `days`. Since many headings have such cells, they do not
    raise its score.
    """
    fits_of, words = others(), by_word(WORDS).keys()

    def fits(cells):
        of_words = sum(word_key(cell) in words for cell in cells)
        if of_words and of_words >= LEAST_SHARE * len(cells):
            return fits_of(cells) | dict.fromkeys(days, IMPOSSIBLE) | {"is_back": 0}
        return fits_of(cells) | {"is_back": IMPOSSIBLE}

    return fits


def settle_return(row, decision_on):
    """Complete the status and the return date of a row by its column “returned: yes or no”.

    Return its contradiction with them, unless a user decided about it.
    """
    if row["is_back"] == OUT and (row["returned_on"] or row["status"] == BACK):
        decision = decision_on(NOT_BACK_BUT_DATED)
        if decision == "status":
            row["returned_on"] = ""
            row["status"] = "" if row["status"] == BACK else row["status"]
        return None if decision else NOT_BACK_BUT_DATED
    if row["is_back"] != BACK or row["returned_on"]:
        return None
    decision = decision_on(BACK_BUT_OUT) if row["status"] in AWAY else "holder"
    if decision == "holder" and row["status"] in {"", *AWAY}:
        row["status"] = BACK
    return None if decision else BACK_BUT_OUT

"""Words of the questions about a list: each doubt as a question, and what its answers change."""

from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from catalogue.models import Category
from core.formatting import day
from core.imports.days import day_of
from inventory.imports.designations import BY_FILE, BY_IMEI
from inventory.imports.doubts import (
    ALL_IN,
    CATALOGUE,
    CATEGORY,
    COLUMN,
    DATES,
    DAY,
    DEVICE,
    MODEL,
    MONTH,
    NAME,
    OF_DEVICES,
    OF_LOANS,
    REPEAT,
    SHEET,
    SKIPPED,
    SURELY,
    UNITS,
    WORD,
)
from inventory.imports.evidence import PHONES, SEVERAL
from inventory.imports.specs import SIZES, ram_and_disk

MODEL_UNNAMED, ROWS_NAMED, MEANT = "model:", "name:row", "name:meant"
QUESTIONS = {
    COLUMN: gettext_noop("What is in the column “%(label)s”?"),
    SHEET: gettext_noop("What does the sheet “%(label)s” list? It has a row for each person."),
    MODEL: gettext_noop("Which category is the model “%(label)s” in?"),
    MODEL_UNNAMED: gettext_noop("Which category are the devices without a model?"),
    NAME: gettext_noop("What is “%(label)s”? Some words are unknown."),
    ROWS_NAMED: gettext_noop("Are the rows with “%(label)s” devices to receive (%(count)s)?"),
    MEANT: gettext_noop("Is “%(label)s” right, or should it be “%(first)s” (%(count)s)?"),
    PHONES: gettext_noop("Are the “%(label)s” rows mobile phones (%(count)s)? No row says so."),
    SEVERAL: gettext_noop(
        "“%(label)s” may be several devices (%(count)s): import each row as read?"
    ),
    DEVICE: gettext_noop("Which device is row %(label)s about?"),
    UNITS: gettext_noop("How many devices are in row %(label)s?"),
    DATES: gettext_noop("In which order are the dates of “%(label)s” written?"),
}
QUESTIONS[REPEAT] = gettext_noop(
    "Some rows look like rows in “%(label)s” from %(day)s, %(lot)s (%(count)s): have "
    "they already been imported?"
)
SKIPPED_ROWS = gettext_noop("Skipped: these rows stay only in the list.")
# consequences of the answers; the first about a sheet holds only if it surely names people
ANSWERS = {
    DEVICE: [
        gettext_noop("A device: the row changes only that one."),
        gettext_noop("Without an answer, the row is refused."),
    ],
    UNITS: [
        gettext_noop(
            "Each device gets the number after the dot; “–” means a device without a number."
        ),
        gettext_noop("Without an answer, the row is refused."),
    ],
    CATEGORY: [
        gettext_noop("As interpreted: each row keeps the category in the column “interpreted as”."),
        gettext_noop("A category: applied to these rows (%(count)s)."),
    ],
    WORD: [
        gettext_noop(
            "With an answer, these rows are imported (%(count)s); without one, they are not."
        )
    ],
    SHEET: [
        gettext_noop("Until you choose, no row of this sheet is imported."),
        gettext_noop(
            "Devices to receive: each row becomes a device of this lot, without its person."
        ),
        gettext_noop(
            "Loans: no device is imported. Import the current loans separately, as a list of loans."
        ),
    ],
    NAME: [
        gettext_noop("A new model: these rows are imported with this name (%(count)s)."),
        gettext_noop("Not a device: these rows are skipped."),
    ],
    ROWS_NAMED: [
        gettext_noop("Devices to receive: these rows are imported (%(count)s)."),
        SKIPPED_ROWS,
    ],
    MEANT: [
        gettext_noop("As in the list: these rows are imported with “%(label)s” (%(count)s)."),
        gettext_noop("Skipped: to import “%(first)s”, correct the file and send it again."),
    ],
    SEVERAL: [
        gettext_noop("As read: these rows are imported (devices: %(units)s)."),
        gettext_noop(
            "Skipped: to import a different number of devices, correct the file and send it again."
        ),
    ],
    REPEAT: [
        gettext_noop(
            "Until you choose, these rows are not imported: they have no valid number to compare."
        ),
        gettext_noop(
            "Import them too: if they are the same devices, they will be entered twice (%(count)s)."
        ),
    ],
}
ANSWERS[PHONES] = ANSWERS[ROWS_NAMED]
DATES_ANSWERS = [
    (gettext_noop("Day first: “%(first)s” is %(day)s."), False),
    (gettext_noop("Month first: “%(first)s” is %(day)s."), True),
]
SKIP = gettext_noop("skip these rows")
# choices of the fields of doubts
CHOICES = {
    DEVICE: [("", gettext_noop("none of our devices"))],
    UNITS: [("", gettext_noop("choose a number (until then, this row is refused)"))],
    DATES: [
        ("", gettext_noop("choose (until then, these rows wait)")),
        (DAY, gettext_noop("day first")),
        (MONTH, gettext_noop("month first")),
    ],
    NAME: [
        ("", gettext_noop("a new model “%(label)s”")),
        (SKIPPED, gettext_noop("not a device: skip these rows")),
    ],
    ROWS_NAMED: [("", gettext_noop("devices to receive")), (SKIPPED, SKIP)],
    MEANT: [("", gettext_noop("as in the list: “%(label)s”")), (SKIPPED, SKIP)],
    SEVERAL: [("", gettext_noop("as read")), (SKIPPED, SKIP)],
    SHEET: [
        ("", gettext_noop("choose (until then, these rows are refused)")),
        (OF_DEVICES, gettext_noop("devices to receive")),
        (OF_LOANS, gettext_noop("loans, to import separately")),
        (SKIPPED, gettext_noop("something else: skip it")),
    ],
    REPEAT: [
        ("", gettext_noop("choose (until then, these rows are not imported)")),
        (SKIPPED, gettext_noop("already imported: skip these rows")),
        (ALL_IN, gettext_noop("other devices: import them too")),
    ],
}
CHOICES[PHONES] = CHOICES[ROWS_NAMED]
# why a category is doubtful, by the evidence for it; "" is no evidence
GROUNDS = {
    "": gettext_noop("What are the devices in the rows that do not say so (%(count)s)?"),
    BY_IMEI: gettext_noop(
        "Rows without a category but with an IMEI (%(count)s): phones or tablets?"
    ),
    BY_FILE: gettext_noop("Rows whose category is only in the name of the file (%(count)s)"),
}


def _code_of(doubt):
    """The key of a stored doubt in the tables above."""
    if doubt["name"] == "row":
        return MEANT if doubt["first"] else doubt["last"] or ROWS_NAMED
    if doubt["code"] == CATEGORY:
        return CATEGORY if doubt["about"] else WORD
    return MODEL_UNNAMED if doubt["code"] == MODEL and not doubt["label"] else doubt["code"]


def _applicable(texts, doubt):
    """Leave out the first text about a sheet if its rows come in until they are chosen."""
    return texts[1:] if doubt["code"] == SHEET and doubt["first"] != SURELY else texts


def choices_of(doubt, *, may_change_catalogue):
    """Choices for a stored doubt that has a field of its own."""
    if doubt["code"] == MODEL:
        return choices_of_model(doubt, may_change_catalogue=may_change_catalogue)
    named = doubt["named"] if doubt["code"] in {DEVICE, UNITS} else ()
    choices = [(c, _(text) % doubt) for c, text in _applicable(CHOICES[_code_of(doubt)], doubt)]
    return [*choices, *((tag, f"{tag} · {name}") for tag, name in named)]


def choices_of_model(doubt, *, may_change_catalogue):
    """Choices for a stored doubt about a model; `first` is the recorded category, if it differs."""
    labels = {category.code: str(category) for category in Category.objects.all()}
    current = doubt["first"]
    if not current:
        return [("", _("as stated in each row")), *labels.items(), (SKIPPED, _(SKIP))]
    choices = [("", _("choose (until then, these rows are refused)"))]
    words = {"known": labels[current], "model": doubt["label"]}
    if doubt["last"]:
        choices.append((current, _("“%(known)s”, as in the catalogue") % words))
    else:
        choices.append((current, _("“%(known)s”, as in the register") % words))
    for code, _rows in doubt["named"]:
        words["chosen"] = labels.get(code, code)
        if not doubt["last"] and code != current:
            choices.append((code, _("change these devices to “%(chosen)s”") % words))
        elif doubt["last"] and may_change_catalogue:
            text = _("change “%(model)s” to “%(chosen)s” in the catalogue")
            choices.append((f"{CATALOGUE}{code}", text % words))
    return [*choices, (SKIPPED, _(SKIP))]


def _question_of_word(doubt, kind):
    if doubt["name"] == "category":
        return _("Which category does “%(label)s” mean?") % doubt
    words = doubt | {"field": kind.fields[doubt["name"]]}
    return _("What does “%(label)s” mean in the column “%(field)s”?") % words


def question_of(doubt, kind):
    """The question of a stored doubt about a list of this kind."""
    words = doubt | {"count": doubt["rows"]}
    code = _code_of(doubt)
    if doubt["code"] == WORD:
        return _question_of_word(doubt, kind)
    if code == REPEAT:
        lot, sent_at = doubt["named"]
        words |= {"lot": lot or _("same lot"), "day": day(parse_datetime(sent_at))}
    return _(QUESTIONS[code] if code in QUESTIONS else GROUNDS[doubt["about"]]) % words


def answers_of(doubt, kind):
    """Yield the consequence of each answer to a stored doubt."""
    words = doubt | {"count": doubt["rows"], "units": next(iter(doubt["named"]), "")}
    if doubt["code"] in {CATEGORY, MODEL, WORD}:
        yield _("For example: %(example)s") % words
    if doubt["code"] == COLUMN:
        yield from _answers_on_column(doubt, kind, words)
    elif doubt["code"] == MODEL:
        yield from _answers_on_model(doubt, words)
    elif doubt["code"] == DATES:
        first = words["first"]
        for text, is_month in DATES_ANSWERS:
            words["day"] = date_format(day_of(first, month_first=is_month), "j F Y")
            yield _(text) % words
    else:
        yield from (_(text) % words for text in _applicable(ANSWERS[_code_of(doubt)], doubt))


def _answers_on_column(doubt, kind, words):
    words = words | {"field": kind.fields[doubt["name"]]}
    filled = ngettext(
        "“%(field)s”: filled in for %(count)s row, “%(first)s”.",
        "“%(field)s”: filled in for %(count)s rows, from “%(first)s” to “%(last)s”.",
        doubt["rows"],
    )
    if doubt["named"]:
        words["parts"] = ", ".join(doubt["named"])
        yield (
            _("Partly read. These parts are kept only in the list or in a remark: %(parts)s")
            % words
        )
        if doubt["name"] != "designation":
            filled = _("“%(field)s”: the column is imported without these parts (rows: %(count)s).")
    yield filled % words
    if doubt["name"] in SIZES and ram_and_disk(doubt["first"]):
        yield _(
            "Memory and storage are read separately: %(ram)s and %(disk)s GB in the first row."
        ) % (dict(zip(("ram", "disk"), ram_and_disk(doubt["first"]), strict=True)))
    if doubt["name"] == "designation" and not doubt["named"]:
        remark = {"field": kind.fields["remark"]}
        yield _("“%(field)s”: the cells become a remark on each device.") % remark
    else:
        yield _("“Column not imported”: the cells stay only in the list.")


def _answers_on_model(doubt, words):
    labels = {category.code: str(category) for category in Category.objects.all()}
    words["named"] = ", ".join(f"{labels.get(code, code)} ({n})" for code, n in doubt["named"])
    if not doubt["first"]:
        yield _("As stated in each row: %(named)s.") % words
        yield _("A category: applied to the rows of this model (%(count)s).") % words
        yield _(SKIPPED_ROWS)
        return
    # the words of the refusal of these rows
    words |= {"model": doubt["label"], "known": labels.get(doubt["first"], doubt["first"])}
    source = (
        _("“%(model)s” is a model in the category “%(known)s”, not: %(named)s.")
        if doubt["last"]
        else _(
            "In the register, these devices are in the category “%(known)s”, but their "
            "rows say: %(named)s."
        )
    )
    yield source % words
    yield _("Until you choose, these rows are refused.")

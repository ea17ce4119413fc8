"""Words of the questions about a list: each doubt as a question, and what its answers change."""

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from catalogue.models import Category
from core.formatting import day
from inventory.imports.designations import BY_FILE, BY_IMEI, BY_REMARK
from inventory.imports.doubts import (
    CATALOGUE,
    CATEGORY,
    COLUMN,
    DEVICE,
    MODEL,
    NAME,
    REPEAT,
    SHEET,
    SHORT,
    SKIPPED,
    SURELY,
    WORD,
)
from inventory.imports.specs import SIZES, ram_and_disk

MODEL_UNNAMED = "model:"
QUESTIONS = {
    COLUMN: gettext_noop("What is in the column “%(label)s”?"),
    SHEET: gettext_noop("What is the sheet “%(label)s”? It has a row for each person."),
    MODEL: gettext_noop("Which category is the model “%(label)s” in?"),
    MODEL_UNNAMED: gettext_noop("Which category are the devices without a model?"),
    NAME: gettext_noop("What is “%(label)s”? Some of its words are unknown."),
    DEVICE: gettext_noop("Which device is row %(label)s about?"),
}
# why a category is doubtful, by the evidence for it; "" is no evidence
GROUNDS = {
    "": gettext_noop("What are the devices of these rows, which do not say it (%(count)s)?"),
    BY_IMEI: gettext_noop(
        "Rows without a category but with an IMEI (%(count)s): phones or tablets?"
    ),
    BY_FILE: gettext_noop("Rows whose category is only in the name of the file (%(count)s)"),
    BY_REMARK: gettext_noop("Rows whose category is only in a remark (%(count)s)"),
}


def choices_of_name(doubt):
    """Choices for a stored doubt about the name of a model."""
    words = [("", _("a new model “%(label)s”") % doubt)]
    words += [(SHORT, _("the model “%(first)s” with a comment") % doubt)] if doubt["first"] else []
    return [*words, (SKIPPED, _("not a device: leave these rows out"))]


def choices_of_model(doubt, *, may_change_catalogue):
    """Choices for a stored doubt about a model; `first` is the recorded category, if it differs."""
    labels = {category.code: str(category) for category in Category.objects.all()}
    current = doubt["first"]
    if not current:
        return [("", _("as each row says")), *labels.items()]
    choices = [("", _("choose: these rows are refused"))]
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
    return [*choices, (SKIPPED, _("leave these rows out"))]


def _question_of_word(doubt, kind):
    if doubt["name"] == "category":
        return _("Which category does “%(label)s” mean?") % doubt
    words = doubt | {"field": kind.fields[doubt["name"]]}
    return _("What does “%(label)s” mean in the column “%(field)s”?") % words


def question_of(doubt, kind):
    """The question of a stored doubt about a list of this kind."""
    words = doubt | {"count": doubt["rows"]}
    code = MODEL_UNNAMED if doubt["code"] == MODEL and not doubt["label"] else doubt["code"]
    if code in QUESTIONS:
        return _(QUESTIONS[code]) % words
    if doubt["code"] == WORD:
        return _question_of_word(doubt, kind)
    if doubt["code"] == REPEAT:
        lot, sent_at = doubt["named"]
        words |= {"lot": lot or _("same lot"), "day": day(parse_datetime(sent_at))}
        return (
            ngettext(
                "%(count)s row looks like one of “%(label)s” of %(day)s, %(lot)s: has it been"
                " imported?",
                "%(count)s rows look like those of “%(label)s” of %(day)s, %(lot)s: have they been"
                " imported?",
                doubt["rows"],
            )
            % words
        )
    return _(GROUNDS[doubt["about"]]) % words


def answers_of(doubt, kind):
    """Yield the consequence of each answer to a stored doubt."""
    count, words = doubt["rows"], doubt | {"count": doubt["rows"]}
    of_code = {COLUMN: _answers_on_column, MODEL: _answers_on_model, SHEET: _answers_on_sheet}
    of_code |= {REPEAT: _answers_on_repeat, NAME: _answers_on_name}
    if doubt["code"] in of_code:
        yield from of_code[doubt["code"]](doubt, kind, words)
    elif doubt["code"] == DEVICE:
        yield _("A device: the row changes only that one.")
        yield _("Without an answer, the row is refused.")
    elif doubt["code"] == CATEGORY and doubt["about"]:
        yield _("Without an answer, each row keeps the category in the column “understood as”.")
        yield (
            ngettext(
                "A category: set for %(count)s row.", "A category: set for %(count)s rows.", count
            )
            % words
        )
    else:
        yield (
            ngettext(
                "With an answer, %(count)s row is imported; without, it is not.",
                "With an answer, %(count)s rows are imported; without, they are not.",
                count,
            )
            % words
        )


def _answers_on_column(doubt, kind, words):
    words = words | {"field": kind.fields[doubt["name"]]}
    yield (
        ngettext(
            "“%(field)s”: filled in for %(count)s row, “%(first)s”.",
            "“%(field)s”: filled in for %(count)s rows, from “%(first)s” to “%(last)s”.",
            doubt["rows"],
        )
        % words
    )
    if doubt["name"] in SIZES and ram_and_disk(doubt["first"]):
        yield _("Memory and storage are read apart: %(ram)s and %(disk)s GB in the first row.") % (
            dict(zip(("ram", "disk"), ram_and_disk(doubt["first"]), strict=True))
        )
    if doubt["name"] == "designation":
        remark = {"field": kind.fields["remark"]}
        yield _("“%(field)s”: imported as a remark until you choose.") % remark
    else:
        yield _("“Column not imported”: the cells stay in the list only.")


def _answers_on_model(doubt, _kind, words):
    labels = {category.code: str(category) for category in Category.objects.all()}
    named = ", ".join(f"{labels.get(code, code)} ({n})" for code, n in doubt["named"])
    words = words | {"named": named}
    if doubt["first"]:
        # the words of the refusal of these rows
        words |= {"model": doubt["label"], "known": labels.get(doubt["first"], doubt["first"])}
        source = (
            _("“%(model)s” is a model of the category “%(known)s”, not: %(named)s.")
            if doubt["last"]
            else _("The register has these devices as “%(known)s”, and their rows say: %(named)s.")
        )
        yield source % words
        yield _("Until you choose, these rows are refused.")
        return
    yield _("As each row says: %(named)s.") % words
    yield (
        ngettext(
            "A category: set for the %(count)s row of this model.",
            "A category: set for the %(count)s rows of this model.",
            doubt["rows"],
        )
        % words
    )


def _answers_on_sheet(doubt, _kind, _words):
    if doubt["first"] == SURELY:
        yield _("Until you choose, no row of this sheet comes in.")
    yield _("Devices to receive: each row becomes a device of this lot, without its person.")
    yield _("Who has what: no device comes in; loans under way are imported apart.")


def _answers_on_name(doubt, _kind, words):
    yield (
        ngettext(
            "Until you choose, %(count)s row has this text as its model.",
            "Until you choose, %(count)s rows have this text as their model.",
            doubt["rows"],
        )
        % words
    )


def _answers_on_repeat(doubt, _kind, _words):
    yield _("Until you choose, these rows are not imported: they have no valid number to compare.")
    count = doubt["rows"]
    yield (
        ngettext(
            "Import it too: if it is the same device, it is entered twice.",
            "Import them too: if they are the same devices, %(count)s rows are entered twice.",
            count,
        )
        % {"count": count}
    )

"""Dossier in sentences, for each request and loan of the person."""

import re
from typing import NamedTuple

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from desk.privacy.dossier import LABELS
from loans.models import Agreement, Loan, LoanItem, Request
from people.models import Message
from people.outbox.letter_kinds import LETTERS

# Only in the JSON: links to the subject of the list, files, internal management.
QUIET = {
    "agreement", "batch", "cancels", "document", "ends_at", "follows", "group",
    "held_until", "item", "language", "line", "not_before", "places", "receipt", "scan",
    "seat", "second_text", "status_since", "year",
}  # fmt: skip
# rows with a section of their own, by the name of the key that refers to them
RECORDS = {"loan": Loan, "request": Request}
# Values that are clear without the name of their column.
BARE = {
    "accessory", "audience", "category", "device", "kind", "mode", "name", "number",
    "product", "relationship", "role", "status", "voucher",
}  # fmt: skip
# Columns of a record that its title, or the sentence about it, says.
IN_TITLE = {"number", "kind", "audience", "starts_on", "due_on", "created_at"}
DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Part(NamedTuple):
    """Title, sentences about it, and a sentence for each row that belongs to it."""

    title: str
    sentences: list
    lines: list


def parts_of(dossier):
    """The `Part`s of a dossier: each row of `RECORDS`, and each model without such a row."""
    parts, usual = {}, str(dossier.person.organisation)
    for section in dossier.sections[1:]:  # the first is the person
        for record, words in _sentences_of(section, usual):
            part = parts.setdefault(record or section.model, _part_of(record, section))
            if section.model is type(record):
                part.sentences.append(_("We also recorded: %(facts)s") % {"facts": words})
            else:
                line = {"label": section.model._meta.verbose_name, "value": words}
                part.lines.append(_("We recorded (%(label)s): %(value)s") % line)
    return list(parts.values())


def _sentences_of(section, usual):
    """Yield the record, or None, of each row in this section, and the facts of the row."""
    for row, cells in zip(section.sources, section.rows, strict=True):
        record = _record_of(row)
        shown = [cell for cell in cells if cell[1] and not _is_quiet(cell[0], cell[2], usual)]
        if row == record:
            shown = [cell for cell in shown if cell[0] not in IN_TITLE]
        elif section.model is Agreement:
            shown = [cell for cell in shown if cell[0] != "text"]
        elif section.model is LoanItem:  # named by the sentence about its loan
            shown = [cell for cell in shown if cell[0] == "return_note"]
        if words := _sentence(section.model, shown):
            yield record, words


def _part_of(record, section):
    if record is None:
        return Part(capfirst(section.title), [], [])
    kind = record.get_kind_display() if isinstance(record, Loan) else record._meta.verbose_name
    title = capfirst(f"{kind} {record}")
    return Part(title, _about(record, title), [])


def _about(record, title):
    """Sentences about the dates of a loan or request, and the items of a loan."""
    facts = {"title": title, "day": _day(record.created_at)}
    if not isinstance(record, Loan):
        facts["number"] = record
        return [_("Your request %(number)s was recorded on %(day)s") % facts]
    facts["items"] = ", ".join(_item(item) for item in record.items.for_list()) or "—"
    sentence = _("On %(day)s, we prepared this for you (%(title)s): %(items)s")
    if record.starts_on:
        sentence = _("On %(day)s, we handed this over to you (%(title)s): %(items)s")
        facts["day"] = _day(record.starts_on)
    due = [_day(record.due_on)] if record.due_on else []
    return [sentence % facts, *(_("The due date is %(day)s") % {"day": day} for day in due)]


def _item(item):
    """Name of a lent item, with its tag and the day of its return."""
    facts = [str(item.device) if item.device else ""]
    if item.ended_at:
        facts.append(_("returned on %(day)s") % {"day": _day(item.ended_at)})
    more = ", ".join(filter(None, facts))
    return f"{item.designation} ({more})" if more else item.designation


def _day(value):
    return date_format(
        timezone.localtime(value) if hasattr(value, "hour") else value, "SHORT_DATE_FORMAT"
    )


def _record_of(row):
    """The row of `RECORDS` that a row belongs to, or None."""
    if isinstance(row, tuple(RECORDS.values())):
        return row
    links = (*RECORDS, "agreement", "amendment", "item")
    above = next((link for name in links if (link := getattr(row, name, None))), None)
    return above and _record_of(above)


def _is_quiet(name, value, usual):
    """Whether a paper omits a value: empty, a quantity of one, or the person’s own organisation."""
    is_usual = value == {"quantity": 1, "organisation": usual}.get(name)
    return name in QUIET or name in RECORDS or value in (False, 0) or is_usual


def _sentence(model, cells):
    parts = []
    for name, label, value, words in cells:
        if model is Message and name == "kind":
            parts.append(str(LETTERS(value).label))
        elif name in BARE:
            parts.append(words)
        elif value is True:
            parts.append(str(label))
        elif DAY.match(str(value)) and (name in LABELS or name.endswith("_on")):
            parts.append(f"{label} {words.split()[0]}")
        elif str(label).endswith("?"):
            parts.append(f"{label} {words}")
        else:
            parts.append(_("%(label)s: %(value)s") % {"label": label, "value": words})
    return ", ".join(parts).rstrip(".")

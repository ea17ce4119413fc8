"""Anonymisation registry: apps register further data to erase, and people to keep.

A `Text` is a free-text column that may contain personal data. It is blanked when the person is
anonymised, and listed until then for review by a coordinator.

An erased text reads “[...]”. Guards freeze such columns except for this replacement.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from django.contrib.contenttypes.models import ContentType
from django.db.models import Expression, Model, Q

from core.folding import folded
from core.models import Event
from core.workflow import erasure_journal
from people.models import User

BLANKED = "text.blanked"
_FORGET = []
_LIVE = []
TEXTS: dict[str, "Text"] = {}


@dataclass(frozen=True)
class Text:
    """Free text in column `name` of `model`, about the people at the paths `to`, dated `at`.

    An erased text reads `instead`; `also` lists columns that change with the text.
    """

    model: type[Model]
    name: str
    to: tuple[str, ...]
    at: str
    instead: str = ""
    also: Callable[[], dict] = field(default=dict)
    # Condition for closed rows about an unnamed person, which no anonymisation covers.
    unnamed: Q | None = None
    # Path to the row whose page shows the text; empty for the row itself.
    beside: str = ""
    # Whether the text is about a device, and so concerns only the people whom it names.
    names: bool = False
    # Expression for the time of writing, annotated as `at` if no column stores it.
    moment: Callable[[], Expression] | None = None

    @property
    def code(self):
        return f"{self.model._meta.label_lower}.{self.name}"

    @property
    def label(self):
        return self.model._meta.get_field(self.name).verbose_name

    def written(self):
        """Rows whose text is not empty."""
        rows = self.model.objects.exclude(**{f"{self.name}__in": ["", self.instead]})
        return rows.annotate(**{self.at: self.moment()}) if self.moment else rows

    def about(self, recipients):
        ids = [recipient.pk for recipient in recipients]
        condition = Q()
        for path in self.to:
            condition |= Q(**{f"{path}__in": ids})
        theirs = self.model.objects.filter(condition).values("pk")
        if self.names:
            theirs = self._naming(recipients, set(theirs.values_list("pk", flat=True)))
        return self.written().filter(pk__in=theirs)

    def _naming(self, recipients, theirs):
        """Ids of the rows that name one of these people; in `theirs`, the last name suffices."""
        people = Names(recipients)
        texts = self.written().order_by().values_list("pk", self.name)
        return [
            pk
            for pk, text in texts.iterator()
            if people.are_in(text) or (pk in theirs and people.by_last_name_in(text))
        ]

    def about_nobody(self):
        nobody = {f"{path}__isnull": True for path in self.to}
        rows = self.model.objects.filter(self.unnamed, **nobody).values("pk")
        return self.written().filter(pk__in=rows)

    def forget(self, rows):
        return rows.update(**{self.name: self.instead}, **self.also())


class Names:
    """Search terms that identify these people in free text: full names, e-mails, phone numbers."""

    def __init__(self, recipients):
        self.people = [(_names_of(one), _marks_of(one)) for one in recipients]
        self.last = {folded(one.last_name) for one in recipients if one.last_name}

    def are_in(self, text):
        folded_text = folded(text)
        digits = re.sub(r"\D", "", folded_text)
        return any(
            (names and all(name in folded_text for name in names))
            or any(mark in folded_text or mark in digits for mark in marks)
            for names, marks in self.people
        )

    def by_last_name_in(self, text):
        folded_text = folded(text)
        words = re.split(r"[^\w’'-]+", folded_text)
        return any(name in words or (" " in name and name in folded_text) for name in self.last)


def _names_of(recipient):
    return [folded(name) for name in (recipient.first_name, recipient.last_name) if name]


def _marks_of(recipient):
    phone = re.sub(r"\D", "", recipient.phone)[-9:]
    marks = [folded(recipient.email), phone if len(phone) == 9 else ""]
    return [mark for mark in marks if mark]


def register(*forget):
    """Register `forget(recipients)`, called in the transaction that anonymises them.

    The recipients still have their names when it is called.
    """
    _FORGET.extend(forget)


def register_texts(*texts):
    """Add free texts about people; their erasure is journaled, each under its code."""
    for text in texts:
        TEXTS[text.code] = text
        again = partial(_blank_again, text)
        erasure_journal.KINDS[text.code] = erasure_journal.Kind(partial(_blanked, text), again)


def note_blanked(text, row, *, by):
    """Record in the erasure journal that this text was blanked, to repeat it after a restore."""
    Event.objects.record(BLANKED, row, by=by, column=text.name)
    erasure_journal.note(text.code, [row.pk])


def _blanked(text, ids=None, since=None):
    """Yield a journal line for each blanking of this text in a row."""
    subject = ContentType.objects.get_for_model(text.model)
    events = Event.objects.filter(kind=BLANKED, subject_type=subject, data__column=text.name)
    if ids is not None:
        events = events.filter(subject_id__in=ids)
    if since:
        events = events.filter(at__gte=since)
    for pk, at in events.order_by("pk").values_list("subject_id", "at"):
        yield erasure_journal.Line(text.code, pk, at.isoformat(), at.isoformat())


def _blank_again(text, lines, since):
    """Repeat the blanking of texts done after `since`; texts written later are kept."""
    by, count = User.objects.system(), 0
    for line in lines:
        _born, gone = line.moments
        rows = text.written().filter(pk=line.id, **{f"{text.at}__lte": gone})
        if gone > since and text.forget(rows):
            note_blanked(text, text.model(pk=line.id), by=by)
            count += 1
    return count


def register_live(*live):
    """Register `live(recipients)`, which returns the recipients with open work.

    Open work is, for instance, an open loan, request or appointment.
    """
    _LIVE.extend(live)


def forget_with(recipients):
    """Erase the data about these people in other tables."""
    for forget in _FORGET:
        forget(recipients)
    for text in TEXTS.values():
        text.forget(text.about(recipients))


def live_among(recipients):
    """Ids of the people in `recipients` with an open loan, request, etc.: not to be anonymised."""
    return {pk for live in _LIVE for pk in live(recipients).values_list("pk", flat=True)}

"""Retention periods, the record of processing, and the access log."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from core.models import Event
from core.workflow.operations import operation
from people.models import Processing, Recipient, Retention, User


@operation("people.change_retention")
def save_retention(terms: Retention, *, by: User) -> Retention:
    """Write how long data is kept; papers that are kept apart already keep their day.

    Lines of the register that say these terms are to be confirmed again where one changed.
    """
    terms.full_clean()
    before = Retention.objects.filter(pk=1).first() or Retention()
    names = [name for name in Retention.TERMS if name != "officer"]
    if any(getattr(terms, name) != getattr(before, name) for name in names):
        Processing.objects.filter(term="").update(confirmed_at=None, confirmed_by=None)
    if not Retention.objects.filter(pk=1).update(**{n: getattr(terms, n) for n in Retention.TERMS}):
        terms.save()
    Event.objects.record("retention.changed", terms, by=by)
    transaction.on_commit(Retention.clear_cache)
    return terms


@operation("people.change_retention")
def save_processing(line: Processing, *, by: User) -> Processing:
    """Write a line of the register of processing as the association completed it.

    Whatever was confirmed of it is to be confirmed again.
    """
    line.confirmed_at = line.confirmed_by = None
    line.full_clean()
    line.save()
    Event.objects.record("processing.changed", line, by=by)
    return line


@operation("people.change_retention")
def confirm_processing(line: Processing, *, by: User) -> Processing:
    """Record that a line of the record of processing was reviewed: today, by whom."""
    line.confirmed_at, line.confirmed_by = timezone.now(), by
    line.save(update_fields=line.pk and ["confirmed_at", "confirmed_by"])
    Event.objects.record("processing.confirmed", line, by=by)
    return line


@operation("people.change_recipient")
def note_opening(recipient: Recipient, *, by: User) -> None:
    """Leave a trace of who opened the page of a person: one a day for each reader."""
    record_once_a_day("recipient.opened", recipient, by=by)


@operation("people.change_retention")
def forget_openings(*, by: User, until: date) -> int:
    """Delete what says who opened what before this day; nothing else of the past goes."""
    return Event.objects.forget_openings(until)


def record_once_a_day(kind: str, subject: object, *, by: User, **data: str) -> None:
    """Record that `by` did this today, unless it is recorded already."""
    today = Event.objects.about(subject).filter(by=by, kind=kind, on=timezone.localdate())
    if data not in today.values_list("data", flat=True):
        Event.objects.record(kind, subject, by=by, **data)

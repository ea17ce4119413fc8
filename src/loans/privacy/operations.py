"""Announce and postpone the anonymisation of people; anonymise them when due or on request.

Every person is listed for thirty days beforehand, even if the first run is late: the announcement
stores the date on the row, and any contact clears it. Keeping a person's data requires a reason
from a fixed list.
"""

import logging
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import DatabaseError, transaction
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import Document, Event
from core.operating.orphan_files import flush_pages
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation
from loans.base.loan_terms import after_months
from loans.privacy.anonymisation import mark_purged, papers_of_conventions, superseded
from loans.privacy.last_contact import due_for_erasure
from loans.privacy.lifecycle import KeepReason, OpenReason
from people.models import Recipient, Retention, User
from people.privacy.anonymisation import TEXTS, Text, note_blanked
from people.privacy.operations import anonymise

logger = logging.getLogger(__name__)
BATCH_SIZE = 100
# While a paper is being rendered, no row refers to it yet.
DRAWING_PERIOD = timedelta(days=1)


@operation("people.anonymise_recipient")
def announce_erasures(*, by: User, today: date) -> int:
    """Set the erasure day of people due within the notice period; clear it after a contact.

    Returns the number of new announcements.
    """
    day = today + timedelta(days=Retention.cached().notice_days)
    people = Recipient.objects.not_anonymised()
    announced = people.filter(erase_on__isnull=False)
    announced.exclude(pk__in=due_for_erasure(announced, day).values("pk")).update(erase_on=None)
    count = 0
    for some in _in_turn(due_for_erasure(people.filter(erase_on=None), day)):
        count += len(some)
        Recipient.objects.filter(pk__in=[person.pk for person in some]).update(erase_on=day)
        event_rows = [(person, {"on": day.isoformat()}) for person in some]
        Event.objects.record_many("recipient.erasure_announced", event_rows, by=by)
    return count


@operation("people.anonymise_recipient")
def keep_recipient(recipient: Recipient, *, by: User, reason: KeepReason) -> Recipient:
    """Record a contact with a person today, with the reason, so that their retention restarts."""
    rows = Recipient.objects.filter(pk=recipient.pk, anonymised_at=None)
    if not rows.update(contact_on=timezone.localdate(), erase_on=None):
        raise Refused(_("This person has already been anonymised."))
    Event.objects.record("recipient.kept", recipient, by=by, kept=KeepReason(reason))
    return recipient


@operation("people.anonymise_recipient")
def erase_recipient(recipient: Recipient, *, by: User) -> Recipient:
    """Anonymise a person at their request, today."""
    if not anonymise([recipient], by=by, kind="recipient.erased"):
        raise Refused(_("This person has already been anonymised."))
    mark_purged(timezone.now())
    transaction.on_commit(flush_pages)
    return recipient


def erase_due(*, by: User, today: date) -> int:
    """Anonymise the people who are due and had no contact; return their number.

    Works in batches of 100, with a transaction for each: an interrupted run resumes with the next
    batch.
    """
    due = Recipient.objects.filter(anonymised_at=None, erase_on__lte=today)
    done = sum(_anonymise(some, by) for some in _in_turn(due_for_erasure(due, today)))
    mark_purged(timezone.now())
    return done


def _in_turn(people: QuerySet) -> Iterator[list[Recipient]]:
    """Yield batches of 100, re-filtered just before each is processed.

    The ids are read once: in a large table, each search for the next batch would be slow.
    """
    ids = list(people.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH_SIZE):
        if some := list(people.filter(pk__in=ids[start : start + BATCH_SIZE]).order_by("pk")):
            yield some


def _anonymise(some: list[Recipient], by: User) -> int:
    """Anonymise all people in one transaction; if that fails, one person at a time."""
    try:
        return len(anonymise(some, by=by))
    except (Refused, DatabaseError) as error:
        if len(some) == 1:
            logger.warning("Person %s was not anonymised: %s", some[0].pk, type(error).__name__)
            return 0
    return sum(_anonymise([one], by) for one in some)


@operation("people.export_recipient")
def note_export(recipient: Recipient, *, by: User, form: str) -> Recipient:
    """Record that the user exported a person's data, as PDF or JSON."""
    Event.objects.record("recipient.exported", recipient, by=by, form=form)
    return recipient


def _check_file(document: Document, **_reason: object) -> dict:
    """Raise `Refused` for an altered or lost file, so that its opening is not recorded."""
    if document.kept_until and not document.purged_at:
        document.read_apart()
    return {}


@operation("people.open_kept_paper", prepare=_check_file)
def open_kept_paper(document: Document, *, by: User, reason: OpenReason) -> Document:
    """Record the reason for opening an archived paper.

    `document.read_apart()` returns its content.
    """
    if document.kept_until is None or document.purged_at:
        raise Refused(_("This document is not kept separately, or is no longer kept."))
    Event.objects.record("paper.opened", document, by=by, opened=OpenReason(reason))
    return document


@operation("people.review_text")
def blank_text(text: Text, row: Model, *, by: User) -> Model:
    """Blank a free text that should not have been written."""
    if not text.forget(text.written().filter(pk=row.pk)):
        raise Refused(_("This text has already been deleted."))
    note_blanked(text, row, by=by)
    return row


@operation("people.review_text")
def note_texts_read(*, by: User, until: datetime) -> None:
    """Mark the free texts written until this time as reviewed."""
    terms, _is_new = Retention.objects.get_or_create(pk=1)
    Retention.objects.filter(pk=terms.pk).update(texts_read_at=until)
    Event.objects.record("texts.read", terms, by=by)


@operation("people.anonymise_recipient")
def purge_archived_papers(*, by: User, today: date) -> int:
    """Delete archived papers, convention files and replaced files at the end of their retention."""
    ended = Document.objects.archived().filter(kept_until__lte=today)
    count = 0
    for papers in (ended, papers_of_conventions(today)):
        event_rows = [(document, {}) for document in papers]
        count += papers.purge_all()
        Event.objects.record_many("paper.purged", event_rows, by=by)
    superseded().filter(at__lt=timezone.now() - DRAWING_PERIOD).purge_all()
    mark_purged(timezone.now())
    return count


@operation("people.anonymise_recipient")
def forget_old_texts(*, by: User, today: date) -> int:
    """Blank free texts about unnamed people at the end of their retention."""
    since = after_months(today, -Retention.cached().family_months)
    return sum(
        text.forget(text.about_nobody().filter(**{f"{text.at}__date__lt": since}))
        for text in TEXTS.values()
        if text.unnamed
    )

"""Anonymisation of people, retention periods, and the access log.

The month, organisation, site, commune, purpose and household band of an anonymised person remain.
"""

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Least
from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import Event
from core.workflow import erasure_journal
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation, save_valid
from people.base.models.recipient import FOLDED, PERSONAL, RecipientQuerySet
from people.models import Guardian, Processing, Recipient, Retention, User
from people.privacy.anonymisation import forget_with, live_among

# Households of six or more people are one band.
LARGEST_BAND = 6


@operation("people.anonymise_recipient")
def anonymise(
    recipients: list[Recipient],
    *,
    by: User,
    kind: str = "recipient.anonymised",
    is_again: bool = False,
) -> list[Recipient]:
    """Anonymise these rows permanently; their loans remain. Return the rows that were anonymised.

    Rows merged into them are included. A household is reduced to a band, so that its size
    identifies nobody; rows already anonymised are unchanged. Raise `Refused` if one of the people
    has an open loan, request or appointment, unless `is_again` (an erasure repeated after the
    restore of a backup).
    """
    ids = [recipient.pk for recipient in recipients]
    rows = Recipient.objects.filter(Q(pk__in=ids) | Q(merged_into__in=ids), anonymised_at=None)
    locked = list(rows.order_by("pk").select_for_update(of=("self",)))
    if not is_again and live_among(rows):
        raise Refused(_("Something is in progress with this person: complete it first."))
    Guardian.objects.filter(recipient__in=locked).delete()
    forget_with(locked)
    _blank(rows)
    erasure_journal.note("people.Recipient", [recipient.pk for recipient in locked])
    Event.objects.record_many(kind, [(recipient, {}) for recipient in locked], by=by)
    return locked


def anonymise_again(recipients: list[Recipient]) -> None:
    """Repeat the anonymisation of people in a restored backup, even if loans are open there."""
    anonymise(recipients, by=User.objects.system(), is_again=True)


def _blank(rows: RecipientQuerySet) -> None:
    rows.update(
        **dict.fromkeys([*PERSONAL, *FOLDED, "proof_kind"], ""),
        household_size=Least("household_size", LARGEST_BAND),
        birth_date=None,
        second_language=None,
        proof_seen_on=None,
        proof_seen_by=None,
        erase_on=None,
        anonymised_at=timezone.now(),
    )


# --- Retention periods, and the record of processing that states them. ---


@operation("people.change_retention")
def save_retention(terms: Retention, *, by: User) -> Retention:
    """Set the retention periods; papers already archived keep their date.

    Entries of the processing record that state a changed period must be confirmed again.
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
    """Save an entry of the register of processing as the association completed it.

    A confirmed entry must be confirmed again.
    """
    line.confirmed_at = line.confirmed_by = None
    save_valid(line)
    Event.objects.record("processing.changed", line, by=by)
    return line


@operation("people.change_retention")
def confirm_processing(line: Processing, *, by: User) -> Processing:
    """Record that `by` reviewed an entry of the processing record today."""
    line.confirmed_at, line.confirmed_by = timezone.now(), by
    line.save(update_fields=line.pk and ["confirmed_at", "confirmed_by"])
    Event.objects.record("processing.confirmed", line, by=by)
    return line


@operation("people.change_recipient")
def note_opening(recipient: Recipient, *, by: User) -> None:
    """Record in the access log that `by` opened the page of a person, once a day."""
    record_once_a_day("recipient.opened", recipient, by=by)


@operation("people.change_retention")
def forget_openings(*, by: User, until: date) -> int:
    """Delete access-log events before this day; other events stay."""
    return Event.objects.forget_openings(until)


def record_once_a_day(kind: str, subject: object, *, by: User, **data: str) -> None:
    """Record that `by` did this today, unless it is already recorded."""
    today = Event.objects.about(subject).filter(by=by, kind=kind, on=timezone.localdate())
    if data not in today.values_list("data", flat=True):
        Event.objects.record(kind, subject, by=by, **data)

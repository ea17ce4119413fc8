"""Papers for a donor, stored as issued and mailed once; and declared values.

A paper of a lot is rendered again only if its content has changed: a hash of the content is stored
with it. Pressing “print” twice gives the same file.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue.models import Category
from core.dates import is_over
from core.files.storage import store_first
from core.models import Document, Event
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation, stores
from donations.binding import check_values_may_change
from donations.lifecycle import LetterStatus, ValueBasis
from donations.models import Donation, DonationLine, Letter, Paper
from donations.public import check_worth
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.intake.mails import deliver
from inventory.intake.papers import Draft, check_ready, fingerprint
from inventory.models import Device
from people.models import User

# A mail in status “sending” for longer was left by a killed process.
MAX_SENDING_TIME = timedelta(minutes=10)
# A request repeated within this time is a double click.
DUPLICATE_WINDOW = timedelta(minutes=2)


@operation("donations.change_donation", prepare=stores("draft"), locks=True)
def keep_paper(donation: Donation, *, by: User, draft: Draft) -> Paper:
    """Store a rendered paper; raise `Refused` if its content has changed meanwhile."""
    check_ready(donation, draft.kind)
    if fingerprint(donation, draft.kind) != draft.facts_sha256:
        raise Refused(_("The lot changed while its document was being created: try again."))
    latest = donation.papers.filter(kind=draft.kind).first()
    if latest and latest.facts_sha256 == draft.facts_sha256:
        return latest
    paper = Paper.objects.create(
        donation=donation,
        kind=draft.kind,
        number=draft.number,
        facts_sha256=draft.facts_sha256,
        document=Document.objects.store_paper(
            draft.pdf, kind=f"donation_{draft.kind}", of=draft.number, by=by
        ),
        by=by,
    )
    Event.objects.record("donation.paper_made", donation, by=by, paper=paper.number)
    return paper


def _stored(_donation: Donation, *, draft: Draft, **_by: object) -> dict:
    """Store the PDF of the draft; read the file of an existing paper to verify it."""
    if draft.paper:
        draft.paper.document.read()
    return {"draft": store_first(draft)}


@operation("donations.change_donation", prepare=_stored)
def send_paper(donation: Donation, *, by: User, draft: Draft) -> Letter:
    """Mail the current version of a paper to the donor, after the commit."""
    paper = keep_paper(donation, by=by, draft=draft)
    return send(donation, paper.document, paper.number, by=by)


def send(donation: Donation, document: Document, number: str, *, by: User) -> Letter:
    """Create a letter that is sent after the commit; the caller holds the lock of the lot.

    The caller has read `document` in its `prepare`, so nothing is written if the file is lost or
    altered.
    """
    if not donation.donor.email:
        raise Refused(
            _("This donor has no e-mail address: print the document, or add the address.")
        )
    _check_on_no_way(document, by)
    letter = Letter.objects.create(donation=donation, document=document, paper=number, by=by)
    transaction.on_commit(partial(_send_letter, letter, by))
    return letter


def _check_on_no_way(document: Document, by: User) -> None:
    now = timezone.now()
    for letter in Letter.objects.filter(document=document, status=LetterStatus.SENDING).lock():
        if abs(now - letter.at) < MAX_SENDING_TIME:
            raise Refused(_("This document is already being sent."))
        _give_up(letter, by)
    lately = Letter.objects.filter(
        document=document, at__range=(now - DUPLICATE_WINDOW, now + DUPLICATE_WINDOW)
    )
    if lately.filter(status=LetterStatus.SENT).exists():
        raise Refused(_("This document was sent a moment ago."))


def _give_up(letter: Letter, by: User) -> None:
    letter.transition_to(LetterStatus.UNSURE)
    Event.objects.record("donation.paper_unsure", letter.donation, by=by, paper=letter.paper)


@operation("donations.change_donation")
def give_up_letters(*, by: User, now: datetime) -> int:
    """Mark letters in status “sending” for too long as unsure; return their number.

    They are not resent automatically: donors would rather ask for a letter than receive it twice.
    """
    is_lost = is_over("at", MAX_SENDING_TIME, now=now)
    left = Letter.objects.filter(is_lost, status=LetterStatus.SENDING).lock()
    for letter in left:
        _give_up(letter, by)
    return len(left)


def _send_letter(letter: Letter, by: User) -> None:
    note_outcome(letter, by=by, is_sent=deliver(letter))


@operation("donations.change_donation", locks=True)
def note_outcome(letter: Letter, *, by: User, is_sent: bool) -> Letter:
    """Record whether a letter was sent."""
    letter.transition_to(LetterStatus.SENT if is_sent else LetterStatus.FAILED)
    kind = "donation.paper_sent" if is_sent else "donation.paper_failed"
    Event.objects.record(kind, letter.donation, by=by, paper=letter.paper)
    return letter


# --- Values declared by donors. Nothing here computes a value. ---

DECLARED = [
    "declared_value",
    "declared_count",
    "value_basis",
    "declared_by",
    "declared_on",
    "bought_on",
]
OF_A_DEVICE = ["declared_value", "value_basis", "declared_by", "declared_on", "bought_on"]


@operation("donations.change_donation", locks=True)
def declare_lines(donation: Donation, *, by: User, lines: list[DonationLine]) -> Donation:
    """Set or clear the declared value of each category, for all its devices together.

    Each line has its category and the whole declaration. Raises `Refused` for values above the
    limit for public bodies, for a category whose devices have individual values, and while a valid
    paper states the values.
    """
    check_values_may_change([donation])
    for line in lines:
        line.donation = donation
        if line.declared_value is not None:
            check_worth(donation.donor, line.declared_value, line.declared_count)
            _check_not_by_device(donation, line.category)
    DonationLine.objects.bulk_create(
        lines,
        update_conflicts=True,
        unique_fields=["donation", "category"],
        update_fields=DECLARED,
    )
    donation.lines.filter(announced=0, counted=None, declared_value=None).delete()
    count = sum(line.declared_count or 0 for line in lines)
    kind = "donation.value_declared" if count else "donation.value_withdrawn"
    Event.objects.record(kind, donation, by=by, **({"count": count} if count else {}))
    return donation


@operation("donations.change_donation")
def declare_device(
    device: Device,
    *,
    by: User,
    declared_value: Decimal | None,
    value_basis: ValueBasis | str = "",
    declared_by: str = "",
    declared_on: date | None = None,
    bought_on: date | None = None,
) -> Device:
    """Record the declared value of one device; None withdraws the declaration."""
    donation = device.donation
    if donation is None:
        raise Refused(_("No donor is known for this device."))
    donation.lock()
    check_values_may_change([donation])
    device.lock()
    if declared_value is None:
        value_basis, declared_by, declared_on = "", "", None
    else:
        check_worth(donation.donor, declared_value)
        _check_not_by_line(donation, device.category)
    device.declared_value, device.value_basis = declared_value, value_basis
    device.declared_by, device.declared_on = declared_by, declared_on
    device.bought_on = bought_on
    device.save(update_fields=OF_A_DEVICE)
    kind = "device.value_withdrawn" if declared_value is None else "device.value_declared"
    Event.objects.record(kind, device, by=by)
    return device


def _check_not_by_device(donation: Donation, category: Category) -> None:
    valued = Device.objects.filter(
        donation=donation, category=category, declared_value__isnull=False
    )
    if valued.exclude(status=DeviceStatus.WITHDRAWN).exists():
        raise Refused(
            _("%(category)s: some devices have their own value; remove those values first.")
            % {"category": category}
        )


def _check_not_by_line(donation: Donation, category: Category) -> None:
    if donation.lines.filter(category=category, declared_value__isnull=False).exists():
        raise Refused(
            _("%(category)s: the lot has one value for all of them; remove it first.")
            % {"category": category}
        )

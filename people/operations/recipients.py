"""Families and staff: entered with who answers for them, and anonymised in the end."""

from datetime import date

from django.db.models import Q
from django.db.models.functions import Least
from django.utils import timezone
from django.utils.translation import gettext as _

from core import erasure_journal
from core.models import Event
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation
from people.anonymisation import forget_with, live_among
from people.areas import commune_of
from people.lifecycle import ProofKind
from people.models import Guardian, Language, Recipient, User
from people.models.recipient import FOLDED, PERSONAL, RecipientQuerySet

# Households of six and more are told alike.
LARGEST_BAND = 6


@operation("people.change_recipient")
def save_recipient(
    recipient: Recipient, *, by: User, guardians: list[Guardian] | None = None
) -> Recipient:
    """Write a recipient, new or corrected, with the guardians who answer for them.

    `guardians=None` leaves them as they are; a minor must have one.
    """
    by.check_acts_for(recipient.organisation_id, "people.change_recipient")
    is_new = recipient.pk is None
    if (
        not is_new
        and Recipient.objects.filter(pk=recipient.pk).exclude(anonymised_at=None).exists()
    ):
        raise Refused(_("This person was anonymised: nothing can be written about them."))
    if not (recipient.first_name or recipient.last_name):
        raise Refused(_("Write a name: the agreement needs it."))
    recipient.commune = commune_of(recipient.town)
    recipient.contact_on, recipient.erase_on = timezone.localdate(), None
    recipient.full_clean()
    recipient.save()
    if guardians is not None:
        recipient.guardians.all().delete()
        for guardian in guardians:
            guardian.recipient = recipient
        Guardian.objects.bulk_create(guardians)
    check_guardian(recipient, today=timezone.localdate())
    kind = "recipient.entered" if is_new else "recipient.changed"
    Event.objects.record(kind, recipient, by=by)
    return recipient


@operation("people.anonymise_recipient")
def anonymise(
    recipients: list[Recipient],
    *,
    by: User,
    kind: str = "recipient.anonymised",
    is_again: bool = False,
) -> list[Recipient]:
    """Take all that is personal out of these rows, for good; their loans remain. Return who it was.

    Who was merged with them is one of them. A household stays as a band, so that nobody is known by
    its size; who was anonymised already is left as they are. Raises `Refused` if a loan, a request
    or an appointment of theirs is open, but for those of an older database who were promised to be
    forgotten (`is_again`).
    """
    ids = [recipient.pk for recipient in recipients]
    rows = Recipient.objects.filter(Q(pk__in=ids) | Q(merged_into__in=ids), anonymised_at=None)
    locked = list(rows.order_by("pk").select_for_update(of=("self",)))
    if not is_again and live_among(rows):
        raise Refused(_("Something is under way with this person: end it first."))
    Guardian.objects.filter(recipient__in=locked).delete()
    forget_with(locked)
    _blank(rows)
    erasure_journal.note("people.Recipient", [recipient.pk for recipient in locked])
    Event.objects.record_many(kind, [(recipient, {}) for recipient in locked], by=by)
    return locked


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


def check_guardian(recipient: Recipient, *, today: date) -> None:
    """Raise `Refused` for a minor for whom nobody answers."""
    if recipient.is_minor(today) and not recipient.guardians.exists():
        raise Refused(_("This person is a minor: name the guardian who will sign."))


@operation("loans.hand_over")
def see_proof(recipient: Recipient, *, by: User, kind: ProofKind) -> Recipient:
    """Write down which proof of a person was seen, today and by whom; nothing of it is kept.

    It is asked once of a person: what was seen before stays.
    """
    recipient = Recipient.objects.select_for_update(of=("self",)).get(pk=recipient.pk)
    if recipient.proof_seen_on:
        return recipient
    recipient.proof_kind, recipient.proof_seen_on = ProofKind(kind), timezone.localdate()
    recipient.proof_seen_by = by
    recipient.full_clean()
    recipient.save(update_fields=["proof_kind", "proof_seen_on", "proof_seen_by"])
    Event.objects.record("recipient.proof_seen", recipient, by=by, proof=recipient.proof_kind)
    return recipient


@operation("loans.hand_over")
def set_second_language(
    recipient: Recipient, *, by: User, language: Language | None = None
) -> Recipient:
    """Say in which language a text stands beside the French on a person's papers; None: in none."""
    recipient = Recipient.objects.select_for_update(of=("self",)).get(pk=recipient.pk)
    recipient.second_language = language
    recipient.full_clean()
    recipient.save(update_fields=["second_language"])
    Event.objects.record("recipient.changed", recipient, by=by)
    return recipient

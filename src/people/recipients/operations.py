from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import Event
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation, save_valid
from people.areas.communes import commune_of
from people.base.lifecycle import ProofKind
from people.models import Guardian, Language, Recipient, User


@operation("people.change_recipient")
def save_recipient(
    recipient: Recipient, *, by: User, guardians: list[Guardian] | None = None
) -> Recipient:
    """Save a recipient, new or corrected, with their guardians.

    `guardians=None` leaves the guardians unchanged; a minor must have a guardian.
    """
    by.check_acts_for(recipient.organisation_id, "people.change_recipient")
    is_new = recipient.pk is None
    if (
        not is_new
        and Recipient.objects.filter(pk=recipient.pk).exclude(anonymised_at=None).exists()
    ):
        raise Refused(_("This person has been anonymised: nothing can be written about them."))
    if not (recipient.first_name or recipient.last_name):
        raise Refused({"first_name": _("Enter a name: it must be on the agreement.")})
    recipient.commune = commune_of(recipient.town)
    recipient.contact_on, recipient.erase_on = timezone.localdate(), None
    save_valid(recipient)
    if guardians is not None:
        recipient.guardians.all().delete()
        for guardian in guardians:
            guardian.recipient = recipient
        Guardian.objects.bulk_create(guardians)
    check_guardian(recipient, today=timezone.localdate())
    kind = "recipient.entered" if is_new else "recipient.changed"
    Event.objects.record(kind, recipient, by=by)
    return recipient


def check_guardian(recipient: Recipient, *, today: date) -> None:
    """Raise `Refused` for a minor without a guardian."""
    if recipient.is_minor(today) and recipient.representative is None:
        sentence = _("This person is a minor: enter the guardian who will sign.")
        raise Refused({"guardian1_name": sentence})


@operation("loans.hand_over")
def choose_signer(recipient: Recipient, *, by: User, guardian: Guardian) -> Recipient:
    """Choose this guardian to borrow and sign; other guardians remain as contacts."""
    others = recipient.guardians.exclude(pk=guardian.pk).order_by("pk")
    guardians = [guardian, *others]
    for one in guardians:
        one.pk = None
    return save_recipient(recipient, by=by, guardians=guardians)


@operation("loans.hand_over")
def see_proof(recipient: Recipient, *, by: User, kind: ProofKind) -> Recipient:
    """Record which proof of identity was seen, today and by whom; no copy is kept.

    An earlier proof is not overwritten.
    """
    recipient = Recipient.objects.select_for_update(of=("self",)).get(pk=recipient.pk)
    if recipient.proof_seen_on:
        return recipient
    recipient.proof_kind, recipient.proof_seen_on = ProofKind(kind), timezone.localdate()
    recipient.proof_seen_by = by
    save_valid(recipient, update_fields=["proof_kind", "proof_seen_on", "proof_seen_by"])
    Event.objects.record("recipient.proof_seen", recipient, by=by, proof=recipient.proof_kind)
    return recipient


@operation("loans.hand_over")
def see_capacity(guardian: Guardian, *, by: User) -> Guardian:
    """Record that the document that proves the capacity of a representative was seen today."""
    guardian.seen_on = timezone.localdate()
    save_valid(guardian, update_fields=["seen_on"])
    Event.objects.record("recipient.capacity_seen", guardian.recipient, by=by)
    return guardian


@operation("loans.hand_over")
def set_second_language(
    recipient: Recipient, *, by: User, language: Language | None = None
) -> Recipient:
    """Set the second language of a person's papers, beside French; None removes it."""
    recipient = Recipient.objects.select_for_update(of=("self",)).get(pk=recipient.pk)
    recipient.second_language = language
    save_valid(recipient, update_fields=["second_language"])
    Event.objects.record("recipient.changed", recipient, by=by)
    return recipient

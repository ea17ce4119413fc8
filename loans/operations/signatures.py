"""Who signed an agreement on the screen: a row for each, that names nobody."""

import hashlib
from datetime import datetime

from django.utils.translation import gettext as _

from core.lives import Refused
from loans.lifecycle.answers import SignerRole
from loans.models import Agreement, Mandate, Signature
from loans.papers import signatories_of
from people.models import User


def keep_signatures(
    agreement: Agreement, drawings: tuple[bytes, ...], house: bytes, *, by: User, at: datetime
) -> list[int]:
    """Write down who signed, when, and the hash of each drawing; called in the act of signing.

    Returns the positions of the guardians who were not there (an empty drawing): one of them binds.
    Raises `Refused` unless each other who must sign drew their name.
    """
    loan = agreement.loan
    guardians = list(loan.recipient.guardians.order_by("pk")) if loan.recipient else []
    mandate = Mandate.objects.of(loan)
    signatories = signatories_of(loan, guardians, mandate)
    away = [who for who, drawing in zip(signatories, drawings, strict=False) if not drawing]
    may_be_away = len(away) < len(guardians) and not mandate
    if len(drawings) != len(signatories) or (away and not may_be_away):
        raise Refused(_("Each who is named at the end of the paper signs."))
    rows = [
        Signature(role=who.role, position=who.position, sha256=_sha256(drawing))
        for who, drawing in zip(signatories, drawings, strict=True)
        if drawing
    ]
    rows.append(Signature(role=SignerRole.HOUSE, user=by, sha256=_sha256(house)))
    for row in rows:
        row.agreement, row.at = agreement, at
    Signature.objects.bulk_create(rows)
    return [who.position for who in away]


def _sha256(drawing: bytes) -> str:
    return hashlib.sha256(drawing).hexdigest() if drawing else ""

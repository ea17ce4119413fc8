"""Reveal or print the code of a voucher for its recipient: once, then only with a reason."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from core.lives import Refused
from core.models import Event
from core.operations import operation
from inventory.lifecycle.vouchers import VOUCHER_GIVEN_OUT, RevealReason
from inventory.models import Voucher
from inventory.secrets import Secret, secret_of
from people.models import User


@operation("inventory.reveal_voucher")
@sensitive_variables("secret", "secrets")
def reveal(voucher: Voucher, *, by: User, why: RevealReason | str = "") -> Secret:
    """Give the code of a voucher that was handed out, and leave a trace of who saw it and why.

    The first time it is for the hand-over; afterwards `Refused` without a reason of its own.
    """
    return _open([voucher], by, why, "voucher.shown")[0][1]


@operation("inventory.reveal_voucher")
@sensitive_variables("secrets")
def open_for_slip(
    vouchers: list[Voucher], *, by: User, why: RevealReason | str = ""
) -> list[tuple[Voucher, Secret]]:
    """The codes of these vouchers for the slip that is printed now; each leaves its trace.

    All of them or none; shown or printed before, each needs a reason.
    """
    if not vouchers:
        raise Refused(_("There is no voucher to print."))
    return _open(vouchers, by, why, "voucher.printed")


@sensitive_variables("secret", "opened")
def _open(vouchers: list[Voucher], by: User, why: str, kind: str) -> list[tuple[Voucher, Secret]]:
    rows = Voucher.objects.filter(pk__in=[v.pk for v in vouchers])
    locked = rows.select_related("batch__product", "recipient", "organisation").lock()
    opened, event_rows = [], []
    for voucher in locked:
        reason = _reason_for(voucher, why)
        secret = secret_of(voucher)
        if not any(secret):
            raise Refused(_("%(voucher)s has no code: it is the card itself.") % _params(voucher))
        opened.append((voucher, secret))
        event_rows.append((voucher, {"why": str(reason)}))
    rows.filter(revealed_at=None).update(revealed_at=timezone.now())
    Event.objects.record_many(kind, event_rows, by=by)
    return opened


def _reason_for(voucher: Voucher, why: str) -> str:
    """The reason to keep; raises `Refused` when there is none, or nobody holds the voucher."""
    if voucher.status not in VOUCHER_GIVEN_OUT:
        raise Refused(_("A code is shown only once the voucher is handed out."))
    if voucher.recipient_id is None and voucher.consigned.exists():
        raise Refused(_("%(voucher)s was handed out sealed by its structure.") % _params(voucher))
    if voucher.revealed_at is None:
        return RevealReason.HAND_OVER
    if why not in RevealReason.values or why == RevealReason.HAND_OVER:
        raise Refused(
            _("The code of %(voucher)s was shown already: say why it is needed again.")
            % _params(voucher)
        )
    return why


def _params(voucher: Voucher) -> dict:
    return {"voucher": voucher}

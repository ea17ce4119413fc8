"""One scan box for all that leaves: what a code names is set aside, or opened."""

from django.utils.translation import gettext as _

from catalogue.models import AccessoryKind
from core.lives import Refused
from core.operations import operation
from inventory.identifiers import clean_code
from inventory.models import Device, Voucher
from inventory.scanned import device_named
from loans.lifecycle import ItemStatus, RequestStatus
from loans.models import Loan, LoanItem, Referral, Request
from loans.operations.agreements import cancel_loan
from loans.operations.preparation import (
    add_accessory,
    prepare_for,
)
from loans.operations.referrals import use_referral
from loans.operations.reserving import reserve, reserve_voucher
from people.models import User


@operation("loans.hand_over")
def take_scanned(
    loan: Loan, *, by: User, code: str, override: bool = False
) -> Loan | LoanItem | Request:
    """Reserve the object of a scanned code on a prepared loan; or open what it leads to.

    Of a device, a voucher by its number, an accessory by its code: its item. Of a request or an
    agreement: the hand-over to go on with. Of a referral slip: the request that it became, which
    the loan serves. Raises `Refused`, saying why, for anything else; `NeedsConfirmation` for
    what is taken with `override`.
    """
    cleaned = clean_code(code)
    referral = Referral.objects.visible_to(by).matching_code(cleaned).first()
    if referral:
        return use_referral(loan, referral, by=by, override=override)
    voucher = Voucher.objects.visible_to(by).matching_code(cleaned).first() if cleaned else None
    if voucher:
        return reserve_voucher(loan, by=by, voucher=voucher, override=override)
    for take in (_accessory, _request, _loan):
        taken = take(loan, cleaned, by)
        if taken is not None:
            return taken
    device = device_named(code, Device.objects.visible_to(by))
    return reserve(loan, by=by, devices=[device], override=override)[0]


def _accessory(loan: Loan, code: str, by: User) -> LoanItem | None:
    kind = AccessoryKind.objects.accessories().filter(code=code.lower()).first()
    return add_accessory(loan, by=by, accessory=kind) if kind else None


def _request(loan: Loan, code: str, by: User) -> Loan | None:
    request = Request.objects.visible_to(by).matching_code(code).first()
    if request is None or request.pk == loan.request_id:
        return loan if request else None
    _check_is_empty(loan, request)
    if request.status != RequestStatus.ACCEPTED:
        raise Refused(
            _("%(request)s is “%(status)s”: it is accepted first.")
            % {"request": request, "status": request.status_label}
        )
    opened = prepare_for(request, by=by)
    if loan.request_id is None and opened.pk != loan.pk:
        cancel_loan(loan, by=by)  # nothing was in it: it was opened to scan
    return opened


def _loan(loan: Loan, code: str, by: User) -> Loan | None:
    other = Loan.objects.visible_to(by).matching_code(code).first()
    if other and other.pk != loan.pk:
        _check_is_empty(loan, other)
    return other


def _check_is_empty(loan: Loan, other: Loan | Request) -> None:
    if loan.items.filter(status=ItemStatus.RESERVED).exists():
        raise Refused(
            _("This is %(other)s: finish or cancel this hand-over first, then scan it again.")
            % {"other": other}
        )

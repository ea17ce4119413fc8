"""Referral slips: issue a slip, cancel it, use it for one hand-over, or free it again."""

from collections.abc import Iterable
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import Event
from core.modules.registry import is_on
from core.workflow.lifecycle import NeedsConfirmation, Refused
from core.workflow.operations import operation, save_valid
from loans.allocation.operations.preparation import record_items
from loans.allocation.operations.reservations import best_line, not_as_needed
from loans.base.lifecycle.loans import Audience, ItemStatus, RequestStatus
from loans.base.needs import NEED_COLUMNS
from loans.base.operations import lock_to_prepare, next_number
from loans.models import Convention, Loan, LoanItem, Request, RequestLine
from loans.organisations.eligibility import check_may_ask
from loans.organisations.quotas import what_is_over
from loans.requests.operations.requests import count_in_convention
from modules.referrals.lifecycle import ReferralStatus
from modules.referrals.models import Referral, ReferralLine, checked
from people.models import Organisation, Recipient, User


@operation("loans.ask")
def issue_referral(referral: Referral, *, by: User, lines: list[ReferralLine]) -> Referral:
    """Issue a slip for these `lines` with the next number; its paper is rendered from the row."""
    by.check_acts_for(referral.organisation_id, "loans.ask")
    Recipient.objects.filter(pk=referral.recipient_id).hold()
    check_may_ask(referral.organisation, timezone.localdate())
    _check_day(referral.valid_until, today=timezone.localdate())
    if not lines:
        raise Refused(_("Request at least one item."))
    if by.organisation_id:
        _check_quota(referral.organisation, lines)
    referral.number = checked(next_number("referral", "B"))
    referral.created_by = by
    save_valid(referral)
    for line in lines:
        line.referral = referral
        line.full_clean(exclude=["referral"])
    ReferralLine.objects.bulk_create(lines)
    Event.objects.record("referral.issued", referral, by=by, on=referral.valid_until.isoformat())
    return referral


def _check_day(day: date, *, today: date) -> None:
    if day < today:
        raise Refused(_("This date has passed."))


def _check_quota(organisation: Organisation, lines: list[ReferralLine]) -> None:
    """Lock the current convention; raise `Refused` beyond its quota, open slips included."""
    today = timezone.localdate()
    conventions = Convention.objects.filter(organisation=organisation).in_force(today).lock()
    if not conventions:
        return
    out = ReferralLine.objects.filter(
        referral__in=Referral.objects.filter(organisation=organisation).valid(today)
    )
    new = lines_from_entitlements(lines)
    over = what_is_over(conventions[0], new, counted=lines_from_entitlements(out.for_list()))
    if over:
        raise Refused(
            [*over, _("Slips that you issued and that have not been used yet count too.")]
        )


@operation("loans.ask")
def cancel_referral(referral: Referral, *, by: User) -> Referral:
    """Cancel an unused slip; scanning it then shows the reason."""
    by.check_acts_for(referral.organisation_id, "loans.ask")
    referral.lock()
    referral.transition_to(ReferralStatus.CANCELLED)
    Event.objects.record("referral.cancelled", referral, by=by)
    return referral


@operation("loans.hand_over")
def use_referral(loan: Loan, referral: Referral, *, by: User, override: bool = False) -> Request:
    """Use up a slip for a walk-in that is being prepared; return the request created from it.

    That request is accepted at once for all entitlements of the slip, and the loan serves it: items
    reserved on it already count. Raises `Refused` when the slip is used, cancelled, expired, or
    belongs to another organisation or person, or when the loan serves a request already. Raises
    `NeedsConfirmation` when a reserved device does not match the slip, unless `override`.
    """
    Recipient.objects.filter(pk=loan.recipient_id or referral.recipient_id).hold()
    lock_to_prepare(loan)
    referral.lock()
    _check_is_good(referral)
    _check_fits(loan, referral)
    loan.recipient = loan.recipient or referral.recipient
    loan.audience = Audience(loan.recipient.kind) if loan.recipient else referral.audience
    request = _request_of(loan, referral, by)
    loan.request = request
    loan.save(update_fields=["request", "recipient", "audience"])
    _count_items(loan, request, by, override=override)
    referral.transition_to(ReferralStatus.USED, loan=loan, request=request)
    Event.objects.record("referral.used", referral, by=by, loan=loan.number)
    Event.objects.record("loan.referral_used", loan, by=by, referral=referral.number)
    return request


def take_slip(loan: Loan, code: str, by: User, *, override: bool) -> Request | None:
    """Use the slip with this code; None if it is not a slip, or slips are disabled."""
    referral = Referral.objects.visible_to(by).matching_code(code).first()
    if referral is None or not is_on("referrals"):
        return None
    return use_referral(loan, referral, by=by, override=override)


def free_referral(loan: Loan, *, by: User) -> None:
    """Free the slip that a hand-over used, and cancel its request; the caller holds both locks."""
    referral = Referral.objects.filter(loan=loan).first()
    if referral is None:
        return
    referral.lock()
    referral.transition_to(ReferralStatus.ISSUED, loan=None)
    loan.request.transition_to(RequestStatus.CANCELLED)
    Event.objects.record("request.cancelled", loan.request, by=by)
    Event.objects.record("referral.freed", referral, by=by, loan=loan.number)
    Event.objects.record("loan.referral_freed", loan, by=by, referral=referral.number)


def _check_is_good(referral: Referral) -> None:
    params = {"slip": referral, "loan": referral.loan}
    if referral.status == ReferralStatus.USED:
        raise Refused(_("%(slip)s has already been used, by %(loan)s.") % params)
    if referral.status == ReferralStatus.CANCELLED:
        raise Refused(_("%(slip)s was cancelled by its organisation.") % params)
    if referral.is_expired:
        raise Refused(_("%(slip)s has expired: another slip can be issued.") % params)


def _check_fits(loan: Loan, referral: Referral) -> None:
    if loan.organisation_id != referral.organisation_id:
        raise Refused(
            _(
                "%(slip)s comes from another organisation (%(organisation)s): open a "
                "hand-over for that organisation."
            )
            % {"slip": referral, "organisation": referral.organisation}
        )
    if loan.request_id:
        raise Refused(
            _("This hand-over is for request %(request)s: open another one for the slip.")
            % {"request": loan.request}
        )
    if loan.recipient_id and referral.recipient_id not in {None, loan.recipient_id}:
        raise Refused(_("%(slip)s is for another person.") % {"slip": referral})


def _request_of(loan: Loan, referral: Referral, by: User) -> Request:
    """The request created from a slip, accepted in full."""
    person = loan.recipient
    request = Request(
        number=next_number("request", "R"),
        organisation=referral.organisation,
        site=loan.site,
        audience=loan.audience,
        recipient=person,
        household_size=person.household_size if person else referral.household_size,
        purpose=referral.purpose,
        created_by=by,
    )
    save_valid(request)
    lines = lines_from_entitlements(referral.lines.for_list())
    for line in lines:
        line.request, line.accepted = request, line.requested
        line.full_clean(exclude=["request"])
    RequestLine.objects.bulk_create(lines)
    count_in_convention(request, by=by)
    request.transition_to(RequestStatus.SENT)
    request.transition_to(RequestStatus.ACCEPTED)
    count = sum(line.requested for line in lines)
    Event.objects.record("request.entered", request, by=by)
    Event.objects.record("request.accepted", request, by=by, accepted=count, requested=count)
    return request


def lines_from_entitlements(entitlements: Iterable[ReferralLine]) -> list[RequestLine]:
    """The unsaved request lines of these entitlements; each kit is a bundle."""
    lines, bundle = [], 0
    for line in entitlements:
        if line.kit:
            bundle += 1
            lines += RequestLine.of_kit(line.kit, line.quantity, bundle)
        else:
            kinds = {name: getattr(line, name) for name in ["category", "product", "accessory"]}
            needs = {name: getattr(line, name) for name in NEED_COLUMNS}
            lines.append(RequestLine(**kinds, **needs, requested=line.quantity))
    return lines


def _count_items(loan: Loan, request: Request, by: User, *, override: bool) -> None:
    """Count the items reserved on a loan towards the lines of the new request."""
    rows = loan.items.filter(status=ItemStatus.RESERVED).for_list()
    items = list(rows.select_related("device__specification"))
    left = {line: line.requested for line in request.lines.select_related("accessory")}
    for item in items:
        item.line = _line_of(item, left)
        if item.line is None and not item.accessory_id:
            raise Refused(_("The slip does not cover %(thing)s: remove it.") % {"thing": item})
        if item.line:
            left[item.line] -= item.quantity
    _object(loan, items, by, override=override)
    LoanItem.objects.bulk_update(items, ["line"])


def _line_of(item: LoanItem, left: dict[RequestLine, int]) -> RequestLine | None:
    """The line with room that an item serves; if several fit a device, chosen as `reserve` does."""
    lines = [line for line in left if _serves(item, line, left[line])]
    return best_line(item.device, lines) if item.device and lines else next(iter(lines), None)


def _object(loan: Loan, items: list[LoanItem], by: User, *, override: bool) -> None:
    """Raise `NeedsConfirmation` for devices that do not meet the needs of their slip line."""
    objections = {item: not_as_needed(item.device, item.line) for item in items if item.device}
    against = [item for item in objections if objections[item]]
    if against and not override:
        raise NeedsConfirmation([objections[item] for item in against])
    record_items("loan.taken_anyway", loan, against, by)


def _serves(item: LoanItem, line: RequestLine, left: int) -> bool:
    if left < item.quantity:
        return False
    if item.device_id:
        return item.device.category_id == line.category_id
    if item.voucher_id:
        return item.voucher.batch.product_id == line.product_id
    return bool(line.accessory_id) and line.accessory.is_met_by(item.accessory)

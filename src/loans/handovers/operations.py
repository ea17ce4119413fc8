"""The hand-over: scans, briefing and terms."""

from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.models import AccessoryKind
from core.models import Document, Event
from core.modules.registry import is_offered, is_on
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation, save_valid, stores
from inventory.devices.identifiers import clean_code, is_tag
from inventory.devices.operations import bring_here
from inventory.models import Device, Voucher
from inventory.scanning.codes import device_named
from inventory.vouchers.lifecycle import PaidBy
from loans.allocation.operations.preparation import add_accessory, prepare, prepare_for
from loans.allocation.operations.reservations import reserve, reserve_voucher
from loans.appointments.operations import cancel_loan
from loans.base.lifecycle.agreements import PaperKind
from loans.base.lifecycle.loans import (
    AgreementStatus,
    Audience,
    ItemStatus,
    LiftReason,
    LoanKind,
    LoanStatus,
    RequestStatus,
)
from loans.base.operations import lock_person, lock_to_prepare, set_recipient
from loans.base.papers import employer_text, facts_of, fingerprint
from loans.base.text_values import address_of
from loans.base.voucher_limits import voucher_problems
from loans.base.week import last_opening_day
from loans.handovers.payments_due import payment_problems, priced
from loans.models import Agreement, Attachment, Briefing, Loan, LoanItem, Mandate, Request
from loans.organisations.already_equipped import ALLOWED, walk_in_refusal
from people.models import Organisation, Recipient, Site, User
from people.organisations.operations import enter_organisation
from people.outbox.addresses import addresses_of
from people.outbox.lifecycle import Channel
from people.recipients.operations import check_guardian

# A walk-in that its user left empty for this long is taken up instead of another.
LEFT_AFTER_MINUTES, LEFT_BEFORE_HOURS = timedelta(minutes=30), timedelta(hours=12)
ENDED = {LoanStatus.CANCELLED, LoanStatus.CLOSED}


@operation("loans.hand_over")
def open_walk_in(
    *,
    by: User,
    site: Site,
    organisation: Organisation | None,
    new_organisation: str = "",
    recipient: Recipient | None = None,
) -> Loan:
    """Prepare a loan without a request, for a known person if one is given.

    `new_organisation` is a name: the organisation is created and approved unless it exists.
    """
    if new_organisation:
        namesake = Organisation.objects.filter(name__iexact=new_organisation).first()
        organisation = namesake or enter_organisation(Organisation(name=new_organisation), by=by)
    organisation = organisation.merged_into or organisation
    loan = _left_empty(organisation, site, by) or prepare(
        by=by, organisation=organisation, site=site
    )
    return set_recipient(loan, by=by, recipient=recipient) if recipient else loan


def _left_empty(organisation: Organisation, site: Site, by: User) -> Loan | None:
    """The walk-in that the user opened today and left without a person or an item, if any."""
    now = timezone.now()
    loans = Loan.objects.left_empty().filter(
        status=LoanStatus.PREPARED,
        organisation=organisation,
        site=site,
        status_since__range=(now - LEFT_BEFORE_HOURS, now - LEFT_AFTER_MINUTES),
    )
    mine = (loan for loan in loans if not Event.objects.about(loan).exclude(by=by).exists())
    return next(mine, None)


@operation("loans.hand_over")
def brief(loan: Loan, briefing: Briefing, *, by: User) -> Briefing:
    """Record what was explained to the person of a prepared loan, and the offer of training.

    A second briefing before the signature replaces the first.
    """
    lock_to_prepare(loan)
    earlier = Briefing.objects.filter(loan=loan).first()
    briefing.pk = earlier.pk if earlier else None
    briefing._state.adding = earlier is None
    briefing.loan, briefing.by, briefing.at = loan, by, timezone.now()
    save_valid(briefing)
    if briefing.explained:
        Event.objects.record("loan.explained", loan, by=by)
    if briefing.training:
        Event.objects.record("loan.briefed", loan, by=by, training=briefing.training)
    return briefing


@operation("loans.decide_request")
def allow_walk_in(loan: Loan, *, by: User, reason: LiftReason) -> Loan:
    """Allow the person of a prepared loan this hand-over, which the rules refuse."""
    lock_to_prepare(loan)
    if walk_in_refusal(loan, timezone.localdate()):
        Event.objects.record(ALLOWED, loan, by=by, lift=reason, recipient=loan.recipient_id)
    return loan


def check_briefed(loan: Loan) -> None:
    """Raise `Refused` unless it is recorded whether training was offered, if that is required."""
    is_wanted = is_on("training") and loan.audience != Audience.STRUCTURE
    is_required = is_wanted and loan.taken_over_at is None
    if is_required and not Briefing.objects.filter(loan=loan).exclude(training="").exists():
        raise Refused(_("Record first whether training was offered: everyone is asked."))


@operation("loans.hand_over")
def name_collector(loan: Loan, mandate: Mandate, *, by: User) -> Mandate:
    """Record who collects and signs for the recipient, and the document seen."""
    lock_to_prepare(loan)
    if loan.recipient is None:
        raise Refused(_("Choose the person first: a mandate is personal."))
    if mandate.seen_on > timezone.localdate():
        raise Refused(_("The date cannot be in the future."))
    earlier = Mandate.objects.filter(loan=loan).first()
    mandate.pk = earlier.pk if earlier else None
    mandate._state.adding = earlier is None
    mandate.loan, mandate.by, mandate.given_up_at = loan, by, None
    save_valid(mandate)
    Event.objects.record("loan.mandate", loan, by=by, mandate=mandate.paper)
    return mandate


@operation("loans.hand_over")
def drop_collector(loan: Loan, *, by: User) -> Loan:
    """Remove the mandate: the recipient collects and signs."""
    lock_to_prepare(loan)
    mandate = Mandate.objects.of(loan)
    if mandate is None:
        raise Refused(_("Nobody was authorised to collect for the person."))
    mandate.given_up_at = timezone.now()
    mandate.save(update_fields=["given_up_at"])
    Event.objects.record("loan.mandate_off", loan, by=by)
    return loan


@operation("loans.hand_over", prepare=stores("content"))
def attach(loan: Loan, *, by: User, kind: PaperKind, content: bytes, content_type: str) -> Loan:
    """Attach a paper of a listed kind to a loan.

    The bytes come from `core.forms.uploads.clean_scan`.
    """
    lock_person(loan)
    loan.lock()
    if loan.status in ENDED:
        raise Refused(_("This loan has ended: no document can be attached to it."))
    kind = PaperKind(kind)
    document = Document.objects.store_paper(
        content, kind="attachment", of=kind, by=by, content_type=content_type
    )
    Attachment.objects.create(loan=loan, kind=kind, document=document, by=by)
    Event.objects.record("loan.attached", loan, by=by, paper=kind)
    return loan


@operation("loans.hand_over")
def detach(attachment: Attachment, *, by: User) -> Attachment:
    """Delete the file of an attached paper; the history still shows that it existed."""
    attachment.loan.lock()
    attachment.refresh_from_db()
    if attachment.removed_at:
        return attachment
    attachment.removed_at = timezone.now()
    attachment.save(update_fields=["removed_at"])
    attachment.document.purge()
    Event.objects.record("loan.detached", attachment.loan, by=by, paper=attachment.kind)
    return attachment


@operation("loans.read_agreement")
def note_attachment_read(attachment: Attachment, *, by: User) -> Attachment:
    """Record that the user opened an attached paper."""
    Event.objects.record("loan.attachment_read", attachment.loan, by=by, paper=attachment.kind)
    return attachment


# Terms of a loan: lent until a day, given or sold.


@operation("loans.hand_over")
def set_terms(
    loan: Loan,
    *,
    by: User,
    kind: LoanKind,
    due_on: date | None = None,
    sale_price: Decimal | None = None,
    employer: Organisation | None = None,
    paid_by: PaidBy | str = "",
    prices: dict[int, Decimal] | None = None,
) -> Loan:
    """Set whether a prepared loan is lent until a day, given or sold.

    The loan ends on the last day up to `until` on which its site receives people. A loan to
    staff may name another employer: the third party to its agreement. `prices` are the amounts
    paid for vouchers reserved on it, in euros by id, all by the means `paid_by` like the sale.
    Raises `Refused` for a sale that is disabled or not allowed by law, and for a price without
    a means of payment.
    """
    lock_to_prepare(loan)
    is_loan = kind == LoanKind.LOAN
    _check_day(kind, due_on)
    _note_prices(loan, prices or {}, paid_by)
    terms = {
        "kind": kind,
        "due_on": last_opening_day(loan.site, due_on) if is_loan else None,
        "sale_price": None if is_loan else sale_price or None,
        "paid_by": "" if is_loan or not sale_price else paid_by,
        "employer": employer if is_loan and loan.audience == Audience.STAFF else None,
    }
    is_same = all(getattr(loan, name) == value for name, value in terms.items())
    for name, value in terms.items():
        setattr(loan, name, value)
    check_sale(loan)
    if is_same:
        return loan
    loan.save(update_fields=list(terms))
    Event.objects.record("loan.changed", loan, by=by)
    return loan


def _note_prices(loan: Loan, prices: dict[int, Decimal], paid_by: PaidBy | str) -> None:
    """Record the prices of the vouchers reserved on a loan; they count at the hand-over."""
    if any(prices.values()) and not paid_by:
        raise Refused({"paid_by": _("Choose the payment method.")})
    vouchers = Voucher.objects.filter(pk__in=[voucher.pk for voucher in priced(loan)])
    for voucher in vouchers.lock():
        if voucher.pk in prices:
            price = prices[voucher.pk]
            voucher.price_paid, voucher.paid_by = price, paid_by if price else ""
            voucher.save(update_fields=["price_paid", "paid_by"])


def _check_day(kind: LoanKind, due_on: date | None) -> None:
    if kind == LoanKind.LOAN and due_on is None:
        raise Refused({"due_on": _("Enter the return date.")})
    if due_on and due_on < timezone.localdate():
        raise Refused({"due_on": _("The due date has passed.")})


SALE_CHECKS: list = []  # functions (loan) of modules: raise `Refused` for a sale not allowed


def check_sale(loan: Loan) -> None:
    """Raise `Refused` for a sale that is not allowed for the items of a loan."""
    if not loan.sale_price:
        return
    if not is_offered("sale"):
        raise Refused(_("We do not sell devices. An administrator can switch on solidarity sales."))
    if loan.audience != Audience.FAMILY:
        raise Refused(_("A device can only be sold to a family."))
    for check in SALE_CHECKS:
        check(loan)


def check_can_be_signed(loan: Loan, *, today: date) -> None:
    """Raise `Refused` with everything that a prepared loan lacks for its agreement."""
    missing = []
    if not loan.items.filter(status=ItemStatus.RESERVED).exists():
        missing.append(_("Add at least one item."))
    if loan.recipient is None and loan.audience != Audience.STRUCTURE:
        missing.append(_("Choose the person."))
    if loan.kind == LoanKind.LOAN and loan.due_on < today:
        missing.append(_("The due date has passed."))
    if not address_of(loan.site):
        words = _("%(site)s has no address, and documents need one: enter it in Settings, “Sites”.")
        missing.append(words % {"site": loan.site})
    missing += voucher_problems(loan, today) + payment_problems(loan)
    if missing:
        raise Refused(missing)
    check_sale(loan)
    if loan.recipient:
        check_guardian(loan.recipient, today=today)
        if refusal := walk_in_refusal(loan, today):
            raise Refused(refusal)


# --- Agreements: checks before signing. ---


CHANGED = gettext_lazy("The agreement is out of date: create it again, then have it signed.")


def check_to_sign(agreement: Agreement, facts: dict | None = None) -> None:
    """Raise `Refused` unless the agreement, just read, can be signed.

    Called twice: with the `facts` for the PDF before it is rendered, to avoid rendering in vain;
    then under the lock, with facts read again, for the final decision.
    """
    if agreement.status != AgreementStatus.ISSUED:
        raise Refused(_("This agreement is not waiting for a signature: open it again."))
    facts = facts or facts_of(agreement.loan, agreement.text, agreement.second_text)
    if fingerprint(facts) != agreement.facts_sha256:
        raise Refused(CHANGED)
    check_can_be_signed(agreement.loan, today=timezone.localdate())
    check_briefed(agreement.loan)


def check_employer(agreement: Agreement) -> None:
    """Raise `Refused` if the employer must sign but has no e-mail address, or there is no text.

    The employer signs by a link; on paper, all three sign one sheet.
    """
    employer = agreement.loan.employer
    if employer and not addresses_of(employer, Channel.EMAIL):
        params = {"employer": employer}
        raise Refused(
            _(
                "%(employer)s also signs, using a link, but has no e-mail address: add "
                "one, or have all three parties sign on paper."
            )
            % params
        )
    if employer:
        employer_text(agreement.loan)


# --- Scan box: reserve the item of a code, or open its page. ---


TAKES: list = []  # each function returns None for a code of another kind


@operation("loans.hand_over")
def take_scanned(
    loan: Loan, *, by: User, code: str, override: bool = False, is_here: bool = False
) -> Loan | LoanItem | Request:
    """Reserve the scanned item on a prepared loan, or find the hand-over that the code belongs to.

    For the code of a device or an accessory, or the number of a voucher, returns the reserved item.
    For a request or an agreement, returns the hand-over to continue. For a paper of a module,
    returns the result of the module. Raises `Refused` with the reason for any other code,
    `NeedsConfirmation` for items that need `override`, and `IsItHere` for a device recorded at
    another site, until `is_here`.
    """
    cleaned = clean_code(code)
    if cleaned and not is_tag(cleaned):
        taken = _take_other(loan, cleaned, by, override=override)
        if taken is not None:
            return taken
    device = device_named(code, Device.objects.visible_to(by))
    item = reserve(loan, by=by, devices=[device], override=override)[0]
    bring_here(item.device, loan.site, by=by, is_here=is_here)
    return item


def _take_other(
    loan: Loan, code: str, by: User, *, override: bool
) -> Loan | LoanItem | Request | None:
    """Reserve or open the object of a code that is not a device's; None if there is no object."""
    for take in TAKES:
        if taken := take(loan, code, by, override=override):
            return taken
    voucher = Voucher.objects.visible_to(by).matching_code(code).first()
    if voucher and is_on("vouchers"):
        return reserve_voucher(loan, by=by, voucher=voucher, override=override)
    found = (take(loan, code, by) for take in (_accessory, _request, _loan))
    return next((taken for taken in found if taken is not None), None)


def _accessory(loan: Loan, code: str, by: User) -> LoanItem | None:
    if not is_on("accessories"):
        return None
    kind = AccessoryKind.objects.accessories().filter(code=code.lower()).first()
    return add_accessory(loan, by=by, accessory=kind) if kind else None


def _request(loan: Loan, code: str, by: User) -> Loan | None:
    request = Request.objects.visible_to(by).matching_code(code).first()
    if request is None or request.pk == loan.request_id:
        return loan if request else None
    _check_is_empty(loan, request)
    request.check_status(
        {RequestStatus.ACCEPTED}, _("%(request)s is “%(status)s”: it must be accepted first.")
    )
    opened = prepare_for(request, by=by)
    if loan.request_id is None and opened.pk != loan.pk:
        cancel_loan(loan, by=by)  # the walk-in was opened by scanning, and is empty
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

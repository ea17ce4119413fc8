"""Operations on vouchers: receive, reveal, put in devices, record payment, activate, lose, cancel.

A code is shown once, in the response to one submission. Each submission has its own key, so
reloading the page shows nothing; the next reveal requires one of the fixed reasons. Events record
the user and the reason. The slip is a PDF rendered for that response: it is not stored, and is sent
with `no-store`. An input for codes is rendered empty, like a password.
"""

from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from catalogue.models import VoucherProduct
from core.formatting import day
from core.models import Event, Sequence
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation, save_valid
from inventory.devices.identifiers import clean_number
from inventory.devices.lifecycle.devices import ON_HAND, OUT
from inventory.models import Device, Voucher, VoucherBatch, VoucherMinimum
from inventory.vouchers.encryption import Secret, encrypt, key_name, reseal, secret_of
from inventory.vouchers.lifecycle import (
    VOUCHER_GIVEN_OUT,
    CancelReason,
    RevealReason,
    VoucherStatus,
)
from inventory.vouchers.list_rows import VoucherFacts, check, with_days
from people.models import Site, User


def note_paid(vouchers: list[Voucher], by: User) -> None:
    """Record the amount and means of payment of vouchers that were just handed out."""
    paid = Voucher.objects.filter(pk__in=[v.pk for v in vouchers], price_paid__gt=0)
    event_rows = [(v, {"amount": str(v.price_paid), "paid_by": v.paid_by}) for v in paid]
    Event.objects.record_many("voucher.paid", event_rows, by=by)


# --- Reveal or print the code of a voucher for the recipient: once, then only with a reason. ---


@operation("inventory.reveal_voucher")
@sensitive_variables("secret", "secrets")
def reveal(voucher: Voucher, *, by: User, why: RevealReason | str = "") -> Secret:
    """Return the code of a voucher handed out; record the user and the reason.

    The first reveal is for the hand-over; later reveals raise `Refused` without a reason.
    """
    return _open([voucher], by, why, "voucher.shown")[0][1]


@operation("inventory.reveal_voucher")
@sensitive_variables("secrets")
def open_for_slip(
    vouchers: list[Voucher], *, by: User, why: RevealReason | str = ""
) -> list[tuple[Voucher, Secret]]:
    """Return the secrets of these vouchers for a slip printed now; record each reveal.

    Raises `Refused`, and records nothing, if a code revealed before has no reason now.
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
    """Return the reason to record; raise `Refused` if it is missing or nobody has the voucher."""
    if voucher.status not in VOUCHER_GIVEN_OUT:
        raise Refused(_("A code is shown only after the voucher is handed over."))
    if is_sealed(voucher):
        raise Refused(
            _("%(voucher)s was handed over sealed by its organisation: its code cannot be shown.")
            % _params(voucher)
        )
    if voucher.revealed_at is None:
        return RevealReason.HAND_OVER
    if why not in RevealReason.values or why == RevealReason.HAND_OVER:
        raise Refused(
            _(
                "The code of %(voucher)s has already been shown: give the reason for "
                "showing it again."
            )
            % _params(voucher)
        )
    return why


# functions of modules: (voucher) -> whether an organisation handed out the voucher sealed
SEALED = []


def is_sealed(voucher: Voucher) -> bool:
    """Whether an organisation handed out the voucher sealed, to a person who is not recorded."""
    return voucher.recipient_id is None and any(was_sealed(voucher) for was_sealed in SEALED)


def _params(voucher: Voucher) -> dict:
    return {"voucher": voucher}


# --- SIM cards in devices: put in, moved from one to another, taken out. ---

IN_STOCK = [VoucherStatus.IN_STOCK, VoucherStatus.RESERVED]


@operation("inventory.place_sim", locks=True)
def put_sim(device: Device, *, by: User, voucher: Voucher) -> Voucher:
    """Put a SIM card in a device, or move it there from another device.

    A card in stock fits a device in stock at the same site; a card handed out fits a device that is
    out or about to leave.
    """
    voucher.lock()
    _check_fits(voucher, device)
    old = voucher.device
    voucher.device = device
    voucher.save(update_fields=["device"])
    if old:
        Event.objects.record("device.sim_out", old, by=by, voucher=str(voucher))
        facts = {"old": old.asset_tag, "device": device.asset_tag}
        Event.objects.record("voucher.swapped", voucher, by=by, **facts)
    else:
        Event.objects.record("voucher.assigned", voucher, by=by, device=device.asset_tag)
    Event.objects.record("device.sim_in", device, by=by, voucher=str(voucher))
    return voucher


def _check_fits(voucher: Voucher, device: Device) -> None:
    params = {"voucher": voucher, "device": device, "status": voucher.status_label}
    if not voucher.batch.product.is_card:
        raise Refused(_("%(voucher)s is a code on paper: it cannot go into a device.") % params)
    if voucher.device_id == device.pk:
        raise Refused(_("%(voucher)s is already in %(device)s.") % params)
    if voucher.status in IN_STOCK:
        if device.status not in ON_HAND or device.site_id != voucher.batch.site_id:
            raise Refused(
                _("%(device)s is not at the site of this card: hand the card over first.") % params
            )
    elif voucher.status not in VOUCHER_GIVEN_OUT:
        raise Refused(_("%(voucher)s is “%(status)s”: it cannot go into a device.") % params)
    elif device.status not in OUT:
        raise Refused(_("%(voucher)s was handed over, but %(device)s was not.") % params)


@operation("inventory.place_sim", locks=True)
def take_sim_out(voucher: Voucher, *, by: User) -> Voucher:
    """Remove a card from its device; the holder of the card does not change."""
    device = voucher.device
    if device is None:
        raise Refused(_("%(voucher)s is not in a device.") % {"voucher": voucher})
    voucher.device = None
    voucher.save(update_fields=["device"])
    Event.objects.record("voucher.taken_out", voucher, by=by, device=device.asset_tag)
    Event.objects.record("device.sim_out", device, by=by, voucher=str(voucher))
    return voucher


def sims_of(device: Device) -> list[Voucher]:
    """List the SIM cards in a device."""
    return list(device.sims.select_related("batch__product").order_by("pk"))


def can_hold_sim(device: Device) -> bool:
    return device.category.has_imei and device.status in [*ON_HAND, *OUT]


# --- Connectivity vouchers: received in batches; activated, lost, cancelled, expired. ---


@operation("inventory.change_voucher")
@sensitive_variables("facts")
def receive_vouchers(
    facts: list[VoucherFacts],
    *,
    by: User,
    product: VoucherProduct,
    site: Site,
    activate_by: date | None = None,
    valid_until: date | None = None,
) -> VoucherBatch:
    """Enter a batch of vouchers, with encrypted codes.

    The dates apply to rows without dates. Raises `Refused`, and enters nothing, if rows are
    incomplete, duplicate or already recorded.
    """
    facts = [with_days(one, activate_by, valid_until) for one in facts]
    if not facts:
        raise Refused(_("There are no vouchers in this list."))
    wrong = [row for row in check(facts, product, today=timezone.localdate()) if row.problems]
    if wrong:
        lines = [f"{row.row}. {' '.join(row.problems)}" for row in wrong[:10]]
        raise Refused([_("Nothing was entered: correct the list."), *lines])
    batch = VoucherBatch.objects.create(
        reference=Sequence.objects.number_of_year("voucherbatch", "V"),
        product=product,
        site=site,
        activate_by=min((one.activate_by for one in facts if one.activate_by), default=None),
        valid_until=min((one.valid_until for one in facts if one.valid_until), default=None),
    )
    vouchers = Voucher.objects.bulk_create([_sealed(one, batch) for one in facts], batch_size=500)
    Event.objects.record("voucherbatch.received", batch, by=by, count=len(vouchers))
    Event.objects.record_many(
        "voucher.received", [(v, {"batch": batch.pk}) for v in vouchers], by=by
    )
    return batch


@sensitive_variables("facts")
def _sealed(facts: VoucherFacts, batch: VoucherBatch) -> Voucher:
    return Voucher(
        batch=batch,
        code_encrypted=encrypt(facts.code),
        code_hash=facts.code_hash,
        pin_encrypted=encrypt(facts.pin),
        puk_encrypted=encrypt(facts.puk),
        number_encrypted=encrypt(facts.number),
        sealed_with=key_name(),
        last_digits=facts.last_digits,
        iccid=facts.iccid,
        activate_by=facts.activate_by,
        valid_until=facts.valid_until,
    )


@operation("inventory.reveal_voucher", locks=True)
def activate_voucher(voucher: Voucher, *, by: User, on: date | None = None) -> Voucher:
    """Record the activation day, today by default, from which the credit runs.

    If the product has a duration, the last day of use is computed from the activation day, and is
    never later than the date on the voucher.
    """
    voucher.check_status(
        {VoucherStatus.HANDED_OUT},
        _("%(voucher)s is “%(status)s”: only a voucher that was handed over can be activated."),
    )
    today = timezone.localdate()
    on = on or today
    if on > today:
        raise Refused(_("This date is in the future."))
    if voucher.handed_out_at and on < timezone.localdate(voucher.handed_out_at):
        raise Refused(_("The hand-over had not taken place yet on that day."))
    days = voucher.batch.product.valid_days
    ends = [voucher.valid_until, on + timedelta(days=days) if days else None]
    until = min(filter(None, ends), default=None)
    activate_by = min(filter(None, [voucher.activate_by, until]), default=None)
    voucher.transition_to(
        VoucherStatus.ACTIVATED, activated_on=on, valid_until=until, activate_by=activate_by
    )
    Event.objects.record("voucher.activated", voucher, by=by)
    return voucher


@operation("inventory.change_voucher")
def lose_voucher(voucher: Voucher, *, by: User) -> Voucher:
    """Mark a voucher as lost."""
    return _move(voucher, VoucherStatus.LOST, "voucher.lost", by)


@operation("inventory.change_voucher")
def cancel_voucher(voucher: Voucher, *, by: User, reason: CancelReason) -> Voucher:
    """Cancel a voucher for good, with the reason."""
    why = str(reason)
    if why not in CancelReason.values or why == CancelReason.REPLACED:
        raise Refused(_("Give the reason for cancelling this voucher."))
    return _move(voucher, VoucherStatus.CANCELLED, "voucher.cancelled", by, cancel_reason=why)


def _move(
    voucher: Voucher, status: VoucherStatus, kind: str, by: User, cancel_reason: str = ""
) -> Voucher:
    voucher.lock()
    if voucher.status == VoucherStatus.CONSIGNED:
        raise Refused(
            _(
                "This voucher is with an organisation: record on the consignment what "
                "happened to it."
            )
        )
    voucher.transition_to(status, cancel_reason=cancel_reason)
    facts = {"cancel_reason": cancel_reason} if cancel_reason else {}
    Event.objects.record(kind, voucher, by=by, **facts)
    return voucher


@operation("inventory.change_voucher")
def expire_vouchers(*, by: User, today: date) -> int:
    """Expire vouchers past their last day, in stock or activated; return their number."""
    vouchers = Voucher.objects.filter(
        pk__in=list(Voucher.objects.expired(today).values_list("pk", flat=True))
    ).lock()
    ended = [v for v in vouchers if _is_over(v, today)]
    Voucher.objects.filter(pk__in=[v.pk for v in ended]).transition_to(VoucherStatus.EXPIRED)
    Event.objects.record_many("voucher.expired", [(v, {}) for v in ended], by=by)
    return len(ended)


def _is_over(voucher: Voucher, today: date) -> bool:
    """Whether a voucher has expired; checked under the lock, since it may have been handed out."""
    if voucher.status == VoucherStatus.ACTIVATED:
        return voucher.valid_until < today
    return voucher.status == VoucherStatus.IN_STOCK and voucher.last_day < today


@operation("inventory.reinstate_voucher", locks=True)
def reinstate_voucher(voucher: Voucher, *, by: User) -> Voucher:
    """Undo the premature expiry of a voucher, which returns to its previous status.

    A voucher that was handed out never returns to stock. Raises `Refused` once the last day is
    past.
    """
    voucher.check_status(
        {VoucherStatus.EXPIRED},
        _("%(voucher)s is “%(status)s”: only an expired voucher can be reinstated."),
    )
    if not voucher.has_expired_too_early:
        raise Refused(
            _("The last day of %(voucher)s was %(day)s: it stays expired.")
            % {"voucher": voucher, "day": day(voucher.effective_last_day)}
        )
    voucher.transition_to(_before_it_expired(voucher))
    Event.objects.record("voucher.reinstated", voucher, by=by)
    return voucher


def _before_it_expired(voucher: Voucher) -> VoucherStatus:
    if voucher.handed_out_at is None:
        return VoucherStatus.IN_STOCK
    return VoucherStatus.ACTIVATED if voucher.activated_on else VoucherStatus.HANDED_OUT


def check_last_days(vouchers: list[Voucher]) -> None:
    """Raise `Refused` if a voucher is past its last day, whether or not it is marked as expired."""
    today = timezone.localdate()
    for voucher in vouchers:
        if voucher.last_day and voucher.last_day < today:
            raise Refused(
                _("%(voucher)s is past its last day (%(day)s): choose another voucher.")
                % {"voucher": voucher, "day": day(voucher.last_day)}
            )


def take_first(product: VoucherProduct, site: Site, quantity: int) -> list[Voucher]:
    """Lock `quantity` vouchers in stock at a site, first to expire first, or raise `Refused`.

    Vouchers taken by a concurrent transaction are skipped.
    """
    today = timezone.localdate()
    free = Voucher.objects.available(today).filter(
        batch__product=product, batch__site=site, device=None
    )
    taken = []
    while len(taken) < quantity:
        chosen = [v.pk for v in free.exclude(pk__in=[v.pk for v in taken])[: quantity - len(taken)]]
        if not chosen:
            raise Refused(
                _("%(product)s: %(left)s left in stock at %(site)s.")
                % {"product": product, "left": len(taken), "site": site}
            )
        locked = Voucher.objects.filter(pk__in=chosen).lock()
        taken += [voucher for voucher in locked if voucher.status == VoucherStatus.IN_STOCK]
    return taken


@operation("inventory.reveal_voucher", locks=True)
@sensitive_variables("number")
def note_phone_number(voucher: Voucher, *, by: User, number: str) -> Voucher:
    """Set the phone number of a card, or delete it when `number` is empty."""
    if not voucher.batch.product.is_card:
        raise Refused(_("This product is not a card: it has no phone number."))
    try:
        cleaned = clean_number(number)
    except ValueError as error:
        raise Refused(_("This is not a phone number.")) from error
    voucher.number_encrypted = encrypt(cleaned)
    voucher.save(update_fields=["number_encrypted"])
    kind = "voucher.number_noted" if cleaned else "voucher.number_forgotten"
    Event.objects.record(kind, voucher, by=by)
    return voucher


@operation("inventory.change_voucher")
def set_voucher_minimum(
    product: VoucherProduct, *, by: User, site: Site, minimum: int
) -> VoucherMinimum:
    """Set the stock level of a product below which its site is alerted; 0 disables the alert."""
    row, _is_new = VoucherMinimum.objects.get_or_create(product=product, site=site)
    if row.minimum != minimum:
        row.minimum = minimum
        save_valid(row, update_fields=["minimum"])
        Event.objects.record("voucherminimum.set", row, by=by, count=minimum)
    return row


@operation("inventory.change_voucher")
def reseal_vouchers(*, by: User, at_once: int) -> int:
    """Re-encrypt up to `at_once` vouchers with the newest key; return their number.

    Call it until it returns 0.
    """
    newest = key_name()
    rows = Voucher.objects.exclude(sealed_with=newest).order_by("pk")[:at_once]
    vouchers = Voucher.objects.filter(pk__in=[row.pk for row in rows]).lock()
    names = ["code_encrypted", "pin_encrypted", "puk_encrypted", "number_encrypted"]
    for voucher in vouchers:
        for name in names:
            setattr(voucher, name, reseal(getattr(voucher, name)))
        voucher.sealed_with = newest
    for batch in VoucherBatch.objects.filter(vouchers__in=vouchers).distinct():
        count = sum(voucher.batch_id == batch.pk for voucher in vouchers)
        Event.objects.record("voucherbatch.resealed", batch, by=by, count=count, key=newest)
    Voucher.objects.bulk_update(vouchers, [*names, "sealed_with"])
    return len(vouchers)

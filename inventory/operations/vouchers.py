"""Connectivity vouchers: received in batches, handed out once, shown with a trace."""

import re
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from catalogue.models import VoucherProduct
from core.lives import Refused
from core.models import Event, Sequence
from core.operations import operation
from inventory.lifecycle import VOUCHER_GIVEN_OUT, VoucherStatus
from inventory.models import Voucher, VoucherBatch
from inventory.secrets import clean_voucher_code, decrypt, encrypt, keyed_hash
from people.models import Organisation, Site, User

CODE = re.compile(r"^[0-9A-Z]{6,24}$")


@operation("inventory.change_voucher")
@sensitive_variables("codes", "cleaned", "known")
def receive_vouchers(
    codes: list[str],
    *,
    by: User,
    product: VoucherProduct,
    site: Site,
    valid_until: date | None = None,
) -> VoucherBatch:
    """Enter a batch of codes, encrypted; all or none. Each has 6 to 24 letters and digits.

    Raises `Refused` naming the rows that are not codes, stand there twice or are in the register.
    """
    cleaned = [clean_voucher_code(code) for code in codes]
    wrong = [row for row, code in enumerate(cleaned, 1) if not CODE.match(code)]
    if wrong:
        raise Refused(_("Not a code, in rows: %(rows)s.") % {"rows": _row_list(wrong)})
    if not cleaned:
        raise Refused(_("There is no code in this list."))
    hashes = [keyed_hash(code) for code in cleaned]
    first_row = {digest: row for row, digest in reversed(list(enumerate(hashes, 1)))}
    twice = [row for row, digest in enumerate(hashes, 1) if first_row[digest] != row]
    if twice:
        raise Refused(_("The same code twice, in rows: %(rows)s.") % {"rows": _row_list(twice)})
    known = set(Voucher.objects.filter(code_hash__in=hashes).values_list("code_hash", flat=True))
    again = [row for row, digest in enumerate(hashes, 1) if digest in known]
    if again:
        raise Refused(_("Already in the register, rows: %(rows)s.") % {"rows": _row_list(again)})
    year = timezone.localdate().year % 100
    number = Sequence.objects.take(f"voucherbatch:{year}")[0]
    batch = VoucherBatch.objects.create(
        reference=f"V{year}-{number:04}", product=product, site=site, valid_until=valid_until
    )
    vouchers = Voucher.objects.bulk_create(
        Voucher(
            batch=batch,
            code_encrypted=encrypt(code),
            code_hash=digest,
            last_digits=code[-4:],
            valid_until=valid_until,
        )
        for code, digest in zip(cleaned, hashes, strict=True)
    )
    Event.objects.record("voucherbatch.received", batch, by=by, count=len(vouchers))
    Event.objects.record_many(
        "voucher.received", [(v, {"batch": batch.pk}) for v in vouchers], by=by
    )
    return batch


def _row_list(rows: list[int], most: int = 10) -> str:
    shown = ", ".join(str(row) for row in rows[:most])
    return f"{shown}…" if len(rows) > most else shown


@operation("inventory.reveal_voucher")
@sensitive_variables("code")
def reveal(voucher: Voucher, *, by: User) -> str:
    """Give the code of a voucher that was handed out, and leave a trace of who saw it."""
    voucher.lock()
    if voucher.status not in VOUCHER_GIVEN_OUT:
        raise Refused(_("A code is shown only once the voucher is handed out."))
    code = decrypt(voucher.code_encrypted)
    if voucher.revealed_at is None:
        voucher.revealed_at = timezone.now()
        voucher.save(update_fields=["revealed_at"])
    Event.objects.record("voucher.revealed", voucher, by=by)
    return code


@operation("inventory.change_voucher")
def activate_voucher(voucher: Voucher, *, by: User) -> Voucher:
    """Note that the person used the code."""
    return _move(voucher, VoucherStatus.ACTIVATED, "voucher.activated", by)


@operation("inventory.change_voucher")
def lose_voucher(voucher: Voucher, *, by: User) -> Voucher:
    """Note that a voucher is lost."""
    return _move(voucher, VoucherStatus.LOST, "voucher.lost", by)


@operation("inventory.change_voucher")
def cancel_voucher(voucher: Voucher, *, by: User) -> Voucher:
    """Take a voucher out of use for good."""
    return _move(voucher, VoucherStatus.CANCELLED, "voucher.cancelled", by)


def _move(voucher: Voucher, status: VoucherStatus, kind: str, by: User) -> Voucher:
    voucher.lock()
    voucher.move_to(status)
    Event.objects.record(kind, voucher, by=by)
    return voucher


@operation("inventory.change_voucher")
def consign_vouchers(
    vouchers: list[Voucher], *, by: User, organisation: Organisation
) -> list[Voucher]:
    """Leave sealed vouchers with a structure, which hands them out or gives them back."""
    rows = Voucher.objects.filter(pk__in=[v.pk for v in vouchers])
    vouchers = rows.lock()
    rows.move_to(VoucherStatus.CONSIGNED, organisation=organisation)
    Event.objects.record_many(
        "voucher.consigned", [(v, {"organisation": organisation.pk}) for v in vouchers], by=by
    )
    return vouchers


@operation("inventory.change_voucher")
def return_consigned(voucher: Voucher, *, by: User) -> Voucher:
    """Take a consigned voucher back in stock, unopened."""
    voucher.lock()
    if voucher.status != VoucherStatus.CONSIGNED:
        raise Refused(_("This voucher is not consigned."))
    voucher.move_to(VoucherStatus.IN_STOCK, organisation=None)
    Event.objects.record("voucher.unconsigned", voucher, by=by)
    return voucher


@operation("inventory.change_voucher")
def expire_vouchers(*, by: User, today: date) -> int:
    """Take the vouchers in stock whose last day is past out of it; return how many."""
    rows = Voucher.objects.filter(status=VoucherStatus.IN_STOCK, valid_until__lt=today)
    vouchers = rows.lock()
    Voucher.objects.filter(pk__in=[v.pk for v in vouchers]).move_to(VoucherStatus.EXPIRED)
    Event.objects.record_many("voucher.expired", [(v, {}) for v in vouchers], by=by)
    return len(vouchers)

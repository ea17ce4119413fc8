"""Vouchers: SIM cards and codes, encrypted."""

import re
from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from core.models.addressed import Addressed
from core.models.fields import check, once, protected_key
from core.workflow.guards import Guard, frozen, never_deleted, sql_list, valid_transitions
from core.workflow.lifecycle import Workflow, WorkflowQuerySet, status_field, valid_status
from inventory.devices.identifiers import is_sound_iccid
from inventory.devices.models.device import Device
from inventory.vouchers.lifecycle import (
    VOUCHER_GIVEN_OUT,
    WITH_US,
    CancelReason,
    PaidBy,
    VoucherStatus,
)
from inventory.vouchers.models.batch import VoucherBatch, in_order
from people.base.site_scope import of_own_sites
from people.models import Organisation, Recipient

CIPHERS = ["code_encrypted", "pin_encrypted", "puk_encrypted"]


class VoucherQuerySet(WorkflowQuerySet):
    def visible_to(self, user):
        return of_own_sites(self, user, "inventory.view_voucher", site="batch__site")

    def matching_code(self, code):
        """Vouchers whose SIM card has this ICCID, with or without the check digit."""
        if not re.fullmatch(r"\d{18,20}", code, re.ASCII):
            return self.none()
        shorter = {code[:-1]} if len(code) == 20 else set()
        longer = {f"{code}{digit}" for digit in range(10)} if len(code) < 20 else set()
        return self.filter(iccid__in={code} | shorter | longer)

    def ending(self, text):
        """Vouchers with these last four characters, typed with or without bullets."""
        ends = text.strip("\N{BULLET} ").upper()
        return self.filter(last_digits=ends) if len(ends) == 4 else self.none()

    def for_list(self):
        return self.select_related("batch__product", "batch__site")

    def with_end(self):
        """Annotate `ends_on`: the last day to activate, or else the last day of use, or NULL."""
        return self.annotate(ends_on=Coalesce("activate_by", "valid_until"))

    def available(self, today):
        """Vouchers in stock and still valid, first to expire first."""
        stock = self.with_end().filter(status=VoucherStatus.IN_STOCK)
        valid = stock.filter(Q(ends_on=None) | Q(ends_on__gte=today))
        return valid.order_by(F("ends_on").asc(nulls_last=True), "pk")

    def expired(self, today):
        """Vouchers past their last day: of activation if in stock, of use if activated.

        Excludes vouchers handed out, which may have been used, and vouchers on consignment, on
        which organisations report.
        """
        stock = Q(status=VoucherStatus.IN_STOCK, ends_on__lt=today)
        used_up = Q(status=VoucherStatus.ACTIVATED, valid_until__lt=today)
        return self.with_end().filter(stock | used_up)

    def on_slip(self):
        """Vouchers handed out that have a secret, unlike a bare card."""
        secret = Q(*((f"{name}__isnull", False) for name in CIPHERS), _connector=Q.OR)
        return self.filter(secret, status__in=VOUCHER_GIVEN_OUT)

    def to_print(self):
        """The vouchers of `on_slip` whose secret was not revealed yet."""
        return self.on_slip().filter(revealed_at=None)

    def forget_numbers(self, recipients):
        """Delete the card phone numbers of these recipients, who are being anonymised."""
        return self.filter(recipient__in=recipients).update(number_encrypted=None)


GOES_IN_A_DEVICE = {VoucherStatus.IN_STOCK, VoucherStatus.RESERVED, *VOUCHER_GIVEN_OUT}
_NOBODY = Q(recipient=None, organisation=None, handed_out_at=None, replaces=None)


class Voucher(Addressed, Workflow):
    """A connectivity voucher, with an encrypted code; each reveal is recorded."""

    status = status_field(VoucherStatus, VoucherStatus.IN_STOCK)
    batch = protected_key(VoucherBatch, related_name="vouchers")
    # a SIM card may have no code, and is then identified by its ICCID
    code_encrypted = models.BinaryField(null=True, editable=False)
    code_hash = models.CharField(max_length=64, unique=True, null=True, editable=False)
    pin_encrypted = models.BinaryField(null=True, editable=False)
    puk_encrypted = models.BinaryField(null=True, editable=False)
    # The phone number is personal data once a family has the card: it is encrypted, and deleted
    # when the family is anonymised.
    number_encrypted = models.BinaryField(null=True, editable=False)
    # Identifies the encryption key of the row, so that a key rotation can be resumed.
    sealed_with = models.CharField(max_length=8, blank=True, editable=False)
    last_digits = models.CharField(_("ends with"), max_length=4, editable=False)
    iccid = models.CharField(_("ICCID"), max_length=22, null=True, blank=True)
    activate_by = models.DateField(_("last day for activation"), null=True, blank=True)
    valid_until = models.DateField(_("last day of use"), null=True, blank=True)
    device = protected_key(Device, null=True, editable=False, related_name="sims")
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, editable=False, related_name="replaced_by"
    )
    recipient = protected_key(Recipient, null=True, editable=False, related_name="vouchers")
    organisation = protected_key(Organisation, null=True, editable=False, related_name="vouchers")
    handed_out_at = models.DateTimeField(null=True, editable=False)
    # amount paid by the recipient; NULL if no price applied
    price_paid = models.DecimalField(
        _("paid (€)"), max_digits=7, decimal_places=2, null=True, editable=False
    )
    paid_by = models.CharField(
        _("payment method"), max_length=8, choices=PaidBy, blank=True, editable=False
    )
    revealed_at = models.DateTimeField(null=True, editable=False)
    activated_on = models.DateField(null=True, editable=False)
    cancel_reason = models.CharField(
        _("reason for cancelling"), max_length=9, choices=CancelReason, blank=True, editable=False
    )

    objects = VoucherQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("voucher")
        verbose_name_plural = _("vouchers")
        indexes = [
            models.Index(fields=["status", "valid_until"], name="inventory_voucher_status"),
            models.Index(fields=["recipient", "handed_out_at"], name="inventory_voucher_whose"),
            models.Index(fields=["last_digits"], name="inventory_voucher_ends_with"),
            # stock that expires soon
            models.Index(
                "status",
                Coalesce("activate_by", "valid_until"),
                "batch",
                condition=Q(status=VoucherStatus.IN_STOCK),
                name="inventory_voucher_ending",
            ),
            # remaining vouchers of a batch and their last days: an index-only count
            models.Index(
                fields=["batch", "activate_by", "valid_until", "id"],
                condition=Q(status=VoucherStatus.IN_STOCK),
                name="inventory_voucher_left",
            ),
        ]
        constraints = [
            valid_status(VoucherStatus),
            check(
                "in_stock_nobody",
                ~Q(status__in=[VoucherStatus.IN_STOCK, VoucherStatus.RESERVED])
                | _NOBODY & Q(revealed_at=None),
                _("A voucher in stock cannot be assigned to anyone."),
            ),
            check(
                "handed_out_to",
                ~Q(status__in=VOUCHER_GIVEN_OUT)
                | Q(handed_out_at__isnull=False)
                & (Q(recipient__isnull=False) | Q(organisation__isnull=False)),
                _("A voucher that was handed over must have a recipient and a date."),
            ),
            check(
                "consigned_to",
                ~Q(status=VoucherStatus.CONSIGNED)
                | Q(
                    organisation__isnull=False,
                    recipient=None,
                    handed_out_at=None,
                    revealed_at=None,
                    device=None,
                ),
                _("A consigned voucher must have an organisation: choose it."),
            ),
            check(
                "iccid_digits",
                Q(iccid=None) | Q(iccid__written_as="10 to 22 digits"),
                _("An ICCID must have 19 or 20 digits. If you do not know it, leave it empty."),
            ),
            check(
                "known_by",
                Q(code_hash__isnull=False, code_encrypted__isnull=False)
                | Q(code_hash=None, code_encrypted=None, iccid__isnull=False),
                _("A voucher must have a code, or the ICCID of its card."),
            ),
            check(
                "activated",
                Q(activated_on=None) | Q(handed_out_at__isnull=False),
                _("Only a voucher that was handed over can be activated."),
            ),
            check(
                "replaces_another",
                Q(replaces=None) | ~Q(replaces=F("id")),
                _("A voucher cannot replace itself: choose another one."),
            ),
            check(
                "paid",
                Q(paid_by="") & (Q(price_paid=None) | Q(price_paid=0))
                | Q(paid_by__in=PaidBy.values, price_paid__isnull=False, price_paid__gt=0),
                _("Choose a payment method for the amount paid."),
            ),
            check(
                "paid_by_somebody",
                Q(price_paid=None)
                | ~Q(status__in=[VoucherStatus.IN_STOCK, VoucherStatus.CONSIGNED]),
                _("A voucher that nobody has received cannot be paid for."),
            ),
            check(
                "cancelled_why",
                Q(status=VoucherStatus.CANCELLED, cancel_reason__in=CancelReason.values)
                | ~Q(status=VoucherStatus.CANCELLED) & Q(cancel_reason=""),
                _("Give the reason why the voucher was cancelled."),
            ),
            valid_transitions(
                VoucherStatus.TRANSITIONS,
                _("A voucher cannot change from its current status to this one."),
            ),
            frozen(
                ["handed_out_at", "iccid", "last_digits"],
                _("A voucher that was handed over must stay with its recipient."),
                name="whose_frozen",
                merged=["recipient_id", "organisation_id"],
                when="OLD.handed_out_at IS NOT NULL",
            ),
            frozen(
                ["price_paid", "paid_by"],
                _("The amount paid for a voucher cannot be changed after the hand-over."),
                name="paid_frozen",
                when="OLD.handed_out_at IS NOT NULL",
            ),
            in_order(),
            once(["iccid"], _("This SIM card is already in the register."), name="iccid_once"),
            Guard(
                name="inventory_voucher_never_back",
                on={
                    "UPDATE": "(OLD.revealed_at IS NOT NULL OR OLD.handed_out_at IS NOT NULL"
                    f" OR OLD.status IN {sql_list(*VOUCHER_GIVEN_OUT)})"
                    f" AND (NEW.status IN {sql_list(*WITH_US)}"
                    " OR NEW.handed_out_at IS NULL AND OLD.handed_out_at IS NOT NULL"
                    " OR NEW.revealed_at IS NULL AND OLD.revealed_at IS NOT NULL)"
                },
                violation_error_message=_(
                    "A code that was handed over or shown cannot go back into stock."
                ),
            ),
            frozen(["code_hash", "batch_id"], _("The code of a voucher cannot be changed.")),
            frozen(
                ["replaces_id"],
                _("The replaced voucher cannot be changed."),
                name="replaces_frozen",
                when="OLD.replaces_id IS NOT NULL",
            ),
            never_deleted(_("A voucher cannot be deleted: cancel it instead.")),
        ]

    def __str__(self):
        return f"•••• {self.last_digits}"

    @property
    def last_day(self):
        """The last day to activate the voucher, or else the last day of use, or None."""
        return self.activate_by or self.valid_until

    @property
    def effective_last_day(self):
        """The last day to hand the voucher out, or to use it once handed out, or None."""
        return self.valid_until if self.handed_out_at else self.last_day

    @property
    def days_in_words(self):
        """Phrase with the last day to activate the voucher and its last possible day, or ""."""
        days, activate_by = self.batch.product.valid_days, self.activate_by
        ends = [self.valid_until, activate_by + timedelta(days) if activate_by and days else None]
        last = min(filter(None, ends), default=None)
        params = {
            "day": activate_by and date_format(activate_by),
            "last": last and date_format(last),
        }
        if activate_by and last:
            return _("activate it before %(day)s; it works until %(last)s at the latest") % params
        if activate_by:
            return _("activate it before %(day)s") % params
        return _("it works until %(last)s at the latest") % params if last else ""

    @property
    def has_expired_too_early(self):
        """Whether the voucher is marked as expired although its last day has not passed."""
        end = self.effective_last_day
        return self.status == VoucherStatus.EXPIRED and (not end or end >= timezone.localdate())

    @property
    def possible_acts(self):
        """The actions that are possible now, for users with the permissions."""
        next_statuses = self.next_statuses
        acts = {
            "reveal": self.status in VOUCHER_GIVEN_OUT,
            "activate": self.status == VoucherStatus.HANDED_OUT,
            "replace": self.handed_out_at and VoucherStatus.CANCELLED in next_statuses,
            "reinstate": self.has_expired_too_early,
            "declare_lost": self.status != VoucherStatus.CONSIGNED
            and VoucherStatus.LOST in next_statuses,
            "cancel": VoucherStatus.CANCELLED in next_statuses,
            "put_in_device": self.batch.product.is_card and self.status in GOES_IN_A_DEVICE,
        }
        return {act for act, is_possible in acts.items() if is_possible}

    @property
    def is_unseen(self):
        """Whether the voucher was handed out, but its code was neither shown nor printed."""
        return self.status in VOUCHER_GIVEN_OUT and self.revealed_at is None

    @property
    def has_secret(self):
        """Whether the voucher has a code, a PIN or a PUK; a card may have no secret."""
        return any(getattr(self, name) for name in CIPHERS)

    @property
    def has_doubtful_iccid(self):
        return bool(self.iccid) and not is_sound_iccid(self.iccid)

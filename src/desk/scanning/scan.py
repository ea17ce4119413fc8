"""Resolve a scanned code, for every scan box."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.urls import reverse

from core.modules.registry import is_address_on
from core.text_input import line_of
from donations.models import Donation
from inventory.devices.identifiers import clean_code, is_tag
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.models import (
    Device,
    ErasureCertificate,
    ExitBatch,
    Place,
    Tag,
    Transfer,
    Voucher,
    VoucherBatch,
)
from inventory.scanning.codes import (
    PAPER_NUMBER,
    host_in,
    is_foreign,
    is_misread,
    payload_type,
    voucher_in,
    without_secret,
)
from loans.base.lifecycle.loans import ITEM_LIVE
from loans.handovers.steps import counter_address
from loans.models import Loan, LoanItem, Request, RequestGroup
from people.base.roles import Role

# Queried in this order, devices first: nearly every scan is a device.
NOUNS = [
    Device,
    Loan,
    Request,
    RequestGroup,
    Donation,
    Place,
    Transfer,
    VoucherBatch,
    Voucher,
    ExitBatch,
    ErasureCertificate,
]
OF_ASSOCIATIONS = [Loan, Request, RequestGroup]
# Numbered papers share one format (D26-0001): other codes need not be looked up there, which saves
# 8 queries of 20 for an unknown code.
NUMBERED = {
    Request,
    RequestGroup,
    Donation,
    Transfer,
    VoucherBatch,
    ExitBatch,
}
MAX_RESULTS = 20


@dataclass
class Answer:
    """Result of a scan: `matches` of the code, else devices found by a search.

    `typed` is the code as entered; `order` is the payload of a code that commands a phone, `host`
    that of a foreign URL: neither is opened. `tag` is a label that waits for a device.
    """

    typed: str
    code: str
    matches: list = field(default_factory=list)
    similar: list = field(default_factory=list)
    tag: Tag | None = None
    order: str = ""
    host: str = ""
    is_misread: bool = False

    @property
    def is_unknown(self):
        """Whether the code matches nothing, and is of no known type."""
        recognised = self.matches or self.tag or self.order or self.host or self.is_misread
        return bool(self.code) and not recognised

    @property
    def safe_code(self):
        """Code for storage in a scan line: without secrets, people or foreign URLs."""
        if self.host and not self.matches:
            return self.host
        is_voucher = self.order and not payload_type(self.typed)
        return "\N{BULLET}" * 4 if is_voucher else without_secret(self.typed)

    @property
    def shown(self):
        """Code for display in the box: no voucher codes or personal data."""
        return "" if self.order else self.typed

    @property
    def may_be_attached(self):
        """Whether the code may be a foreign code to attach to a device.

        The operation refuses codes of rows that this user may not see.
        """
        is_address = bool(self.host) and not self.matches
        return (self.is_unknown or is_address) and is_foreign(self.code)


def look_up(text, user, *, is_search=True):
    """The answer to a scanned or typed code, among the rows that `user` may see.

    If `is_search` is false, only exact codes match.
    """
    typed = line_of(text)
    answer = Answer(typed=typed, code=clean_code(typed), order=payload_type(typed))
    if answer.order or not answer.code:
        return answer
    answer.host = host_in(answer.code)
    # a foreign URL may be on a sticker that was attached to a device
    answer.matches = _named(answer.code, user, (Device,) if answer.host else NOUNS)
    if answer.matches or answer.host:
        return answer
    if is_tag(answer.code):
        answer.tag = Tag.objects.free().filter(code=answer.code).first()
    answer.is_misread = is_misread(answer.code)
    if answer.is_unknown:
        answer.order = voucher_in(answer.code)
    if is_search and not (answer.tag or answer.order):
        devices = Device.objects.visible_to(user).for_list().matching(answer.code)
        answer.similar = _read(devices.exclude(status=DeviceStatus.WITHDRAWN))
    return answer


def _named(code, user, nouns=NOUNS):
    """Rows with this exact code; a tag is always a device, so other models are not queried."""
    matches, is_of_paper = [], PAPER_NUMBER.match(code.upper())
    for noun in nouns if code else ():
        if noun in NUMBERED and not is_of_paper:
            continue
        rows = noun.objects.visible_to(user).matching_code(code)
        found = _read(rows)
        if noun is Device and len(found) > 1:  # a list shows them; a single match is opened
            found = _read(rows.for_list())
        matches += [row for row in found if is_address_on(row.get_absolute_url())]
        if is_tag(code):
            break
    return matches


def _read(rows):
    """Read the first of these rows.

    Django would compile the whole query of `none()`, which takes 2 of 12 ms for an unknown
    code.
    """
    return [] if rows.query.is_empty() else list(rows[:MAX_RESULTS])


def own_matches(text, user):
    """Rows of an association with this number, or the loan of the device with this code."""
    code = clean_code(line_of(text))
    matches = _named(code, user, OF_ASSOCIATIONS)
    return matches or _loans_having(code, user)


def _loans_having(code, user):
    devices = Device.objects.matching_code(code).order_by().values("pk") if code else ()
    items = LoanItem.objects.filter(device__in=devices, status__in=ITEM_LIVE)
    loans = Loan.objects.visible_to(user).for_list()
    return list(loans.filter(pk__in=items.order_by().values("loan"))[:MAX_RESULTS])


def address_of(row, user):
    """URL a scan leads to: the contents of a shelf, a technician's bench, or the object's page."""
    if isinstance(row, Device) and row.is_on_hand and user.role == Role.TECHNICIAN:
        return reverse("device_bench", args=[row.pk])
    if isinstance(row, Place):
        return f"{reverse('device_list')}?{urlencode({'place': row.code})}"
    if isinstance(row, Loan) and user.has_perm("loans.hand_over"):
        return counter_address(row)
    if isinstance(row, Request) and user.has_perm("loans.hand_over"):
        return row.counter_url
    return row.get_absolute_url()

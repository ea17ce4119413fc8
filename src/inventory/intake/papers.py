"""Papers of a lot for its donor, rendered in the donor's language."""

import hashlib
from dataclasses import dataclass, field

from django.db.models import Count
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.formatting import full_date
from core.models import Identity
from core.pdf.render import render_pdf
from core.workflow.lifecycle import Refused
from donations.lifecycle import DonationStatus, PaperKind
from donations.models import Donation, DonationLine, Letter, Paper
from donations.public import caps_of, check_worth
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.intake.lot_reconciliation import account_of, total_of
from inventory.models import Device


@dataclass
class Good:
    """A row of a list: a device, or a quantity of identical devices."""

    brand: str = ""
    model: str = ""
    serial: str = ""
    tag: str = ""
    state: str = ""
    quantity: int = 1
    devices: list = field(default_factory=list)

    @property
    def value(self):
        """Declared value of one device; None without a declaration."""
        return self.devices[0].declared_value if len(self.devices) == 1 else None

    @property
    def bought_on(self):
        return self.devices[0].bought_on if self.devices else None


@dataclass
class Kind:
    """A category of a lot, with its account, declared value and rows."""

    account: object
    declared: DonationLine
    goods: list
    cap: object = None

    @property
    def category(self):
        return self.account.category

    @property
    def quantity(self):
        """Quantity of goods: recorded, or else counted, or else announced."""
        return sum(good.quantity for good in self.goods)

    @property
    def valued(self):
        """Devices with an individual declared value."""
        devices = (device for good in self.goods for device in good.devices)
        return [device for device in devices if device.declared_value is not None]


def goods_of(donation, caps=None):
    """The `Kind`s of a lot, in the order of their categories; `caps` is the result of `caps_of`."""
    lines = {line.category_id: line for line in donation.lines.all()}
    devices = Device.objects.filter(donation=donation).exclude(status=DeviceStatus.WITHDRAWN)
    by_category = {}
    for device in devices.select_related("brand", "model").order_by("pk"):
        by_category.setdefault(device.category_id, []).append(device)
    return [
        Kind(
            account=row,
            declared=lines.get(row.category.pk, DonationLine()),
            goods=_rows(by_category.get(row.category.pk, []), row.expected),
            cap=(caps or {}).get(row.category.pk),
        )
        for row in account_of(donation)
    ]


def _rows(devices, expected):
    """One row for each device with a number or a value; other devices grouped by model and state.

    Expected devices that are not entered form the last row.
    """
    rows = {}
    for device in devices:
        model, brand = str(device.model or ""), str(device.brand or "")
        state, number = state_of(device), device.serial or device.imei or ""
        is_alone = number or device.declared_value is not None or device.bought_on
        key = device.pk if is_alone else (brand, model, state)
        row = rows.setdefault(key, Good(brand, model, number, device.asset_tag, state, 0))
        row.quantity += 1
        row.devices.append(device)
    for row in rows.values():
        if row.quantity > 1:
            row.tag = _("%(first)s and others") % {"first": row.tag}
    missing = expected - len(devices)
    if missing > 0:
        rows[None] = Good(state=_("to be described on arrival"), quantity=missing)
    return list(rows.values())


def state_of(device):
    """Short description of the condition: the declared fault, the grade, or "to be checked"."""
    if device.fault:
        return device.fault
    if device.grade:
        return device.get_grade_display()
    return _("to be checked")


TEMPLATES = {
    PaperKind.SLIP: "papers/inventory/intake/collection_slip.html",
    PaperKind.AGREEMENT: "papers/inventory/intake/donation_agreement.html",
    PaperKind.STATEMENT: "papers/inventory/intake/statement_of_receipt.html",
}
LETTERS = {PaperKind.SLIP: "E", PaperKind.AGREEMENT: "C", PaperKind.STATEMENT: "A"}
ARRIVED = {DonationStatus.RECEIVED, DonationStatus.CLOSED}


@dataclass
class Draft:
    """A rendered paper not stored yet, or `paper`, the stored paper with the same content."""

    kind: PaperKind
    number: str
    facts_sha256: str
    pdf: bytes = b""
    paper: Paper | None = None


@dataclass
class Row:
    """A kind of paper on the page of a lot: the latest paper, its mail, or why it is missing."""

    kind: PaperKind
    paper: Paper | None
    letter: Letter | None
    why_not: str


def rows_of(donation):
    """A `Row` for each kind of paper that a lot may have."""
    papers, letters = {}, {}
    for paper in donation.papers.order_by("pk"):
        papers[paper.kind] = paper
    for letter in donation.letters.order_by("pk"):
        letters[letter.paper] = letter
    rows = []
    for kind in PaperKind:
        paper = papers.get(kind)
        letter = letters.get(paper.number) if paper else None
        rows.append(Row(kind, paper, letter, _why_not(donation, kind)))
    return rows


def _why_not(donation, kind):
    try:
        check_ready(donation, kind)
    except Refused as refusal:
        return " ".join(refusal.messages)
    return ""


def facts_of(donation, kind):
    """Content of this paper except its number and date, in the active language."""
    identity = Identity.cached()
    goods = goods_of(donation, caps_of(donation, timezone.localdate()))
    return {
        "donation": donation,
        "donor": donation.donor,
        "identity": identity,
        "logo": identity.logo_uri,
        "goods": goods,
        "total": total_of([row.account for row in goods]),
        "collect_on": full_date(donation.collect_on),
        "collect_by": full_date(donation.collect_by),
        "received_on": full_date(donation.received_on),
        "owned_from": full_date(donation.owned_from),
        "has_values": any(row.declared.declared_value is not None or row.valued for row in goods),
        "has_own_values": any(row.valued for row in goods),
        "has_dates": any(
            row.declared.bought_on or any(good.bought_on for good in row.goods) for row in goods
        ),
        "title": PaperKind(kind).label,
    }


def fingerprint(donation, kind):
    """Return a digest of the content of a paper, to detect changes."""
    with translation.override(donation.donor.language):
        facts = facts_of(donation, kind) | {"number": "", "today": ""}
        return hashlib.sha256(render_to_string(TEMPLATES[kind], facts).encode()).hexdigest()


def draw(donation, kind):
    """Render this paper for the current lot; return a `Draft`, with the stored paper if unchanged.

    Call it outside any transaction. Raises `Refused` if the lot is not ready for this paper.
    """
    check_ready(donation, kind)
    digest = fingerprint(donation, kind)
    earlier = donation.papers.filter(kind=kind)
    latest = earlier.first()
    if latest and latest.facts_sha256 == digest:
        return Draft(kind, latest.number, digest, paper=latest)
    number = f"{donation.reference}-{LETTERS[kind]}{earlier.count() + 1}"
    with translation.override(donation.donor.language):
        today = full_date(timezone.localdate())
        facts = facts_of(donation, kind) | {"number": number, "today": today}
        return Draft(kind, number, digest, pdf=render_pdf(TEMPLATES[kind], facts))


def check_ready(donation, kind):
    """Raise `Refused`, naming the missing data, if the lot is not ready for this paper."""
    if donation.status == DonationStatus.CANCELLED:
        raise Refused(_("This donation is cancelled: it has no documents."))
    if kind == PaperKind.STATEMENT and donation.status not in ARRIVED:
        raise Refused(_("Nothing has been received yet, so there is nothing to certify."))
    lacks = []
    if kind == PaperKind.AGREEMENT and donation.donor.is_public:
        _check_worth(donation)
        lacks = lacking_for_public(donation)
    if lacks:
        raise Refused(
            _("The agreement with a public body must be completed. Missing: %(what)s.")
            % {"what": ", ".join(lacks)}
        )


def _check_worth(donation: Donation) -> None:
    """Raise `Refused` for declared values above the limit for public bodies.

    New declarations above it are refused, but the lot may have had another donor at the time.
    """
    for line in donation.lines.exclude(declared_value=None):
        check_worth(donation.donor, line.declared_value, line.declared_count)
    devices = Device.objects.filter(donation=donation, declared_value__isnull=False)
    dearest = devices.exclude(status=DeviceStatus.WITHDRAWN).order_by("-declared_value").first()
    if dearest:
        check_worth(donation.donor, dearest.declared_value)


def lacking_for_public(donation: Donation) -> list:
    """Sentences about data missing for the agreement of a public body (CG3P D.3212-3).

    Required: number, category, purchase date and value of each item; the latest date of collection.
    """
    mandatory = {
        _("the latest collection date"): donation.collect_by,
        _("the legal article of the gift"): donation.ground,
        _("the reference of the decision"): donation.decision,
    }
    lacks = [name for name, value in mandatory.items() if not value]
    lines = {line.category_id: line for line in donation.lines.all()}
    devices = Device.objects.filter(donation=donation).exclude(status=DeviceStatus.WITHDRAWN)
    rows = devices.order_by().values_list("category")
    rows = rows.annotate(valued=Count("declared_value"), dated=Count("bought_on"))
    counts_by_category = {category: counts for category, *counts in rows}
    for row in account_of(donation):
        line = lines.get(row.category.pk, DonationLine())
        valued, dated = counts_by_category.get(row.category.pk, (0, 0))
        count = max(row.entered, row.expected)
        if line.declared_value is None and valued < count:
            lacks.append(_("the value of: %(category)s") % {"category": row.category})
        if line.bought_on is None and dated < count:
            lacks.append(_("the purchase date of: %(category)s") % {"category": row.category})
    return lacks

"""Papers of a lot for its donor, rendered in the donor's language."""

import hashlib
from dataclasses import dataclass

from django.db.models import Count
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.lives import Refused
from core.models import Identity
from core.pdf import render_pdf
from core.wording import full_date
from donations.lifecycle import DonationStatus, PaperKind
from donations.models import Donation, DonationLine, Letter, Paper
from donations.public import caps_of, check_worth
from inventory.lifecycle import DeviceStatus
from inventory.lots import account_of, total_of
from inventory.models import Device
from inventory.papers.goods import goods_of

TEMPLATES = {
    PaperKind.SLIP: "papers/collection_slip.html",
    PaperKind.AGREEMENT: "papers/donation_agreement.html",
    PaperKind.STATEMENT: "papers/statement_of_receipt.html",
}
LETTERS = {PaperKind.SLIP: "E", PaperKind.AGREEMENT: "C", PaperKind.STATEMENT: "A"}
ARRIVED = {DonationStatus.RECEIVED, DonationStatus.CLOSED}


@dataclass
class Draft:
    """A rendered paper not stored yet; or `paper`, the stored one of the same content."""

    kind: PaperKind
    number: str
    facts_sha256: str
    pdf: bytes = b""
    paper: Paper | None = None


@dataclass
class Row:
    """One kind of paper on the page of a lot: the latest made, its mail, or why there is none."""

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
    """All that this paper shows but its number and its own date; in the active language."""
    house = Identity.cached()
    goods = goods_of(donation, caps_of(donation, timezone.localdate()))
    return {
        "donation": donation,
        "donor": donation.donor,
        "house": house,
        "logo": house.logo_uri,
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
    """Digest of the content of a paper, to detect changes."""
    with translation.override(donation.donor.language):
        facts = facts_of(donation, kind) | {"number": "", "today": ""}
        return hashlib.sha256(render_to_string(TEMPLATES[kind], facts).encode()).hexdigest()


def draw(donation, kind):
    """The `Draft` of this paper as the lot stands: a new one only if it says something new.

    Called outside any transaction. Raises `Refused` for a paper that the lot is not ready for.
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
    """Raise `Refused`, naming what lacks, for a paper that would say nothing true yet."""
    if donation.status == DonationStatus.CANCELLED:
        raise Refused(_("This donation is cancelled: it has no papers."))
    if kind == PaperKind.STATEMENT and donation.status not in ARRIVED:
        raise Refused(_("Nothing is received yet: there is nothing to state."))
    lacks = []
    if kind == PaperKind.AGREEMENT and donation.donor.is_public:
        _check_worth(donation)
        lacks = lacking_for_public(donation)
    if lacks:
        raise Refused(
            _("The agreement of a public body must say more. Missing: %(what)s.")
            % {"what": "; ".join(lacks)}
        )


def _check_worth(donation: Donation) -> None:
    """Raise `Refused` for what is declared to be worth more than a public body may give.

    It was refused as it was declared, unless the lot had another donor then.
    """
    for line in donation.lines.exclude(declared_value=None):
        check_worth(donation.donor, line.declared_value, line.declared_count)
    devices = Device.objects.filter(donation=donation, declared_value__isnull=False)
    dearest = devices.exclude(status=DeviceStatus.WITHDRAWN).order_by("-declared_value").first()
    if dearest:
        check_worth(donation.donor, dearest.declared_value)


def lacking_for_public(donation: Donation) -> list:
    """What the agreement of a public body must say (CG3P D.3212-3) and the lot does not, in words.

    Number, category, purchase date and value of each item; the latest date of collection.
    """
    lacks = [] if donation.collect_by else [_("the latest collection date")]
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

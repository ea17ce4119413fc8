"""Pick list in the order of the shelves, and parcel labels.

The pick list shows "family of 3" and whom to call at the organisation, but no name of a person.
Only a parcel label has an address, and only if the user may see it.
"""

import re
from typing import NamedTuple

from django.utils import timezone
from django.utils.formats import date_format

from core.models import Identity
from core.pdf.render import render_pdf
from loans.base.kit_lines import bundles_of
from loans.base.lifecycle.loans import ItemStatus, Mode
from loans.base.text_values import lines_of
from loans.models import LoanItem

MAX_PICKED, MAX_PARCELS = 100, 20


class Pick(NamedTuple):
    """One item to fetch."""

    shelf: str
    item: LoanItem
    kit: object = None


def render_picklist(loans, site, day=None):
    """The PDF (bytes) of the items of these prepared loans, by shelf, in the reader's language.

    Device codes are printed as text, never as the device's own QR code.
    """
    identity = Identity.cached()
    picks = picks_of(loans)
    facts = {
        "identity": identity,
        "logo": identity.logo_uri,
        "site": site,
        "loans": [(loan, contact_of(loan), kits_of(loan)) for loan in loans],
        "single": loans[0] if len(loans) == 1 else None,
        "picks": picks,
        "day": date_format(day or loans[0].pickup_on or timezone.localdate(), "l j F Y"),
        "has_day": bool(day or loans[0].pickup_on),
    }
    return render_pdf("papers/loans/allocation/picklist.html", facts)


def picks_of(loans):
    """The `Pick`s of these loans in the order of the shelves; items without a shelf come last."""
    items = LoanItem.objects.filter(loan__in=loans, status=ItemStatus.RESERVED)
    items = items.for_list().select_related("device__place", "loan", "line__kit")
    picks = [
        Pick(str(item.device.place.code if item.device and item.device.place else ""), item)
        for item in items.select_related("device__category", "device__brand", "device__model")
    ]
    return sorted(picks, key=lambda pick: (not pick.shelf, _walked(pick.shelf), pick.item.pk))


def _walked(shelf):
    """Natural sort key of a shelf code: A2 before A10."""
    return [
        (not part.isdigit(), int(part) if part.isdigit() else 0, part)
        for part in re.findall(r"\d+|\D+", shelf)
    ]


class Contact(NamedTuple):
    """The person to call about a hand-over: a contact of the organisation, never the family."""

    name: str
    phone: str
    email: str


def contact_of(loan):
    """The requester at the organisation; or the organisation itself."""
    organisation, author = loan.organisation, loan.request and loan.request.created_by
    is_theirs = author and author.organisation_id == organisation.pk
    name, email = (author.name, author.email) if is_theirs else ("", organisation.email)
    return Contact(name, organisation.phone, email)


def kits_of(loan):
    """Each kit of the loan's request with reserved items, and its missing parts."""
    if loan.request is None:
        return []
    lines = list(loan.request.lines.with_reserved().for_list())
    bundles = [bundle for bundle in bundles_of(lines) if bundle.kit]
    return [b for b in bundles if any(line.reserved for line in b.lines)]


class Way(NamedTuple):
    """The addressee and address of a parcel; no lines if it is collected, or may not be shown."""

    name: str
    lines: list
    phone: str = ""
    is_hidden: bool = False


def render_parcels(loan, count, *, user):
    """The PDF (bytes) of a number of parcel labels (A6), with the address if `user` may see it."""
    identity = Identity.cached()
    facts = {
        "identity": identity,
        "loan": loan,
        "way": way_of(loan, user),
        "numbers": range(1, count + 1),
        "count": count,
    }
    return render_pdf(
        "papers/loans/allocation/parcel.html", facts, style="loans/allocation/parcel.css"
    )


def way_of(loan, user):
    """The delivery address of a loan, as far as `user` may see it."""
    if loan.mode == Mode.ON_SITE:
        return Way(str(loan.organisation), [])
    person = loan.recipient
    if person is None or not person.address:
        return _to_the_organisation(loan)
    may_know = user.has_perm("people.view_recipient")
    if not may_know:
        return Way(str(loan.organisation), [loan.discreet], is_hidden=True)
    return Way(str(person), lines_of(person), person.phone)


def _to_the_organisation(loan):
    organisation = loan.organisation
    return Way(str(organisation), lines_of(organisation), organisation.phone)

"""The paper of an amendment: what changed in plain words; the rest of the agreement stays."""

from datetime import date

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.models import Identity
from core.pdf import render_pdf
from loans.kits import shares_of
from loans.lifecycle import Audience, ItemStatus
from loans.lifecycle.afterwards import AmendmentKind
from loans.models import LoanItem
from loans.papers.agreements import signatures_on
from loans.papers.dates import full_date
from loans.papers.facts import signatories_of
from people.models import Organisation


def facts_of_amendment(amendment):
    """All that an amendment shows, in its own language."""
    with translation.override(amendment.language):
        loan, house = amendment.loan, Identity.cached()
        guardians = list(loan.recipient.guardians.order_by("pk")) if loan.recipient else []
        items = list(loan.items.filter(status=ItemStatus.OPEN).for_list())
        shows_items = amendment.kind != AmendmentKind.TRANSFER
        return {
            "amendment": amendment,
            "loan": loan,
            "house": house,
            "logo": house.logo_uri,
            "is_family": loan.audience == Audience.FAMILY,
            "signatories": _signatories(amendment, guardians),
            "guardians": (),  # each who signs an amendment is there
            "changes": changes_of(amendment),
            "shares": shares_of(items) if shows_items else (),
            "dated": full_date(timezone.localdate(amendment.at)),
            "agreed_on": _agreed_on(amendment),
        }


def _signatories(amendment, guardians):
    """Who signs it: each guardian, or the borrower; or the one guardian for whom it waits."""
    signatories = signatories_of(amendment.loan, guardians, None)
    only = amendment.data.get("guardian")
    return [who for who in signatories if who.position == only] or signatories


def _agreed_on(amendment):
    """The day of the agreement that is amended; "" for one of an earlier register."""
    agreement = amendment.agreement
    return full_date(timezone.localdate(agreement.signed_at)) if agreement else ""


def changes_of(amendment):
    """What changed, one plain sentence each, in the active language."""
    return CHANGES[amendment.kind](amendment)


def _swap(amendment):
    old, new = _items(amendment, "item", "new")
    params = {"old": _named(old.device), "new": _named(new.device)}
    changes = [
        _("You gave this back to us: %(old)s.") % params,
        _("In its place you have: %(new)s.") % params,
    ]
    for gone, come in amendment.data.get("accessories", []):
        items = LoanItem.objects.select_related("accessory").in_bulk([gone, come])
        params = {"old": items[gone].accessory, "new": items[come].accessory}
        changes.append(_("With it, we swapped: %(old)s, for: %(new)s.") % params)
    if not amendment.data.get("accessories"):
        changes.append(_("The accessories stay as they are."))
    return changes


def _items(amendment, *names):
    by_id = LoanItem.objects.for_list().in_bulk([amendment.data[name] for name in names])
    return [by_id[amendment.data[name]] for name in names]


def _named(device):
    """A device as a person knows it: its tag, what it is, its serial number."""
    words = f"{device} · {device.category} {device.designation}".strip()
    if device.serial:
        params = {"device": words, "serial": device.serial}
        return _("%(device)s, serial number %(serial)s") % params
    return words


def _renewal(amendment):
    params = {
        "until": full_date(date.fromisoformat(amendment.data["until"])),
        "before": full_date(date.fromisoformat(amendment.data["from"])),
    }
    return [
        _("You may keep this equipment for longer: until %(until)s.") % params,
        _("Before, you had to bring it back by %(before)s.") % params,
    ]


def _transfer(amendment):
    organisation = Organisation.objects.get(pk=amendment.data["organisation"])
    return [
        _("This equipment is no longer lent through %(organisation)s.")
        % {"organisation": amendment.loan.organisation},
        _("From now on it is lent through %(organisation)s, under an agreement of its own.")
        % {"organisation": organisation},
        _("Nothing that we know of you goes to them with it."),
    ]


def _keep(amendment):
    return [
        _("What we lent you is now yours: we give it to you."),
        _("You do not have to bring it back any more."),
    ]


def _correction(amendment):
    return [amendment.words]


def _guardian(amendment):
    person = {"person": amendment.loan.borrower}
    return [
        _("The agreement was signed by another guardian of %(person)s, while you were not there.")
        % person,
        _("You have read it, and you agree to it as well: you answer for it together."),
    ]


CHANGES = {
    AmendmentKind.SWAP: _swap,
    AmendmentKind.RENEWAL: _renewal,
    AmendmentKind.TRANSFER: _transfer,
    AmendmentKind.KEEP: _keep,
    AmendmentKind.CORRECTION: _correction,
    AmendmentKind.GUARDIAN: _guardian,
}


def render_amendment(amendment, **signed):
    """The PDF (bytes) of an amendment: noted, to sign, or signed as agreements are."""
    facts = facts_of_amendment(amendment)
    with translation.override(amendment.language):
        return render_pdf("papers/amendment.html", facts | signatures_on(facts, **signed))


def sign_amendment(amendment, *drawings, by=None, house=b""):
    """An amendment with its signatures (clean PNGs) drawn in: its PDF, and its time."""
    signed_at = timezone.now()
    more = {"drawings": drawings, "signer": by, "house": house, "signed_at": signed_at}
    return render_amendment(amendment, **more), signed_at

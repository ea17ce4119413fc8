"""PDFs of amendments, and the specimen of each text."""

from datetime import date, timedelta

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from catalogue.models import Category
from core.formatting import full_date
from core.models import Identity
from core.pdf.render import render_pdf
from core.templatetags.rebond import without_postcode
from inventory.accessories.fitting import charges_of
from inventory.devices.lifecycle.devices import Grade
from inventory.models import Device
from loans.base.clauses import CONDITIONS, terms_of
from loans.base.kit_lines import shares_of
from loans.base.lifecycle.aftercare import AmendmentKind
from loans.base.lifecycle.agreements import TextFor, TextKind
from loans.base.lifecycle.loans import Audience, ItemStatus, LoanKind
from loans.base.papers import (
    BINDS,
    add_chargers,
    conditions_of,
    content_of,
    devices_of,
    help_in,
    looks_of,
    not_resold,
    render_agreement,
    signatures_on,
)
from loans.base.parties import agent_of, borrower_of, guardians_of, party_of, signatories_of
from loans.base.text_values import lines_of, sample_values, values_of
from loans.models import Agreement, AgreementText, Loan, LoanItem
from loans.organisations import papers as convention_papers
from people.base.representation import EMPLOYER
from people.models import Organisation, Recipient, Site


def facts_of_amendment(amendment):
    """The content of an amendment, in its own language."""
    with translation.override(amendment.language):
        loan, identity = amendment.loan, Identity.cached()
        guardians = guardians_of(loan)
        items = list(loan.items.filter(status=ItemStatus.OPEN).for_list())
        add_chargers(items, charges_of(devices_of(items)))
        is_employer = amendment.kind == AmendmentKind.EMPLOYER
        if amendment.kind == AmendmentKind.TRANSFER:
            items = []
        return {
            "amendment": amendment,
            "loan": loan,
            "identity": identity,
            "own_address": ", ".join(lines_of(identity)),
            "logo": identity.logo_uri,
            "place": without_postcode(loan.site.town or identity.town),
            "is_family": loan.audience == Audience.FAMILY,
            "signatories": _signatories(amendment, guardians),
            "employer": None if is_employer else loan.employer,
            "employer_later": None,
            "signs_as_employer": party_of(loan.employer) if is_employer else None,
            "borrower": borrower_of(loan, guardians),
            "changes": changes_of(amendment),
            "articles": _articles(amendment, items),
            "shares": shares_of(items),
            "dated": full_date(timezone.localdate(amendment.at)),
            "agreed_on": _agreed_on(amendment),
        }


def _signatories(amendment, guardians):
    """The signatories of an amendment: the same as for an agreement, or the employer alone."""
    if amendment.kind == AmendmentKind.EMPLOYER:
        return [agent_of(amendment.loan.employer, EMPLOYER)]
    return signatories_of(amendment.loan, guardians, None)


def _articles(amendment, items):
    """The articles of the employer's own text, signed after the person; otherwise empty."""
    if amendment.kind != AmendmentKind.EMPLOYER:
        return []
    text = AgreementText.objects.get(pk=amendment.data["text"])
    values = values_of(amendment.loan) | {"date": _agreed_on(amendment)}
    conditions = conditions_of(items, not_resold(devices_of(items)))
    return terms_of(text, [], values, conditions).signed


def _agreed_on(amendment):
    """The date of the amended agreement; "" for an agreement of an earlier register."""
    agreement = amendment.agreement
    return full_date(timezone.localdate(agreement.signed_at)) if agreement else ""


def changes_of(amendment):
    """The changes, one sentence each, in the active language."""
    return CHANGES[amendment.kind](amendment)


def _swap(amendment):
    old, new = _items(amendment, "item", "new")
    add_chargers([new], charges_of([new.device]))
    back = _("You returned this to us: %(old)s.")
    changes = [back % {"old": _named(old.device)}]
    if (is_here := amendment.data.get("charger")) is not None:
        changes.append(_("You returned its charger.") if is_here else _("You keep its charger."))
    changes.append(_("In its place you have: %(new)s.") % {"new": _named(new.device)})
    if new.charger:
        changes.append(_("It comes with its own charger."))
    for gone, come in amendment.data.get("accessories", []):
        items = LoanItem.objects.select_related("accessory").in_bulk([gone, come or gone])
        params = {"old": items[gone].accessory, "new": items[come or gone].accessory}
        words = _("We also exchanged %(old)s for %(new)s.") if come else back
        changes.append(words % params)
    return changes


def _items(amendment, *names):
    by_id = LoanItem.objects.for_list().in_bulk([amendment.data[name] for name in names])
    return [by_id[amendment.data[name]] for name in names]


def _named(device):
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
        _("Your loan has been extended until %(until)s.") % params,
        _("It was previously due back by %(before)s.") % params,
    ]


def _transfer(amendment):
    organisation = Organisation.objects.get(pk=amendment.data["organisation"])
    return [
        _("This equipment is no longer lent through %(organisation)s.")
        % {"organisation": amendment.loan.organisation},
        _("From now on it is lent through %(organisation)s, under a separate agreement.")
        % {"organisation": organisation},
        _("That organisation receives none of your data."),
    ]


def _keep(amendment):
    return [
        _("The equipment that we lent you is now yours: we give it to you."),
        _("You no longer have to return it."),
    ]


CHANGES = {
    AmendmentKind.SWAP: _swap,
    AmendmentKind.RENEWAL: _renewal,
    AmendmentKind.TRANSFER: _transfer,
    AmendmentKind.KEEP: _keep,
    AmendmentKind.CORRECTION: lambda amendment: [amendment.words],
    AmendmentKind.EMPLOYER: lambda _amendment: [],  # its own text says it
}


def render_amendment(amendment, **signed):
    """The PDF (bytes) of an amendment: noted, to be signed, or signed."""
    facts = facts_of_amendment(amendment)
    with translation.override(amendment.language):
        shown = facts | signatures_on(facts, **signed)
        return render_pdf("papers/loans/agreements/amendment.html", shown, looks=looks_of([]))


def sign_amendment(amendment, *, by=None, **given):
    """Render an amendment with its signatures; return its PDF and the time."""
    signed_at = timezone.now()
    return render_amendment(amendment, signed_at=signed_at, signer=by, **given), signed_at


# Specimen: an agreement text as printed, with an invented person and device.

MET = [name for name in CONDITIONS if name != "no_charger"]  # as for a loan of everything
OURS = ("fr", "en")  # languages printed alone; others are printed beside the French text


def render_specimen(text):
    """The PDF (bytes) of a whole agreement under this text, saved or not; nothing is stored.

    Clauses of a category are shown in the loan of a family. A text in another language is shown
    beside the current French text, if there is one.
    """
    if text.kind == TextKind.CONVENTION:
        return convention_papers.render_specimen(text)
    main, second, clauses = _around(text)
    with translation.override(main.language):
        facts = _build_content(main, second, clauses)
    return render_agreement(Agreement(text=main, number=_("EXAMPLE")), facts)


def _around(text):
    """The binding text, the text printed beside it, and the clauses of a category, for `text`."""
    main = text
    if text.kind == TextKind.CATEGORY:
        main = _in_use(
            TextKind.LOAN, TextFor.FAMILY, text.language if text.language in OURS else BINDS
        )
    elif text.language not in OURS:
        main = _in_use(text.kind, text.audience, BINDS)
    if text.kind != TextKind.CATEGORY:
        return main, None if main is text else text, []
    return main, None, [text]


def _in_use(kind, audience, language):
    facts = {"kind": kind, "audience": audience, "language": language}
    text = AgreementText.objects.filter(is_current=True, **facts).first()
    return text or AgreementText(**facts)


def _build_content(text, second, clauses):
    """The content of a specimen, as from `facts_of`; the loan is not in the database."""
    loan = _loan(text)
    return content_of(
        loan,
        text,
        second,
        items=_specimen_items(loan),
        values=sample_values() | {"borrower": str(loan.borrower)},
        conditions=MET,
        clauses={text.language: clauses},
        places=help_in(text.language),
    )


def _loan(text):
    is_gift = text.kind in {TextKind.GIFT, TextKind.SALE}
    is_own = text.audience == TextFor.STRUCTURE and text.kind != TextKind.THREE_PARTY
    organisation = Organisation(name=_("Example organisation"))
    person = Recipient(
        first_name=_("First name"),
        last_name=_("Last name"),
        organisation=organisation,
        address=_("12, Example street"),
        town="35000 Rennes",
        phone="06 39 98 00 00",
    )
    return Loan(
        kind=LoanKind.GIFT if is_gift else LoanKind.LOAN,
        audience=Audience(text.audience) if text.kind != TextKind.CATEGORY else Audience.FAMILY,
        organisation=organisation,
        recipient=None if is_own else person,
        employer=Organisation(name=_("Example employer"))
        if text.kind == TextKind.THREE_PARTY
        else None,
        site=Site(name=_("Example site")),
        sale_price=20 if text.kind == TextKind.SALE else None,
        due_on=None if is_gift else timezone.localdate() + timedelta(days=365),
    )


def _specimen_items(loan):
    device = Device(
        category=Category(names={"fr": "ordinateur portable", "en": "laptop"}),
        asset_tag="RB00000000",
        serial="DEMO0000",
        grade=Grade.B,
        known_limits=_("the battery lasts one hour"),
    )
    item = LoanItem(loan=loan, device=device)
    item.charger = _("charger")
    return [item]

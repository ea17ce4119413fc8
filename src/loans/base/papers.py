"""The content of an agreement, frozen and hashed, its clauses, and its PDF.

The signed part is one page: the parties, the items, the clauses, the signatures; 14 pt for
families unless that takes a second page, 11 pt at least for everybody. Items that do not fit in the
table continue on a second page. The annex, on the back, is not signed: care, return, data, help. It
is rendered once for all agreements with the same text.

The French text is binding. A second text in any language is a page of the annex; its dates are in
figures. Characters that no installed font has are refused when the text is saved.

Papers show only the name of guardians and their relation to the child. Parents who live apart each
keep a copy, so no address or phone number of a minor or a guardian is on an agreement, nor in the
data that a person may request (GDPR 15).
"""

import base64
import hashlib
import json
from functools import cache
from urllib.parse import urlencode

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from catalogue.models.accessory import AccessorySort
from core.formatting import full_date, hour
from core.models import Identity
from core.numbers import euros
from core.pdf.render import TAGGED, render_pdf, shared_pages
from core.templatetags.rebond import without_postcode
from core.workflow.lifecycle import Refused
from donations.lifecycle import DonorKind
from inventory.accessories.fitting import charges_of
from inventory.models import Device
from loans.base.clauses import CONDITIONS, terms_of
from loans.base.kit_lines import shares_of
from loans.base.lifecycle.agreements import TextKind
from loans.base.lifecycle.loans import Audience, ItemStatus, LoanKind
from loans.base.parties import borrower_of, guardians_of, signatories_of
from loans.base.text_values import beside_values, lines_of, values_of
from loans.models import AgreementText, LoanItem, Mandate
from people.models import Language
from people.privacy.notice import notice as notice_of


def full_time(moment):
    """A datetime as papers write it: the date in full words, and the time."""
    return _("%(day)s at %(time)s") % {"day": full_date(moment), "time": hour(moment)}


BINDS = "fr"  # printed when there is a second text: the French text is binding


def language_of(loan):
    """The language of the recipient; French for an organisation, or when a translation is added."""
    if loan.recipient is None or loan.recipient.second_language_id:
        return BINDS
    return loan.recipient.language


def kind_of(loan):
    if loan.employer_id:
        return TextKind.THREE_PARTY
    return TextKind.SALE if loan.sale_price else TextKind(loan.kind)


def text_for(loan, reading=None):
    """The clauses in use for this loan, in the language of the person.

    Raises `Refused` if there are none.
    """
    in_use = reading.text_in_use if reading else text_in_use
    return in_use(kind_of(loan), loan.audience, language_of(loan))


def text_in_use(kind, audience, language):
    """The clauses in use of this kind; raises `Refused` if there are none."""
    try:
        return AgreementText.objects.current(kind, audience, language)
    except AgreementText.DoesNotExist as error:
        params = {"kind": kind.label, "language": language}
        raise Refused(
            _("There is no text for “%(kind)s” (%(language)s): a coordinator must write it first.")
            % params
        ) from error


def employer_text(loan):
    """The clauses in use that the employer of a three-party loan signs; or raise `Refused`."""
    return text_in_use(TextKind.THREE_PARTY, Audience.STRUCTURE, language_of(loan))


def second_text_for(loan):
    """The clauses in the person's second language, or None."""
    if loan.recipient is None or loan.recipient.second_language is None:
        return None
    return second_texts_of(loan).filter(language=loan.recipient.second_language.code).first()


def second_texts_of(loan):
    """The clauses of a loan in every language."""
    kind = kind_of(loan)
    return AgreementText.objects.filter(kind=kind, audience=loan.audience, is_current=True)


HELP = []  # functions of modules: (language, commune or None) -> lines of help for the annex


def help_in(language, commune=None):
    """The lines of help of all modules, each with a `label` and an `address`."""
    return [line for read in HELP for line in read(language, commune)]


class Reading:
    """Cache for the agreements of several loans: each table and each shared value is read once.

    Staff lists render hundreds of agreements at a time.
    """

    def __init__(self, loans):
        items = LoanItem.objects.filter(loan__in=loans).exclude(status=ItemStatus.CANCELLED)
        self.items = {loan.pk: [] for loan in loans}
        for item in items.for_list():
            self.items[item.loan_id].append(item)
        devices = [device for rows in self.items.values() for device in devices_of(rows)]
        self.charges, self.not_resold = charges_of(devices), not_resold(devices)
        mandates = Mandate.objects.filter(loan__in=loans, given_up_at=None)
        self.mandates = {mandate.loan_id: mandate for mandate in mandates}
        self.clauses = cache(AgreementText.objects.of_categories)
        self.help = cache(help_in)
        self.text_in_use = cache(text_in_use)


def facts_of(loan, text, second=None, *, reading=None):
    """The content of an agreement, read from the database or from a shared `Reading`."""
    with translation.override(text.language):
        return _build_content(loan, text, second, reading or Reading([loan]))


def _build_content(loan, text, second, reading):
    items = reading.items[loan.pk]
    add_chargers(items, reading.charges)
    categories = frozenset(device.category_id for device in devices_of(items))
    return content_of(
        loan,
        text,
        second,
        items=items,
        values=values_of(loan),
        conditions=conditions_of(items, reading.not_resold),
        clauses={t.language: reading.clauses(categories, t.language) for t in (text, second) if t},
        places=reading.help(text.language, borrower_commune(loan)),
        mandate=reading.mandates.get(loan.pk),
    )


def content_of(loan, text, second, *, items, values, conditions, clauses, places, mandate=None):
    """The content of an agreement, from what was read; `clauses` of categories by language."""
    identity, guardians = Identity.cached(), guardians_of(loan)
    return (
        {
            "loan": loan,
            "identity": identity,
            "own_address": ", ".join(lines_of(identity)),
            "place": without_postcode(loan.site.town or identity.town),
            "recipient": loan.recipient,
            "borrower": borrower_of(loan, guardians),
            "mandate": mandate,
            "employer": loan.employer,
            "employer_later": loan.employer,  # an amendment waits for the employer's signature
            "signatories": signatories_of(loan, guardians, mandate),
            "logo": identity.logo_uri,
            "items": items,
            "is_gift": loan.kind == LoanKind.GIFT,
            "price": euros(loan.sale_price) if loan.sale_price else "",
            "due_date": full_date(loan.due_on) if loan.due_on else "",
            "today": full_date(timezone.localdate()),
            "says_due_date": "{due_date}" in text.body,
            "terms": terms_of(text, clauses.get(text.language, []), values, conditions),
            "help": places,
            "listen": address_to_listen(text, second, loan, conditions),
        }
        | equipment_of(items)
        | second_of(loan, second, clauses, values, conditions)
    )


def borrower_commune(loan):
    """The commune where the person of a loan lives; None if unknown."""
    return loan.recipient.commune if loan.recipient else None


def equipment_of(items):
    """The rows of the equipment table, and the number of items."""
    return {"shares": shares_of(items), "count": sum(item.quantity for item in items)}


# Looks of the signed page, from wide to narrow: classes in paper.css.
LOOKS = ["", "close", "close run-on", "close run-on narrow"]
ROWS_TO_TRY = 14  # rows of the first page, if the table continues on a second page


def looks_of(shares):
    """The looks to try in turn, each with the number of pages that it may take."""
    looks = [({"paper_look": look}, 1) for look in LOOKS]
    for count in range(min(ROWS_TO_TRY, len(shares) - 1), 0, -1):
        rows = {"shares": shares[:count], "more_shares": shares[count:]}
        looks.append(({"paper_look": LOOKS[-2]} | rows, 2))
    return looks


def conditions_of(items, not_resold):
    """The `CONDITIONS` that these items meet.

    `not_resold` has the keys of devices not to be sold.
    """
    has_charger = any(item.charger or _is_charger(item.accessory) for item in items)
    met = {
        "sim": any(item.voucher_id for item in items),
        "no_resale": any(item.device_id in not_resold for item in items),
        "charger": has_charger,
        "no_charger": not has_charger,
    }
    return {name for name in CONDITIONS if met[name]}


def _is_charger(accessory):
    return accessory is not None and accessory.sort == AccessorySort.CHARGER


def devices_of(items):
    return [item.device for item in items if item.device]


def not_resold(devices):
    """The keys of devices that a public body gave on condition that they are never sold."""
    public = Device.objects.filter(
        pk__in=[device.pk for device in devices], donation__donor__kind=DonorKind.PUBLIC
    )
    return set(public.filter(donation__may_resell=False).values_list("pk", flat=True))


def second_of(loan, text, clauses, values, conditions=()):
    """The second language for the annex: its name, its terms, and help in that language."""
    if text is None:
        return {"second": None, "second_terms": None, "second_help": []}
    language = Language.objects.get(code=text.language)
    values = beside_values(values, loan, language.direction)
    return {
        "second": language,
        "second_terms": terms_of(text, clauses.get(text.language, []), values, conditions),
        "second_is_machine": text.is_machine,
        "second_help": help_in(text.language),
    }


def address_to_listen(text, second, loan, conditions):
    """The URL of the page that reads a text aloud: it contains the day, but no name."""
    language = second.language if second else text.language
    path = reverse("agreementtext_listen", args=[text.kind, text.audience, language])
    days = {"from": timezone.localdate(), "until": loan.due_on}
    params = {"site": loan.site_id, "if": ".".join(sorted(conditions))}
    params |= {name: day.isoformat() for name, day in days.items() if day}
    return f"{settings.SITE_URL}{path}?{urlencode(params)}"


def add_chargers(items, charges):
    """Set `charger` on each item: the charger that goes with it, or ""."""
    for item in items:
        charge = charges.get(item.device_id)
        item.charger = _charger_in_words(charge) if charge and charge.is_here else ""


def _charger_in_words(charge):
    watts = getattr(charge.kind or charge.need, "watts", None)
    return _("%(watts)s W charger") % {"watts": watts} if watts else _("charger")


PARTS = ["equipment", "people", "terms", "text"]
PART_LENGTH = 16  # hexadecimal digits of the hash of each part


def fingerprint(facts):
    """The hashes of the `PARTS` of an agreement; a different hash means that the part changed.

    Excludes the day of reading: an agreement may be signed on a later day than it was made.
    """
    devices = [item.device for item in facts["items"] if item.device]
    things = [
        [item.pk, item.accessory.code if item.accessory else str(item), item.quantity, item.charger]
        for item in facts["items"]
    ]
    parts = [
        [things, [[device.known_limits, device.grade] for device in devices]],
        [facts["borrower"], facts["signatories"]],
        [facts["due_date"], facts["price"], facts["is_gift"]],
        [
            facts["terms"],
            facts["second_terms"],
            [[link.label, link.address] for link in [*facts["help"], *facts["second_help"]]],
        ],
    ]
    return "".join(_hash(part, facts["today"]) for part in parts)


def _hash(part, today):
    text = json.dumps(part, ensure_ascii=False)
    for day in (today, f"{timezone.localdate():%d/%m/%Y}"):
        text = text.replace(day, "")
    return hashlib.sha256(text.encode()).hexdigest()[:PART_LENGTH]


def changes_since(agreement):
    """Differences of an agreement issued now, a few words each; [] if it is current."""
    loan = agreement.loan
    text, second = text_for(loan), second_text_for(loan)
    now = fingerprint(facts_of(loan, text, second))
    changed = {
        part
        for part, start in zip(PARTS, range(0, len(now), PART_LENGTH), strict=True)
        if agreement.facts_sha256[start:][:PART_LENGTH] != now[start:][:PART_LENGTH]
    }
    changes = (_items_changed(agreement) or [_("the equipment")]) if "equipment" in changed else []
    changes += [_("the person or the signatory")] if "people" in changed else []
    changes += [_("the return date or the price")] if "terms" in changed else []
    # The text contains the other parts, so it changes with them.
    is_other = (text.pk, second and second.pk) != (agreement.text_id, agreement.second_text_id)
    return [*changes, _("the text")] if is_other or (changed and not changes) else changes


def _items_changed(agreement):
    items = agreement.loan.items.filter(status_since__gt=agreement.status_since).for_list()
    added, gone = _("added: %(item)s"), _("removed: %(item)s")
    return [
        (gone if item.status == ItemStatus.CANCELLED else added) % {"item": item.code}
        for item in items
    ]


SCAN = "agreement_scan"  # the document kind of a scanned agreement signed on paper


def render_agreement(agreement, facts, **signed):
    """The PDF (bytes) of an agreement in the language of its text, signed or with lines to sign on.

    For a signed agreement, pass `signed_at`, the `drawings` (clean PNGs) of its signatories in
    order, and the `words` that they typed; for our association, the user `signer` and their drawing
    `ours`, if any; the `witness`, if any; and `is_remote` if it was signed remotely.
    """
    with translation.override(agreement.text.language):
        shown = unsigned(agreement, facts) | signatures_on(facts, **signed)
        return render_pdf(
            "papers/loans/agreements/agreement.html",
            shown,
            shared=_annex_that_fits(facts),
            looks=looks_of(facts["shares"]),
        )


# The entry of the GDPR register that the privacy notice of an agreement describes.
NOTICES = {Audience.FAMILY: "families", Audience.STAFF: "staff", Audience.STRUCTURE: "structures"}


def _annex_that_fits(facts):
    """The HTML of the annex; for a sale at 10 pt if its box of law leaves room, else at 9 pt."""
    annex = annex_of(facts)
    most = 2 if facts["second"] else 1
    if facts["price"] and len(shared_pages(annex, "paper.css", pdf_variant=TAGGED).pages) > most:
        return annex_of(facts | {"is_tight": True})
    return annex


def annex_of(facts, notice=None):
    """The HTML of the annex, with the privacy notice, read if it is not given; contains no name."""
    notice = notice or notice_for(facts["loan"])
    return render_to_string("papers/loans/agreements/agreement_annex.html", facts | notice)


def notice_for(loan):
    """The context of the privacy notice of an agreement."""
    return notice_of(NOTICES[loan.audience], organisation=loan.organisation)


def unsigned(agreement, facts):
    """The signature section of an agreement that nobody has signed yet."""
    return facts | {"agreement": agreement, "shared_pages": []} | signatures_on(facts)


def signatures_on(facts, *, drawings=(), words=(), signed_at=None, signer=None, ours=b"", **more):
    """The context of `_agreement_signatures.html`, signed or to be signed."""
    nothing = [""] * len(facts["signatories"])
    drawn, typed = [*map(data_uri, drawings), *nothing], [*words, *nothing]
    return more | {
        "signed_on": full_time(signed_at) if signed_at else "",
        "signatures": list(zip(facts["signatories"], drawn, typed, strict=False)),
        "signer": signer.name if signer else "",
        "own_signature": data_uri(ours) if ours else "",
    }


def sign(agreement, *drawings, facts=None, by=None, signed_at=None, **more):
    """Draw the signatures (clean PNGs) into an issued agreement; return its PDF and the time."""
    signed_at = signed_at or timezone.now()
    facts = facts or facts_of(agreement.loan, agreement.text, agreement.second_text)
    signed = {"drawings": drawings, "signer": by, "signed_at": signed_at} | more
    return render_agreement(agreement, facts, **signed), signed_at


def data_uri(png):
    return "data:image/png;base64," + base64.b64encode(png).decode() if png else ""

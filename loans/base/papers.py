"""The content of an agreement, frozen and hashed; its clauses; the PDF.

Families' papers are set at 14 pt, in the person's language, whatever the language of the screen.

The French text is binding. A second text in any language is printed beside it, article by article
when both have as many, and after it otherwise. Its dates are in figures, and values of placeholders
are isolated (Unicode TR 9), or Arabic would reverse a phone number. Characters that no font here
has are refused when the text is saved.

Of guardians, papers show the name and the relation. Parents who live apart each keep a copy, so no
address or phone number of a minor or a guardian is on an agreement, nor in the data that a person
may request (GDPR 15).
"""

import base64
import hashlib
import json
import re
from collections import Counter
from itertools import zip_longest
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.formatting import full_date
from core.models import Identity
from core.modules import is_on
from core.numbers import euros
from core.pdf.render import render_pdf
from core.templatetags.rebond import with_town
from core.workflow.lifecycle import Refused
from inventory.accessories.fitting import charges_of
from loans.base.kit_lines import shares_of
from loans.base.lifecycle.agreements import SignerRole, TextFor, TextKind
from loans.base.lifecycle.loans import Audience, ItemStatus, LoanKind
from loans.models import AgreementText, Mandate, ResourceLink
from people.base.lifecycle import Relationship
from people.models import Language

# The blanks a text may hold, filled at printing; a text with any other is refused when saved.
BLANKS = [
    "association",
    "association_address",
    "association_phone",
    "organisation",
    "borrower",
    "employer",
    "contribution",
    "due_date",
    "starts_on",
    "ends_on",
    "date",
    "site",
]
_BLANK = re.compile(r"\{(\w*)\}")


def blanks_in_use():
    """The blanks of the modules that are on: those to offer; a text that has others keeps them."""
    return [name for name in BLANKS if name != "contribution" or is_on("contributions")]


def unknown_blanks(body):
    """The placeholders of `body` that have no value, in order."""
    return [name for name in _BLANK.findall(body) if name not in BLANKS]


def sample_values():
    """Values of placeholders to preview a text: our association's names and invented ones."""
    return house_values() | {
        "organisation": _("Example organisation"),
        "borrower": _("First name Last name"),
        "employer": _("Example employer"),
        "contribution": euros(20),
        "due_date": full_date(timezone.localdate()),
        "starts_on": full_date(timezone.localdate()),
        "ends_on": full_date(timezone.localdate()),
        "date": full_date(timezone.localdate()),
        "site": _("Example site"),
    }


def values_of(loan):
    """The values of the blanks of a loan's clauses, in the active language."""
    return house_values() | {
        "organisation": loan.organisation.name,
        "borrower": str(loan.borrower),
        "employer": loan.employer.name if loan.employer else "",
        "contribution": euros(loan.contribution) if loan.contribution else "",
        "due_date": full_date(loan.due_on) if loan.due_on else "",
        "date": full_date(timezone.localdate()),
        "site": loan.site.name,
    }


def beside_values(values, loan, direction):
    """The same for a second text: dates in figures, and nothing turned round by its direction."""
    days = {"due_date": loan.due_on, "date": timezone.localdate()}
    figures = {name: f"{day:%d/%m/%Y}" if day else "" for name, day in days.items()}
    merged = values | figures
    return (
        {name: isolated(value) for name, value in merged.items()} if direction == "rtl" else merged
    )


def isolated(value):
    """A text isolated from the direction of the surrounding text (Unicode TR 9)."""
    return f"\N{LEFT-TO-RIGHT ISOLATE}{value}\N{POP DIRECTIONAL ISOLATE}" if value else value


def house_values():
    house = Identity.cached()
    return {
        "association": house.name,
        "association_address": " ".join(house.address.split()),
        "association_phone": house.phone,
    }


def articles_of(body, values):
    """The clauses, blanks filled, as (title, blocks): ("p", text) or ("ul", [texts])."""
    filled = _BLANK.sub(lambda match: values.get(match[1], match[0]), body)
    articles = []
    for chunk in re.split(r"^## ", filled, flags=re.MULTILINE):
        title, _newline, rest = chunk.partition("\n")
        if chunk.strip():
            articles.append((title.strip(), _blocks(rest)))
    return articles


def blocks_in(body):
    """The number of headings, paragraphs and list items of a text: its rendering cost."""
    articles = articles_of(body, {})
    blocks = [block for _title, blocks in articles for block in blocks]
    return len(articles) + sum(len(text) if kind == "ul" else 1 for kind, text in blocks)


def _blocks(text):
    blocks = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        lines = paragraph.strip().splitlines()
        if lines and all(line.startswith("- ") for line in lines):
            blocks.append(("ul", [line[2:] for line in lines]))
        elif lines:
            blocks.append(("p", " ".join(lines)))
    return blocks


def merged(text, clauses, values):
    """The first page (an article, or None) and the articles after it, of a text.

    `clauses`, the texts of categories, come before the last article, which is about signing.
    """
    first, *rest = articles_of(text.body, values) or [None]
    added = [article for clause in clauses for article in articles_of(clause.body, values)]
    return first, [*rest[:-1], *added, *rest[-1:]]


def beside(articles, others):
    """Each article with its counterpart in the second language, or None.

    When their numbers differ they cannot be paired: the second text comes after, whole.
    """
    if len(articles) == len(others):
        return list(zip(articles, others, strict=True))
    first = zip_longest(articles, [])
    return [*first, *((None, other) for other in others)]


def lines_of(of):
    """The address lines of a site, a person or an organisation, with the town last and once."""
    lines = with_town(of.address, of.town).splitlines()
    return [line.strip() for line in lines if line.strip()]


# --- Dates as papers write them. ---


def full_time(moment):
    """A moment as papers write it: the date in full words, and the time."""
    local = timezone.localtime(moment)
    return _("%(day)s at %(time)s") % {"day": full_date(moment), "time": f"{local:%H:%M}"}


# --- All that an agreement shows, read afresh, and its fingerprint. ---

BINDS = "fr"  # beside a second text, the French one is what binds


class Signatory(NamedTuple):
    """A signatory and role; `position` within the role, `note` for whom or where."""

    role: str
    position: int
    name: str
    note: str = ""

    def __str__(self):
        return self.name


def language_of(loan):
    """The language of the person's papers; French for a structure, and beside a second text."""
    if loan.recipient is None or loan.recipient.second_language_id:
        return BINDS
    return loan.recipient.language


def kind_of(loan):
    """The kind of agreement text of a loan."""
    if loan.employer_id:
        return TextKind.THREE_PARTY
    return TextKind.CONTRIBUTION if loan.contribution else TextKind(loan.kind)


def text_for(loan):
    """The clauses in use for this loan, in the language of the person; `Refused` without any."""
    return text_in_use(kind_of(loan), loan.audience, language_of(loan))


def text_in_use(kind, audience, language):
    """The clauses in use of this kind; raises `Refused` without any."""
    try:
        return AgreementText.objects.current(kind, audience, language)
    except AgreementText.DoesNotExist as error:
        params = {"kind": kind.label, "language": language}
        raise Refused(
            _("There is no text for “%(kind)s” (%(language)s): a coordinator writes it first.")
            % params
        ) from error


def second_text_for(loan):
    """The clauses in the person's second language, if there are any; None otherwise."""
    if loan.recipient is None or loan.recipient.second_language is None:
        return None
    who = TextFor.FAMILY if loan.audience == Audience.FAMILY else TextFor.STAFF
    return AgreementText.objects.filter(
        kind=kind_of(loan),
        audience=who,
        language=loan.recipient.second_language.code,
        is_current=True,
    ).first()


def facts_of(loan, text, second=None):
    """The content of an agreement, reread from the database."""
    with translation.override(text.language):
        return _build_content(loan, text, second)


def _build_content(loan, text, second):
    house = Identity.cached()
    items = list(loan.items.exclude(status=ItemStatus.CANCELLED).for_list())
    _say_chargers(items)
    guardians = guardians_of(loan)
    mandate = Mandate.objects.of(loan)
    values, shares = values_of(loan), shares_of(items)
    essential, articles = merged(text, _clauses(items, text.language), values)
    return {
        "loan": loan,
        "house": house,
        "recipient": loan.recipient,
        "guardians": guardians,
        "mandate": mandate,
        "employer": loan.employer,
        "employer_later": loan.employer,  # an amendment waits for their signature
        "signatories": signatories_of(loan, guardians, mandate),
        "logo": house.logo_uri,
        "items": items,
        "shares": shares,
        "in_short": _in_short(shares),
        "is_gift": loan.kind == LoanKind.GIFT,
        "contribution": euros(loan.contribution) if loan.contribution else "",
        "due_date": full_date(loan.due_on) if loan.due_on else "",
        "today": full_date(timezone.localdate()),
        "essential": essential,
        "articles": articles,
        "links": list(ResourceLink.objects.printed_in(text.language)),
    } | _second(loan, second, items, articles)


def _in_short(shares):
    """A short summary of the items: each kit with its parts, each kind, with counts."""
    kits = [_kit_in_short(share) for share in shares if share.kit]
    return [*kits, *_counted([share.first for share in shares if not share.kit])]


def _kit_in_short(share):
    name = f"{share.kit} × {share.count}" if share.count > 1 else share.kit
    return f"{name} ({', '.join(_counted(share.items))})"


def _counted(items):
    counts = Counter()
    for item in items:
        kind = item.device.category if item.device else item.accessory
        counts[str(kind or item.voucher.batch.product)] += item.quantity
    return [f"{kind} × {count}" if count > 1 else kind for kind, count in counts.items()]


def _clauses(items, language):
    """The clauses of what these items are."""
    categories = {item.device.category_id for item in items if item.device}
    return AgreementText.objects.of_categories(categories, language)


def _second(loan, text, items, articles):
    if text is None:
        return beside_french(loan, None, articles, [], {})
    return beside_french(loan, text, articles, _clauses(items, text.language), values_of(loan))


def beside_french(loan, text, articles, clauses, values):
    """The second language beside French: its name, its first page, its articles."""
    if text is None:
        return {"second": None, "pairs": [(article, None) for article in articles], "help": []}
    language = Language.objects.get(code=text.language)
    essential, others = merged(text, clauses, beside_values(values, loan, language.direction))
    return {
        "second": language,
        "second_essential": essential,
        "pairs": beside(articles, others),
        "help": list(ResourceLink.objects.printed_in(text.language)),
    }


def guardians_of(loan):
    """Who borrows in the place of the person, alone: a parent, a guardian or a tutor; or nobody."""
    representative = loan.recipient_id and loan.recipient.representative
    return [representative] if representative else []


def signatories_of(loan, guardians, mandate):
    """The signatories: the collector with a mandate, else the guardian, else the borrower.

    A curator signs beside the person whom they assist (Code civil, 467).
    """
    if mandate:
        note = _("for %(person)s") % {"person": loan.borrower}
        return [Signatory(SignerRole.COLLECTOR, 0, str(mandate), note)]
    if guardians:
        (guardian,) = guardians
        return [Signatory(SignerRole.GUARDIAN, 0, guardian.name, _in_place_of(loan, guardian))]
    person = Signatory(SignerRole.PERSON, 0, str(loan.borrower))
    curator = loan.recipient_id and loan.recipient.curator
    if not curator:
        return [person]
    note = _("%(quality)s, assists %(person)s")
    params = {"quality": curator.get_relationship_display(), "person": loan.borrower}
    return [person, Signatory(SignerRole.GUARDIAN, 0, curator.name, note % params)]


def _in_place_of(loan, guardian):
    """In what quality a guardian signs, for whom, and what they declare by it."""
    quality = guardian.get_relationship_display()
    params = {"quality": quality, "person": loan.borrower}
    if guardian.relationship == Relationship.TUTOR:
        return _("%(quality)s, for %(person)s") % params
    return _("%(quality)s, for %(person)s. Declares to hold parental authority.") % params


def _say_chargers(items):
    """Set `charger` on each item: the text about it on the paper, or nothing."""
    charges = charges_of([item.device for item in items if item.device])
    for item in items:
        charge = charges.get(item.device_id)
        item.charger = ""
        if charge and charge.is_missing:
            item.charger = _("Without a charger")
        elif charge and charge.is_here:
            need = charge.kind or charge.need
            item.charger = (
                _("With its charger: %(charger)s") % {"charger": need}
                if need
                else _("With its charger")
            )


def fingerprint(facts):
    """A hash of what an agreement shows; another one means that something changed meanwhile."""
    recipient = facts["recipient"]
    shown = [
        facts["essential"],
        facts["pairs"],
        facts.get("second_essential"),
        [[link.label, link.address] for link in [*facts["links"], *facts["help"]]],
        facts["due_date"],
        facts["contribution"],
        facts["is_gift"],
        [[item.pk, item.code, item.quantity] for item in facts["items"]],
        [
            [item.device.known_limits, item.device.grade, item.charger]
            for item in facts["items"]
            if item.device
        ],
        [str(recipient), recipient.address, recipient.town, recipient.phone] if recipient else None,
        [[guardian.name, guardian.relationship] for guardian in facts["guardians"]],
        facts["signatories"],
    ]
    return hashlib.sha256(json.dumps(shown, ensure_ascii=False).encode()).hexdigest()


# --- The paper of an agreement, to sign or signed. ---

SCAN = "agreement_scan"  # the kind of a document that was signed on paper and sent in


def render_agreement(agreement, facts, **signed):
    """The PDF (bytes) of an agreement in its text's language, signed or with lines to sign on.

    Signed, it takes `signed_at`, the `drawings` (clean PNGs) of its signatories in their order, and
    for our association `signer`, a user, and `house`, their drawing if there is one. `is_remote`:
    it was signed remotely.
    """
    with translation.override(agreement.text.language):
        shown = unsigned(agreement, facts) | signatures_on(facts, **signed)
        return render_pdf("papers/agreement.html", shown, shared=rules_of(facts))


def rules_of(facts):
    """The HTML of the pages that an agreement shares with those that say the same; or nothing.

    Whatever the clauses name is in it: those of one text, site and due date are alike.
    """
    says_any = facts["pairs"] or facts["links"]
    return render_to_string("papers/agreement_rules.html", facts) if says_any else ""


def unsigned(agreement, facts):
    """The signature part of an agreement before anybody signed."""
    return facts | {"agreement": agreement, "shared_pages": []} | signatures_on(facts)


def signatures_on(facts, *, drawings=(), signed_at=None, signer=None, house=b"", is_remote=False):
    """The context of `_agreement_signatures.html`, signed or to sign."""
    drawn = [*map(data_uri, drawings), *[""] * len(facts["signatories"])]
    return {
        "signed_on": full_time(signed_at) if signed_at else "",
        "is_remote": is_remote,
        "signatures": list(zip(facts["signatories"], drawn, strict=False)),
        "signer": signer.name if signer else "",
        "house_signature": data_uri(house) if house else "",
    }


def sign(agreement, *drawings, by=None, house=b"", is_remote=False):
    """An issued agreement with its signatures (clean PNGs) drawn in: its PDF, and its time."""
    signed_at = timezone.now()
    facts = facts_of(agreement.loan, agreement.text, agreement.second_text)
    signed = {"drawings": drawings, "signer": by, "house": house, "is_remote": is_remote}
    return render_agreement(agreement, facts, signed_at=signed_at, **signed), signed_at


def data_uri(png):
    return "data:image/png;base64," + base64.b64encode(png).decode() if png else ""

"""All that an agreement shows, read afresh, and its fingerprint."""

import hashlib
import json
from collections import Counter
from typing import NamedTuple

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.lives import Refused
from core.models import Identity
from core.quantities import euros
from inventory.accessories import charges_of
from loans.kits import shares_of
from loans.lifecycle import Audience, ItemStatus, LoanKind
from loans.lifecycle.answers import SignerRole, TextFor, TextKind
from loans.models import AgreementText, Mandate, ResourceLink
from loans.papers.clauses import beside, beside_values, merged, values_of
from loans.papers.dates import full_date
from people.models import Language

BINDS = "fr"  # beside a second text, the French one is what binds


class Signatory(NamedTuple):
    """Who signs, as what; `position` counts those of one role, `note` says for whom or where."""

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
    """Which text a loan is signed under."""
    if loan.employer_id:
        return TextKind.THREE_PARTY
    return TextKind.CONTRIBUTION if loan.contribution else TextKind(loan.kind)


def text_for(loan):
    """The clauses in use for this loan, in the language of the person; `Refused` without any."""
    try:
        return AgreementText.objects.current(kind_of(loan), loan.audience, language_of(loan))
    except AgreementText.DoesNotExist as error:
        params = {"kind": kind_of(loan).label, "language": language_of(loan)}
        raise Refused(
            _("There is no text for “%(kind)s” (%(language)s): a coordinator writes it first.")
            % params
        ) from error


def second_text_for(loan):
    """The clauses in the person's second language, if somebody wrote them; None otherwise."""
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
    """All that an agreement shows, read afresh: what is signed must be what is stored."""
    with translation.override(text.language):
        return _facts(loan, text, second)


def _facts(loan, text, second):
    house = Identity.cached()
    items = list(loan.items.exclude(status=ItemStatus.CANCELLED).for_list())
    _say_chargers(items)
    guardians = list(loan.recipient.guardians.order_by("pk")) if loan.recipient else []
    mandate = Mandate.objects.of(loan)
    values, shares = values_of(loan), shares_of(items)
    essential, articles = merged(text, _clauses(items, text.language), values)
    return {
        "loan": loan,
        "house": house,
        "recipient": loan.recipient,
        "guardians": guardians,
        "mandate": mandate,
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
    """What leaves, in the fewest words: each kit with its parts, each kind of thing, how many."""
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
    """What stands beside the French: its language, its first page, each article by the other."""
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


def signatories_of(loan, guardians, mandate):
    """Who signs: who collects with a mandate, or else each guardian, or else the borrower."""
    if mandate:
        note = _("for %(person)s") % {"person": loan.borrower}
        return [Signatory(SignerRole.COLLECTOR, 0, str(mandate), note)]
    if guardians:
        return [
            Signatory(SignerRole.GUARDIAN, position, guardian.name)
            for position, guardian in enumerate(guardians)
        ]
    return [Signatory(SignerRole.PERSON, 0, str(loan.borrower))]


def _say_chargers(items):
    """Give each item `charger`, what its paper says of the device's charger; or nothing."""
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

"""An agreement of nobody: a text as it would be printed, with an invented person and device."""

from datetime import timedelta

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from catalogue.models import Category
from core.models import Identity
from core.quantities import euros
from inventory.lifecycle import Grade
from inventory.models import Device
from loans.kits import shares_of
from loans.lifecycle import Audience, LoanKind
from loans.lifecycle.answers import TextFor, TextKind
from loans.models import Agreement, AgreementText, Loan, LoanItem, ResourceLink
from loans.papers.agreements import render_agreement
from loans.papers.clauses import merged, sample_values
from loans.papers.dates import full_date
from loans.papers.facts import BINDS, beside_french, signatories_of
from people.models import Organisation, Recipient, Site

OURS = ("fr", "en")  # the languages that stand alone; any other stands beside the French


def render_specimen(text):
    """The PDF (bytes) of a whole agreement under this text, saved or not; nothing is stored.

    Clauses of a category are shown in the loan of a family; a text in another language, beside the
    French in use, or beside nothing if nobody wrote it.
    """
    main, second, clauses = _around(text)
    with translation.override(main.language):
        facts = _facts(main, second, clauses)
    return render_agreement(Agreement(text=main, number=_("EXAMPLE")), facts)


def _around(text):
    """The text that binds, that beside it, and the clauses of a category, as `text` needs them."""
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


def _facts(text, second, clauses):
    """What `facts_of` would give of a loan; of this one nothing is in the database."""
    house, loan = Identity.cached(), _loan(text)
    values = sample_values() | {"borrower": str(loan.borrower)}
    essential, articles = merged(text, clauses, values)
    return {
        "loan": loan,
        "house": house,
        "recipient": loan.recipient,
        "guardians": [],
        "mandate": None,
        "signatories": signatories_of(loan, [], None),
        "logo": house.logo_uri,
        "shares": shares_of(_items(loan)),
        "in_short": [_("laptop")],
        "is_gift": loan.kind == LoanKind.GIFT,
        "contribution": euros(loan.contribution) if loan.contribution else "",
        "due_date": full_date(loan.due_on) if loan.due_on else "",
        "today": full_date(timezone.localdate()),
        "essential": essential,
        "articles": articles,
        "links": list(ResourceLink.objects.printed_in(text.language)),
    } | beside_french(loan, second, articles, [], values)


def _loan(text):
    is_gift = text.kind in {TextKind.GIFT, TextKind.CONTRIBUTION}
    is_family = text.audience == TextFor.FAMILY
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
        audience=Audience.FAMILY if is_family else Audience.STAFF,
        organisation=organisation,
        recipient=person,
        employer=Organisation(name=_("Example employer"))
        if text.kind == TextKind.THREE_PARTY
        else None,
        site=Site(name=_("Example site")),
        contribution=20 if text.kind == TextKind.CONTRIBUTION else None,
        due_on=None if is_gift else timezone.localdate() + timedelta(days=365),
    )


def _items(loan):
    device = Device(
        category=Category(name_fr="ordinateur portable", name_en="laptop"),
        asset_tag="RB00000000",
        serial="DEMO0000",
        grade=Grade.B,
        known_limits=_("the battery lasts one hour"),
    )
    item = LoanItem(loan=loan, device=device)
    item.charger = _("With its charger")
    return [item]

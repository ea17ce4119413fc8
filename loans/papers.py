"""What the papers of a loan say: the facts, the clauses with their blanks filled, the PDFs."""

import base64
import hashlib
import json
import re

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.models import Identity
from core.pdf import render_pdf
from loans.lifecycle import Condition, ItemStatus, LoanKind
from loans.models import AgreementText

PDF = "application/pdf"
SCAN = "agreement_scan"  # the kind of a document that was signed on paper and sent in

# The blanks a text may hold, filled at printing; a text with any other is refused when saved.
BLANKS = [
    "association",
    "association_address",
    "association_phone",
    "organisation",
    "borrower",
    "due_date",
    "date",
    "site",
]
_BLANK = re.compile(r"\{(\w*)\}")


def unknown_blanks(body):
    """The blanks of `body` that nobody would fill, in order."""
    return [name for name in _BLANK.findall(body) if name not in BLANKS]


def sample_values():
    """The blanks filled with the house's own names and invented ones, to preview a text."""
    house = Identity.current()
    return {
        "association": house.name,
        "association_address": " ".join(house.address.split()),
        "association_phone": house.phone,
        "organisation": _("Example organisation"),
        "borrower": _("First name Last name"),
        "due_date": full_date(timezone.localdate()),
        "date": full_date(timezone.localdate()),
        "site": _("Example site"),
    }


def full_date(day):
    """A date as papers write it, in full words."""
    return date_format(day, "l j F Y")


def full_time(moment):
    """A moment as papers write it: the date in full words, and the time."""
    local = timezone.localtime(moment)
    return _("%(day)s at %(time)s") % {"day": full_date(local), "time": f"{local:%H:%M}"}


def articles_of(body, values):
    """The clauses, blanks filled, as (title, blocks): ("p", text) or ("ul", [texts])."""
    filled = _BLANK.sub(lambda found: values.get(found[1], found[0]), body)
    articles = []
    for chunk in re.split(r"^## ", filled, flags=re.MULTILINE):
        title, _newline, rest = chunk.partition("\n")
        if chunk.strip():
            articles.append((title.strip(), _blocks(rest)))
    return articles


def _blocks(text):
    blocks = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        lines = paragraph.strip().splitlines()
        if lines and all(line.startswith("- ") for line in lines):
            blocks.append(("ul", [line[2:] for line in lines]))
        elif lines:
            blocks.append(("p", " ".join(lines)))
    return blocks


def language_of(loan):
    """The language of the person's papers; French for a structure."""
    return loan.recipient.language if loan.recipient else "fr"


def text_for(loan):
    return AgreementText.objects.current(loan.kind, loan.audience, language_of(loan))


def facts_of(loan, text):
    """All that an agreement shows, read afresh: what is signed must be what is stored."""
    with translation.override(text.language):
        return _facts(loan, text)


def _facts(loan, text):
    house = Identity.current()
    items = list(loan.items.exclude(status=ItemStatus.CANCELLED).for_list())
    guardians = list(loan.recipient.guardians.all()) if loan.recipient else []
    today = timezone.localdate()
    due_on = loan.due_on
    return {
        "loan": loan,
        "house": house,
        "recipient": loan.recipient,
        "guardians": guardians,
        "signatories": guardians or [loan.borrower],
        "logo": house.logo_uri,
        "items": items,
        "is_gift": loan.kind == LoanKind.GIFT,
        "due_date": full_date(due_on) if due_on else "",
        "today": full_date(today),
        "articles": articles_of(
            text.body,
            {
                "association": house.name,
                "association_address": " ".join(house.address.split()),
                "association_phone": house.phone,
                "organisation": loan.organisation.name,
                "borrower": str(loan.borrower),
                "due_date": full_date(due_on) if due_on else "",
                "date": full_date(today),
                "site": loan.site.name,
            },
        ),
    }


def fingerprint(facts):
    """A hash of what an agreement shows; another one means that something changed meanwhile."""
    recipient = facts["recipient"]
    shown = [
        facts["articles"],
        facts["due_date"],
        facts["is_gift"],
        [[item.pk, item.code, item.quantity] for item in facts["items"]],
        [item.device.known_limits for item in facts["items"] if item.device],
        [str(recipient), recipient.address, recipient.town, recipient.phone] if recipient else None,
        [[guardian.name, guardian.address] for guardian in facts["guardians"]],
    ]
    return hashlib.sha256(json.dumps(shown, ensure_ascii=False).encode()).hexdigest()


def render_agreement(agreement, facts, *, signature=None, signed_at=None):
    """The PDF (bytes) of an agreement in its text's language, signed or with lines to sign on."""
    with translation.override(agreement.text.language):
        shown = facts | {
            "agreement": agreement,
            "signature": _data_uri(signature) if signature else "",
            "signed_on": full_time(signed_at) if signed_at else "",
        }
        return render_pdf("papers/agreement.html", shown)


def render_receipt(loan, back):
    """The PDF (bytes) of a return receipt, in the language of the person's papers."""
    house = Identity.current()
    with translation.override(language_of(loan)):
        facts = {
            "loan": loan,
            "house": house,
            "logo": house.logo_uri,
            "devices": [
                (item, Condition(condition).label) for item, condition in back.devices.items()
            ],
            "accessories": [(item, count) for item, count in back.accessories.items()],
            "is_all": back.is_all,
            "today": full_date(timezone.localdate()),
        }
        return render_pdf("papers/return_receipt.html", facts)


def sign(agreement, signature):
    """An issued agreement with a signature (a clean PNG) drawn in: its PDF, and its time."""
    signed_at = timezone.now()
    facts = facts_of(agreement.loan, agreement.text)
    return render_agreement(agreement, facts, signature=signature, signed_at=signed_at), signed_at


def _data_uri(png):
    return "data:image/png;base64," + base64.b64encode(png).decode()

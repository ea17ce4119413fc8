"""The paper of an agreement, to sign or signed."""

import base64

from django.template.loader import render_to_string
from django.utils import timezone, translation

from core.pdf import render_pdf
from loans.papers.dates import full_time
from loans.papers.facts import facts_of

SCAN = "agreement_scan"  # the kind of a document that was signed on paper and sent in


def render_agreement(agreement, facts, **signed):
    """The PDF (bytes) of an agreement in its text's language, signed or with lines to sign on.

    Signed, it takes `signed_at`, the `drawings` (clean PNGs) of its signatories in their order,
    and who signs for the house: `signer`, a user, and their drawing `house` if there is one.
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
    """What an agreement shows before anybody signed it."""
    return facts | {"agreement": agreement, "shared_pages": []} | signatures_on(facts)


def signatures_on(facts, *, drawings=(), signed_at=None, signer=None, house=b""):
    """What `_agreement_signatures.html` shows at the foot of a paper, signed or to sign."""
    drawn = [*map(data_uri, drawings), *[""] * len(facts["signatories"])]
    return {
        "signed_on": full_time(signed_at) if signed_at else "",
        "signatures": list(zip(facts["signatories"], drawn, strict=False)),
        "signer": signer.name if signer else "",
        "house_signature": data_uri(house) if house else "",
    }


def sign(agreement, *drawings, by=None, house=b""):
    """An issued agreement with its signatures (clean PNGs) drawn in: its PDF, and its time."""
    signed_at = timezone.now()
    facts = facts_of(agreement.loan, agreement.text, agreement.second_text)
    more = {"drawings": drawings, "signer": by, "house": house, "signed_at": signed_at}
    return render_agreement(agreement, facts, **more), signed_at


def data_uri(png):
    return "data:image/png;base64," + base64.b64encode(png).decode() if png else ""

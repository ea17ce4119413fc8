"""What the papers of a loan say: the facts, the clauses with their blanks filled, the PDFs."""

from loans.papers.agreements import SCAN, render_agreement, sign
from loans.papers.amendments import (
    changes_of,
    facts_of_amendment,
    render_amendment,
    sign_amendment,
)
from loans.papers.clauses import (
    BLANKS,
    articles_of,
    blocks_in,
    sample_values,
    unknown_blanks,
)
from loans.papers.contributions import render_contribution
from loans.papers.dates import full_date, full_time
from loans.papers.facts import (
    facts_of,
    fingerprint,
    kind_of,
    language_of,
    second_text_for,
    signatories_of,
    text_for,
)
from loans.papers.picklist import MAX_PARCELS, MAX_PICKED, render_parcels, render_picklist
from loans.papers.returns import render_receipt, render_return, render_returns
from loans.papers.specimen import render_specimen

__all__ = [
    "BLANKS",
    "MAX_PARCELS",
    "MAX_PICKED",
    "SCAN",
    "articles_of",
    "blocks_in",
    "changes_of",
    "facts_of",
    "facts_of_amendment",
    "fingerprint",
    "full_date",
    "full_time",
    "kind_of",
    "language_of",
    "render_agreement",
    "render_amendment",
    "render_contribution",
    "render_parcels",
    "render_picklist",
    "render_receipt",
    "render_return",
    "render_returns",
    "render_specimen",
    "sample_values",
    "second_text_for",
    "sign",
    "sign_amendment",
    "signatories_of",
    "text_for",
    "unknown_blanks",
]

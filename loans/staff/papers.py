"""Agreements to print together."""

from django.utils import translation

from core.pdf.bundles import render_stack
from loans.base.papers import annex_of, unsigned


def render_agreements(papers):
    """One PDF (bytes) of these (agreement, its facts), in order, each in its own language."""
    return render_stack("papers/agreement.html", [_one(*paper) for paper in papers])


def _one(agreement, facts):
    language = agreement.text.language
    with translation.override(language):
        return unsigned(agreement, facts), language, annex_of(facts)

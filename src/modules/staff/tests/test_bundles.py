"""The agreements in the PDF of a list equal the agreement of each loan alone."""

import pytest

from loans.base.papers import facts_of
from modules.staff.operations import render_agreements
from tests.loans.settings.test_shared_rules import pages_of

pytestmark = pytest.mark.papers


@pytest.mark.audit
def test_a_bundle_equals_its_single_papers(db, agreements, monkeypatch):
    monkeypatch.setattr("modules.staff.bundles.CHUNK_SIZE", 1)
    facts = [facts_of(agreement.loan, agreement.text) for agreement in agreements]
    together = pages_of(render_agreements(list(zip(agreements, facts, strict=True))))
    alone = [page for agreement in agreements for page in pages_of(agreement.document.read())]
    assert len(together) == len(alone)
    for mine, own in zip(together, alone, strict=True):
        assert words(mine) == words(own)


def words(page):
    """The words of a page in any order, without “of 5” in the footer, which a stack omits."""
    found = page.replace(" / ", "/").split()
    return sorted(word for word in found if "/" not in word and len(word) > 1)

"""Facts on agreements, on paper and on the screen, equal the rows of the database."""

import re
from datetime import date

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import strip_tags

from inventory.models import Voucher
from loans.base.papers import facts_of, text_for
from loans.models import Loan
from tests.factories import (
    DeviceChargerFactory,
    DeviceFactory,
    LoanItemFactory,
    VoucherFactory,
)

TERMS = "papers/loans/agreements/_agreement_terms.html"
KINDS = {
    "loan": {},
    "gift": {"kind": "gift", "due_on": None},
    "staff": {"audience": "staff"},
    "organisation": {"audience": "structure", "recipient": None},
}


@pytest.fixture
def items(loan, site):
    """Two devices of a loan, the first with its charger, and a top-up with both of its days."""
    devices = [DeviceFactory(ready=True, site=site, serial=f"SER{n}") for n in range(2)]
    DeviceChargerFactory(own=True, device=devices[0], connector="slim_tip", watts=65)
    voucher = VoucherFactory(reserved=True)
    days = {"activate_by": date(2026, 12, 2), "valid_until": date(2027, 1, 31)}
    Voucher.objects.filter(pk=voucher.pk).update(**days)
    rows = [LoanItemFactory(reserved=True, loan=loan, device=device) for device in devices]
    return [*rows, LoanItemFactory(reserved=True, loan=loan, device=None, voucher=voucher)]


def rows_of(html):
    return [
        " ".join(strip_tags(row).split())
        for row in re.findall(r"<tr>(.*?)</tr>", html, re.DOTALL)[1:]
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_facts_on_every_kind_of_paper_equal_the_database(kind, loan, items, texts):
    fresh = Loan.objects.get(pk=loan.pk)
    for name, value in KINDS[kind].items():
        setattr(fresh, name, value)
    facts = facts_of(fresh, text_for(fresh))
    with translation.override("fr"):
        paper = render_to_string(TERMS, facts)
        screen = render_to_string(TERMS, facts | {"shares": facts["all_shares"]})
    party = fresh.recipient or fresh.organisation
    assert f"<strong>{party}</strong>" in paper
    for html in (paper, screen):
        first, second, top_up = rows_of(html)
        for row, item in ((first, items[0]), (second, items[1])):
            assert item.device.asset_tag in row
            assert item.device.serial in row
        assert "chargeur 65 W" in first  # accessories of this device only
        assert "chargeur" not in second
        assert items[2].voucher.last_digits in top_up
        # the day to activate it first, as on the slip, then its last day of use
        assert re.search("2 décembre 2026.* 31 janvier 2027", top_up)

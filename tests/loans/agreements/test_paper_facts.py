"""Facts on the papers of a loan equal the rows of the database, in the same words on each."""

import re
from datetime import date

import pytest
from django.utils import timezone

from inventory.models import Voucher
from inventory.vouchers.encryption import Secret
from inventory.vouchers.papers import render_slip
from loans.agreements.papers import render_amendment
from loans.base.papers import facts_of, render_agreement, text_for
from loans.models import Agreement, Amendment, Loan
from loans.returns.papers import render_receipt
from loans.returns.receipts import ItemDetails, Return
from tests.drawing import words_written
from tests.factories import (
    AgreementTextFactory,
    DeviceChargerFactory,
    LoanFactory,
    LoanItemFactory,
    OrganisationFactory,
)

OF_AGREEMENTS = {
    "loan": {},
    "gift": {"kind": "gift", "due_on": None},
    "sale": {"kind": "gift", "due_on": None, "sale_price": 20},
    "staff": {"audience": "staff"},
    "organisation": {"audience": "structure", "recipient": None},
    "three_party": {"audience": "staff"},
}
OF_OPEN_LOANS = {"employer": {"audience": "staff"}, "amendment": {}, "receipt": {}, "slip": {}}
PAPERS = OF_AGREEMENTS | OF_OPEN_LOANS
WITH_EMPLOYER = {"three_party", "employer"}


@pytest.fixture
def texts(texts):
    """A text for each kind and audience, and those of a sale and of an employer."""
    body = "## Objet\n\nPour {borrower}, le {date}."
    for kind, audience in (
        ("sale", "family"),
        ("three_party", "staff"),
        ("three_party", "structure"),
    ):
        texts.append(AgreementTextFactory(kind=kind, audience=audience, body=body))
    return texts


@pytest.fixture
def items(kind, person, site):
    """Two devices of a loan, the first with its charger, and a top-up with both of its days."""
    status = {"open": True} if kind in OF_OPEN_LOANS else {"reserved": True}
    loan = LoanFactory(
        active=kind in OF_OPEN_LOANS,
        prepared=kind not in OF_OPEN_LOANS,
        site=site,
        recipient=person,
        organisation=person.organisation,
    )
    rows = [
        LoanItemFactory(loan=loan, device__site=site, device__serial=f"SER{n}", **status)
        for n in range(2)
    ]
    DeviceChargerFactory(own=True, device=rows[0].device, connector="slim_tip", watts=65)
    top_up = LoanItemFactory(loan=loan, of_voucher=True, **status)
    days = {"activate_by": date(2026, 12, 2), "valid_until": date(2027, 1, 31)}
    Voucher.objects.filter(pk=top_up.voucher_id).update(**days)
    return [*rows, top_up]


def words_on(kind, loan, items, by):
    """The words on the paper of this kind."""
    devices = items[:2]
    if kind == "receipt":
        details = {item: ItemDetails(has_charger=item is items[0]) for item in devices}
        returned = Return(devices=dict.fromkeys(devices, "ok"), details=details)
        return words_written(render_receipt(loan, returned, by=by))
    if kind == "slip":
        return words_written(render_slip([(Voucher.objects.get(), Secret("1234", "", ""))]))
    if kind in {"amendment", "employer"}:
        text = text_for(loan)
        amendment = Amendment(
            loan=loan,
            kind="employer" if kind == "employer" else "keep",
            language="fr",
            number="C26-00001-A1",
            at=timezone.now(),
            data={"text": text.pk},
        )
        return words_written(render_amendment(amendment))
    made = Agreement(loan=loan, text=text_for(loan), number="C26-00001", token="ab" * 16)
    return words_written(render_agreement(made, facts_of(loan, made.text)))


@pytest.mark.parametrize("kind", PAPERS)
def test_facts_on_every_kind_of_paper_equal_the_database(kind, items, texts, counter):
    loan = Loan.objects.get(pk=items[0].loan_id)
    employer = OrganisationFactory(name="Mutuelle des Trois Rives")
    for name, value in PAPERS[kind].items():
        setattr(loan, name, value)
    if kind in WITH_EMPLOYER:
        loan.employer = employer
    words = words_on(kind, loan, items, counter)
    # partners are named on the papers to which they are a party
    assert (employer.name in words) == (kind in WITH_EMPLOYER)
    assert (str(loan.organisation) in words) == (kind == "organisation")
    party = loan.recipient or loan.organisation
    assert (str(party) in words) == (kind != "slip")
    if kind != "receipt":
        # the day to activate it first, then its last day of use
        assert re.search("avant le 2 décembre 2026.* 31 janvier 2027", words)
    if kind == "slip":
        return
    first, second = (item.device for item in items[:2])
    named = [
        f"{device} {str(device.category).capitalize()} · n° de série {device.serial}"
        for device in (first, second)
    ]
    assert re.search(".*".join(map(re.escape, named)), words)  # in the same words on each paper
    of_first, of_second = words[words.index(named[0]) :].split(named[1])
    assert "hargeur" in of_first  # accessories of this device only
    assert "hargeur" not in of_second.split("Recharge")[0] or kind == "receipt"
    if kind != "receipt":
        assert "chargeur 65 W" in of_first
        assert items[2].voucher.last_digits in words

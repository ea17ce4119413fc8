"""Concurrent tax receipts, also for the same lot: no gaps and no duplicate numbers."""

import pytest

from core.models import Sequence
from donations.models import Donation, Letter
from inventory.intake.operations import papers as paper_operations
from inventory.intake.papers import draw
from modules.receipts import operations
from modules.receipts.content import prospect_of
from modules.receipts.models import TaxReceipt
from tests.factories import DonationFactory, DonationLineFactory, DonorFactory
from tests.inventory.papers import DECLARED, set_identity
from tests.races.together import done, race

pytestmark = pytest.mark.usefixtures("again")


def lots(site, count):
    set_identity()
    donor = DonorFactory(individual=True, address="2 allée, 35500 Vitré", email="a@b.test")
    made = DonationFactory.create_batch(count, received=True, site=site, donor=donor)
    for lot in made:
        DonationLineFactory(donation=lot, counted=3, **DECLARED | {"value_basis": "market"})
    return made


def issue(lot, by):
    lot = Donation.objects.select_related("donor").get(pk=lot.pk)
    shown = prospect_of(lot).sha256
    return operations.issue_receipt(lot, by=by, shown_sha256=shown, value_check="Cote")


def test_each_lot_has_one_receipt_and_their_numbers_leave_no_gap(site, coordinator):
    first, second = lots(site, 2)
    wanted = [first, second, first, second]
    assert len(done(race(lambda n: issue(wanted[n], coordinator)))) == 2
    numbers = TaxReceipt.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == [1, 2]
    assert Sequence.objects.get(name__startswith="taxreceipt:").last == 2


def test_one_receipt_is_cancelled_once(site, coordinator):
    receipt = issue(*lots(site, 1), coordinator)
    results = race(
        lambda _n, mine: operations.cancel_receipt(mine, by=coordinator, reason="x"), receipt
    )
    assert len(done(results)) == 1
    assert list(TaxReceipt.objects.order_by("pk").values_list("number", flat=True)) == [1, 1]


def test_a_paper_mailed_concurrently_is_sent_once(site, coordinator, mailoutbox):
    (lot,) = lots(site, 1)
    draft = draw(lot, "slip")
    paper_operations.keep_paper(lot, by=coordinator, draft=draft)
    results = race(
        lambda _n, mine: paper_operations.send_paper(mine, by=coordinator, draft=draft), lot
    )
    assert len(done(results)) == len(mailoutbox) == 1
    assert Letter.objects.get().status == "sent"

"""Four tax receipts at once, and one lot that four want a receipt of: no gap, no number twice."""

from core.models import Sequence
from core.workflow.lifecycle import Refused
from donations.models import Donation, Letter, TaxReceipt
from inventory.intake.operations import papers as paper_operations
from inventory.intake.papers import draw, prospect_of
from tests.factories import DonationFactory, DonationLineFactory, DonorFactory
from tests.inventory.papers import DECLARED, set_identity
from tests.races.together import FOUR, losers, race, winners


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
    return paper_operations.issue_receipt(lot, by=by, shown_sha256=shown, value_check="Cote")


def test_concurrent_receipts_are_numbered_without_gaps(again, site, coordinator):
    made = lots(site, FOUR)
    results = race(FOUR, lambda n: issue(made[n], coordinator))
    assert len(winners(results)) == FOUR
    numbers = TaxReceipt.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == [1, 2, 3, 4]


def test_one_lot_has_one_receipt_and_the_losers_leave_no_gap(again, site, coordinator):
    first, second = lots(site, 2)
    results = race(FOUR, lambda _n: issue(first, coordinator))
    assert len(winners(results)) == 1
    assert all(isinstance(loser, Refused) for loser in losers(results))
    assert issue(second, coordinator).number == 2
    assert Sequence.objects.get(name__startswith="taxreceipt:").last == 2


def test_one_receipt_is_cancelled_once(again, site, coordinator):
    (lot,) = lots(site, 1)
    receipt = issue(lot, coordinator)

    def cancel(_number):
        mine = TaxReceipt.objects.select_related("donation").get(pk=receipt.pk)
        return paper_operations.cancel_receipt(mine, by=coordinator, reason="x")

    results = race(FOUR, cancel)
    assert len(winners(results)) == 1
    assert all(isinstance(loser, Refused) for loser in losers(results))
    assert list(TaxReceipt.objects.order_by("pk").values_list("number", flat=True)) == [1, 1]


def test_a_paper_mailed_concurrently_is_sent_once(again, site, coordinator, mailoutbox):
    (lot,) = lots(site, 1)
    draft = draw(lot, "slip")
    paper_operations.keep_paper(lot, by=coordinator, draft=draft)

    def send(_number):
        mine = Donation.objects.select_related("donor").get(pk=lot.pk)
        return paper_operations.send_paper(mine, by=coordinator, draft=draft)

    results = race(FOUR, send)
    assert len(winners(results)) == 1
    assert all(isinstance(loser, Refused) for loser in losers(results))
    assert len(mailoutbox) == 1
    assert Letter.objects.get().status == "sent"

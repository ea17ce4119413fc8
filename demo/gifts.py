"""What donors declare of their gifts, and the tax receipts that follow from it."""

from datetime import timedelta
from decimal import Decimal

from donations import operations as donations
from donations.lifecycle import DonationStatus, DonorKind, ValueBasis
from donations.models import Donation, DonationLine
from inventory import operations
from inventory.papers.receipts import prospect_of
from people.roles import Role

# What a donor says that one of each is worth: for the books of a company, at most 300 € for others.
WORTH = {"laptop": 120, "desktop": 80, "tablet": 60, "phone": 40, "monitor": 25, "router": 15}
BASES = {
    DonorKind.COMPANY: ValueBasis.BOOK,
    DonorKind.PUBLIC: ValueBasis.ESTIMATE,
    DonorKind.INDIVIDUAL: ValueBasis.MARKET,
}
RECEIPTS = 4


def happen(world):
    """Values are declared, receipts issued, one of them cancelled and issued anew."""
    coordinator = world.staff[Role.COORDINATOR][0]
    companies = _lots(DonorKind.COMPANY)[:RECEIPTS]
    for lot in [*companies, *_lots(DonorKind.INDIVIDUAL)[:1], *_lots(DonorKind.PUBLIC)[:1]]:
        _declare(lot, coordinator)
    receipts = [_issue(lot, coordinator) for lot in companies]
    for receipt in receipts[:1]:
        reason = "Le donateur a corrigé la valeur qu’il déclare."
        operations.cancel_receipt(receipt, by=coordinator, reason=reason)
        _issue(receipt.donation, coordinator)
    for lot in _lots(DonorKind.PUBLIC)[:1]:
        lot.collect_by = lot.collect_on + timedelta(days=30)
        donations.change(lot, by=coordinator)


def _lots(kind):
    """Lots of donors of this kind that came with their lists, the latest first."""
    lots = Donation.objects.filter(status=DonationStatus.RECEIVED, donor__kind=kind)
    return list(lots.filter(lines__counted__gt=0).distinct().select_related("donor", "site"))


def _declare(lot, coordinator):
    lines = [
        DonationLine(
            category=line.category,
            declared_value=Decimal(WORTH[line.category.code] * line.counted),
            declared_count=line.counted,
            value_basis=BASES[lot.donor.kind],
            declared_by=lot.donor.contact,
            declared_on=lot.received_on,
            bought_on=lot.received_on.replace(month=1, day=15) - timedelta(days=5 * 365),
        )
        for line in lot.lines.select_related("category")
        if line.counted
    ]
    operations.declare_lines(lot, by=coordinator, lines=lines)


def _issue(lot, coordinator):
    """A receipt; its file is made when somebody opens it first."""
    shown = prospect_of(lot).sha256
    return operations.issue_receipt(lot, by=coordinator, shown_sha256=shown)

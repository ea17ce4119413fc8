"""Demo data of the module."""

from datetime import date
from decimal import Decimal

from catalogue.models import Category
from loans.base.lifecycle.loans import ItemStatus
from loans.models import LoanItem
from modules.second_life.lifecycle import ValueKind
from modules.second_life.models import MeasuredUse, ReferenceValue

PRICES = {"laptop": "549", "desktop": "629", "tablet": "239", "phone": "199", "monitor": "129"}
HOURS_A_DAY = 2.5


def measure(world):
    """Add prices of an invented quote, and hours for most disks of returned computers."""
    quoted = date(world.today.year, 1, 15)
    for category in Category.objects.filter(code__in=PRICES):
        ReferenceValue.objects.create(
            kind=ValueKind.PRICE,
            category=category,
            value=Decimal(PRICES[category.code]),
            valid_from=quoted,
            source="Devis n° 2214 de l’entreprise fictive Bureautique du Canal",
        )
    items = LoanItem.objects.filter(
        status=ItemStatus.RETURNED, device__category__code__in=["laptop", "desktop"]
    )
    for number, item in enumerate(items.order_by("pk")):
        if number % 4:
            _measure(item, number)


def _measure(item, number):
    out, days = 3_000 + 137 * (number % 40), (item.ended_at - item.opened_at).days
    MeasuredUse.objects.create(
        item=item,
        medium=item.device.media.first(),
        hours_out=out,
        hours_back=out + round(days * HOURS_A_DAY * (1 + number % 3) / 2),
        read_at=item.ended_at,
    )

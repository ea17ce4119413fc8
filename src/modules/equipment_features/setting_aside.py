"""Wishes when stock is set aside for a request: which devices come first, and what is missing."""

from collections import Counter

from django.db.models import Sum
from django.utils.translation import gettext as _

from core.modules.registry import is_on
from inventory.models import Device
from loans.allocation.operations.preparation import add_accessory
from loans.base.lifecycle.loans import ItemStatus
from loans.models import Loan, LoanItem
from modules.equipment_features.matching import matches_of, wishes_of
from modules.equipment_features.models import DeviceFeature
from modules.equipment_features.operations import change_wish
from people.models import User


def ranks_of(loan: Loan) -> Counter:
    """{device: minus the number of its features that the person of a loan wants}."""
    if not loan.recipient_id or not is_on("equipment_features"):
        return Counter()
    rows = DeviceFeature.objects.current().filter(feature__in=wishes_of(loan.recipient))
    rows = rows.filter(device__in=Device.objects.lendable().filter(site=loan.site_id))
    ranks = Counter()
    ranks.subtract(rows.values_list("device", flat=True))
    return ranks


def complete(loan: Loan, by: User) -> list[str]:
    """Add accessories in stock for wishes that nothing set aside meets; name those left.

    The sentences name wishes, so they are only for users who may note them.
    """
    if not loan.recipient_id or not is_on("equipment_features"):
        return []
    wanted = wishes_of(loan.recipient)
    for feature in wanted:
        for match in matches_of(loan.recipient, loan):
            if match.feature == feature and not match.item:
                _add(loan, match.stocks, by)
    if not by.has_perm(change_wish.permission):
        return []
    left = [match for match in matches_of(loan.recipient, loan) if not match.item]
    sentences = {
        _("To set up before the hand-over: %(features)s."): [m for m in left if m.reserved],
        _("Wanted, but nothing set aside has it: %(features)s."): [
            match for match in left if not match.reserved
        ],
    }
    return [
        sentence % {"features": ", ".join(str(match.feature.label) for match in matches)}
        for sentence, matches in sentences.items()
        if matches
    ]


def _add(loan, stocks, by):
    """Add the first of these accessories whose stock exceeds the number set aside."""
    for stock in stocks:
        rows = LoanItem.objects.filter(
            accessory=stock.kind, status=ItemStatus.RESERVED, loan__site=stock.site_id
        )
        if stock.quantity > (rows.aggregate(total=Sum("quantity"))["total"] or 0):
            add_accessory(loan, by=by, accessory=stock.kind)
            return

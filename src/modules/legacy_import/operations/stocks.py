"""Import and undo the accessory stock of an earlier system."""

from collections import defaultdict

from django.utils.translation import gettext as _

from catalogue.models import AccessoryKind
from core.models import Event
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation
from inventory.accessories.lifecycle import CountReason
from inventory.accessories.operations import count_stock, receive_stock, set_minimum
from inventory.models import AccessoryMovement, AccessoryStock
from people.models import Site, User

TAKE_OVER = "legacy_import.take_over"


@operation(TAKE_OVER)
def enter_stocks(
    counts: list[tuple[AccessoryKind, int, int | None]], *, by: User, site: Site
) -> list[AccessoryMovement]:
    """Record (kind, quantity, minimum) at a site; return the movement of each."""
    movements = []
    for kind, quantity, minimum in counts:
        if quantity:
            stock = receive_stock(kind, by=by, site=site, quantity=quantity)
        else:
            stock = count_stock(set_minimum(kind, by=by, site=site, minimum=0), by=by, quantity=0)
        movements.append(stock.movements.order_by("pk").last())
        if minimum:
            set_minimum(kind, by=by, site=site, minimum=minimum)
        Event.objects.record("stock.taken_over", stock, by=by, count=quantity)
    return movements


def _by_stock(movements: list[AccessoryMovement]) -> dict[int, list[AccessoryMovement]]:
    by_stock = defaultdict(list)
    for movement in movements:
        by_stock[movement.stock_id].append(movement)
    return by_stock


def check_stocks(movements: list[AccessoryMovement]) -> None:
    """Raise `Refused` for a stock that has moved since."""
    for stock_id, own in _by_stock(movements).items():
        stock = AccessoryStock.objects.select_related("kind", "site").get(pk=stock_id)
        if stock.movements.exclude(pk__in=[m.pk for m in own]).filter(pk__gt=own[0].pk).exists():
            raise Refused(
                _("%(thing)s has changed since then: the migration cannot be undone.")
                % {"thing": stock}
            )


@operation(TAKE_OVER)
def take_stocks_back(movements: list[AccessoryMovement], *, by: User) -> None:
    """Reduce these stocks by the imported quantity, and reset their minimum to zero."""
    check_stocks(movements)
    for stock_id, own in _by_stock(movements).items():
        stock = AccessoryStock.objects.select_related("kind", "site").get(pk=stock_id)
        left = stock.quantity - sum(movement.change for movement in own)
        count_stock(stock, by=by, quantity=left, reason=CountReason.MISTAKE)
        set_minimum(stock.kind, by=by, site=stock.site, minimum=0)

"""Guards of counted stock: the quantity is the sum of all movements."""

from django.utils.translation import gettext_lazy as _

from core.workflow import guards
from core.workflow.guards import Guard


def balance_of(stock):
    """SQL for the balance after the last movement of this stock."""
    return (
        "COALESCE((SELECT m.balance FROM inventory_accessorymovement m"
        f" WHERE m.stock_id = {stock} ORDER BY m.id DESC LIMIT 1), 0)"
    )


WRITTEN = "(SELECT s.quantity FROM inventory_accessorystock s WHERE s.id = NEW.stock_id)"

GUARDS = [
    # Each movement continues the balance of the previous movement, which the stock already
    # includes.
    Guard(
        name="inventory_accessorymovement_follows",
        table="inventory_accessorymovement",
        on={
            "INSERT": (
                f"NEW.balance <> {WRITTEN} + NEW.change"
                f" OR {WRITTEN} <> {balance_of('NEW.stock_id')}"
            )
        },
        hold="inventory_accessorystock s WHERE s.id = NEW.stock_id",
        violation_error_message=_("A movement must start from the current stock."),
    ),
    Guard(
        name="inventory_accessorystock_sum",
        table="inventory_accessorystock",
        on={
            "INSERT": "NEW.quantity <> 0",
            "UPDATE OF quantity": f"NEW.quantity <> {balance_of('NEW.id')}",
        },
        violation_error_message=_(
            "A stock is the sum of its movements: record a movement instead."
        ),
    ),
]

guards.register(*GUARDS)

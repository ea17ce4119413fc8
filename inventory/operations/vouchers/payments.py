"""Payment events of vouchers, recorded when they are handed out."""

from core.models import Event
from inventory.models import Voucher
from people.models import User


def note_paid(vouchers: list[Voucher], by: User) -> None:
    """Record the amount and means of payment of vouchers that were just handed out."""
    paid = Voucher.objects.filter(pk__in=[v.pk for v in vouchers], price_paid__gt=0)
    event_rows = [(v, {"amount": str(v.price_paid), "paid_by": v.paid_by}) for v in paid]
    Event.objects.record_many("voucher.paid", event_rows, by=by)

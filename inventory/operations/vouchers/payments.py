"""What was paid for vouchers, told in their story once they leave."""

from core.models import Event
from inventory.models import Voucher
from people.models import User


def note_paid(vouchers: list[Voucher], by: User) -> None:
    """Tell of each of these, which have just left, what was paid for it and how."""
    paid = Voucher.objects.filter(pk__in=[v.pk for v in vouchers], price_paid__gt=0)
    told = [(v, {"amount": str(v.price_paid), "paid_by": v.paid_by}) for v in paid]
    Event.objects.record_many("voucher.paid", told, by=by)

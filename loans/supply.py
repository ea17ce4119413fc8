"""What a site can give: what stands ready there, and what is promised already."""

from collections import Counter
from typing import NamedTuple

from django.db.models import Count, F, Sum
from django.utils import timezone

from inventory.models import Device, Voucher
from loans.lifecycle import ItemStatus, RequestStatus
from loans.models import LoanItem, RequestLine


class Supply(NamedTuple):
    """So many ready at the site of a request, and so many of them promised to other requests."""

    ready: int
    promised: int

    @property
    def left(self):
        return max(self.ready - self.promised, 0)


def supply_for(asked, lines, user):
    """A dict line -> `Supply` for the lines of `asked` that are counted: not accessories."""
    ready = _ready(asked.site, user)
    promised = _promised(asked)
    return {
        line: Supply(ready[_kind(line)], promised[_kind(line)])
        for line in lines
        if line.accessory_id is None
    }


def _kind(line):
    return line.category_id, line.product_id


def _ready(site, user):
    """How many ready devices and valid vouchers stand at `site`, by (category, product)."""
    devices = Device.objects.visible_to(user).lendable().filter(site=site)
    vouchers = Voucher.objects.visible_to(user).available(timezone.localdate())
    by_category = devices.order_by().values_list("category").annotate(Count("pk"))
    by_product = vouchers.filter(batch__site=site).order_by().values_list("batch__product")
    return Counter({(category, None): count for category, count in by_category}) + Counter(
        {(None, product): count for product, count in by_product.annotate(Count("pk"))}
    )


def _promised(asked):
    """How many the site owes to its other accepted requests, what is set aside left out."""
    others = RequestLine.objects.filter(
        request__status=RequestStatus.ACCEPTED, request__site=asked.site, accessory=None
    ).exclude(request=asked)
    owed = others.order_by().values_list("category", "product")
    held = LoanItem.objects.filter(status=ItemStatus.RESERVED, line__in=others)
    held = held.order_by().values_list("line__category", "line__product")
    promised = Counter(
        {(c, p): n for c, p, n in owed.annotate(owed=Sum(F("accepted") - F("served")))}
    )
    promised.subtract({(c, p): n for c, p, n in held.annotate(Sum("quantity"))})
    return promised

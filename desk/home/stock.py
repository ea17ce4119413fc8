"""What we have: how many devices of each category in each status, from one query."""

from typing import NamedTuple

from django.db.models import Count

from catalogue.models import Category
from desk.home.links import listed
from inventory.lifecycle import DeviceStatus
from inventory.models import Device

SHOWN = [
    DeviceStatus.RECEIVED,
    DeviceStatus.REFURBISHING,
    DeviceStatus.READY,
    DeviceStatus.RESERVED,
    DeviceStatus.ON_LOAN,
]


class Cell(NamedTuple):
    count: int
    href: str


class Stock:
    """The counts of the devices that a user sees; `rows` are (category, cells) for the table."""

    def __init__(self, counts):
        self.counts = counts

    @property
    def headings(self):
        return [status.label for status in SHOWN]

    @property
    def rows(self):
        return [
            (
                category,
                [
                    Cell(
                        self.counts.get((category.pk, status), 0),
                        listed("device_list", category=category.pk, status=status.value),
                    )
                    for status in SHOWN
                ],
            )
            for category in Category.objects.all()
        ]


def stock_of(user):
    rows = Device.objects.visible_to(user).order_by().values_list("category", "status")
    return Stock({(category, status): n for category, status, n in rows.annotate(Count("pk"))})

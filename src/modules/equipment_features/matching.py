"""Match the wishes of a person to things set aside, to stock, and to settings of devices."""

from collections import defaultdict
from typing import NamedTuple

from inventory.models import AccessoryStock, Device
from loans.base.lifecycle.loans import ITEM_LIVE, ItemStatus, LoanStatus
from loans.models import Loan, LoanItem
from modules.equipment_features.lifecycle import FEATURE_ICONS, OF_EQUIPMENT, SET_UP, Feature
from modules.equipment_features.models import AccessoryFeature, DeviceFeature, Wish

MAX_OFFERED = 3  # devices and accessories, for each feature


class Match(NamedTuple):
    """A wanted feature, and what has it.

    `item` of the loan has it; otherwise `stocks` of accessories and ready `devices` do, or it can
    be set up on the `reserved` devices.
    """

    feature: Feature
    item: LoanItem | None
    stocks: list
    devices: list
    reserved: list

    @property
    def icon(self):
        return FEATURE_ICONS[self.feature]

    @property
    def is_missing(self):
        """Whether nothing has it, and nothing offers it."""
        return not (self.item or self.stocks or self.devices or self.reserved)


def wishes_of(person):
    """The features that a person wants, in the order of the list."""
    wanted = set(Wish.objects.filter(recipient=person).values_list("feature", flat=True))
    return [feature for feature in Feature if feature in wanted]


def matches_of(person, subject):
    """A `Match` for each feature of equipment that the person of a request or loan wants."""
    wanted = [feature for feature in wishes_of(person) if feature in OF_EQUIPMENT]
    if not wanted:
        return []
    loan = subject
    if not isinstance(subject, Loan):
        loan = subject.loans.filter(status=LoanStatus.PREPARED).first()
    items = list(loan.items.filter(status__in=ITEM_LIVE).for_list()) if loan else []
    has, given = _features(items)
    is_open = loan is None or loan.status == LoanStatus.PREPARED
    reserved = [item.device for item in items if item.device_id] if is_open else []
    return [
        Match(
            feature,
            item := next((item for item in items if feature in has[item.pk]), None),
            _stocks(subject.site_id, given[feature]) if is_open and not item else [],
            _ready(subject, feature) if is_open and not item else [],
            reserved if feature in SET_UP and not item else [],
        )
        for feature in wanted
    ]


def _features(items):
    """{item: its features}, and {feature: kinds of accessories that have it}."""
    has, given = defaultdict(set), defaultdict(set)
    for kind, feature in AccessoryFeature.objects.values_list("accessory", "feature"):
        given[feature].add(kind)
        for item in items:
            if item.accessory_id == kind:
                has[item.pk].add(feature)
    devices = [item.device_id for item in items if item.device_id]
    rows = DeviceFeature.objects.current().filter(device__in=devices)
    for device, feature in rows.values_list("device", "feature"):
        for item in items:
            if item.device_id == device:
                has[item.pk].add(feature)
    return has, given


def _stocks(site, kinds):
    stocks = AccessoryStock.objects.filter(site=site, kind__in=kinds, quantity__gt=0)
    return list(stocks.select_related("kind").order_by("-quantity", "pk")[:MAX_OFFERED])


def _ready(subject, feature):
    """Ready devices with a feature, of the categories that the request still lacks."""
    rows = DeviceFeature.objects.current().filter(feature=feature).values("device")
    devices = Device.objects.lendable().filter(pk__in=rows, site=subject.site_id)
    request = subject.request if isinstance(subject, Loan) else subject
    if request:
        lines = request.lines.with_reserved()
        devices = devices.filter(
            category__in={line.category_id for line in lines if line.still_open > 0} - {None}
        )
    return list(devices.select_related("category").order_by("status_since", "pk")[:MAX_OFFERED])


def wanted_on(device):
    """Features to set up on a device set aside for a person, without saying for whom."""
    item = LoanItem.objects.filter(
        device=device, status=ItemStatus.RESERVED, loan__recipient__isnull=False
    ).first()
    if item is None:
        return []
    matches = matches_of(item.loan.recipient, item.loan)
    return [match.feature for match in matches if device in match.reserved]


def features_of(device):
    """The features that a device has now."""
    rows = DeviceFeature.objects.current().filter(device=device)
    return set(rows.values_list("feature", flat=True))

"""Balance of a period by category: arrivals equal departures plus the change of the stock.

Kilograms are estimates: the usual weight of each category (settings, Usual weights). Weights
measured when a batch left stand apart, since only some devices are ever on scales.
"""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalogue.models import Category
from desk.figures.devices import devices_of
from inventory.devices.lifecycle.exits import ExitStatus
from inventory.models import ExitWeight
from modules.mass_balance.history import Where, histories

IN = {
    "opening": _("Opening stock"),
    "received": pgettext_lazy("balance", "Received"),
    "back": _("Returned"),
}
OUT = {
    "reused": _("Reused: lent or given"),
    "recycled": _("Recycled or destroyed"),
    "returned": _("Returned to the donor"),
    "lost": _("Lost or stolen"),
    "closing": _("Closing stock"),
}
COLUMNS = IN | OUT
MAX_DEVICES_NAMED = 20


@dataclass
class Row:
    """The balance of a category: numbers of devices by column; `weight_g` is None if unknown."""

    category: Category | None
    weight_g: int | None
    units: Counter
    weighed_g: int | None = None  # on scales, when batches left

    @property
    def difference(self):
        """Devices that the columns do not explain; 0 if they balance."""
        return sum(self.units[name] for name in IN) - sum(self.units[name] for name in OUT)

    def grams(self, name):
        return None if self.weight_g is None else self.units[name] * self.weight_g

    @property
    def cells(self):
        """(number, grams or None) of each column, in their order."""
        return [(self.units[name], self.grams(name)) for name in COLUMNS]


@dataclass
class Total(Row):
    """The sum of all rows; categories without a weight have no grams."""

    rows: list = field(default_factory=list)

    def grams(self, name):
        return sum(row.grams(name) or 0 for row in self.rows)


@dataclass
class Balance:
    rows: list
    total: Total
    unexplained: list  # devices whose history ends elsewhere than the register says
    scrap_g: int  # on scales when batches left, in no category

    @property
    def without_weight(self):
        return [row.category for row in self.rows if row.weight_g is None]

    @property
    def named(self):
        return self.unexplained[:MAX_DEVICES_NAMED]

    @property
    def others(self):
        return len(self.unexplained) - len(self.named)


def balance_of(scope):
    """The `Balance` of the days of a scope, for the devices that its user sees.

    Up to today, the closing stock is that of the register: a history that does not explain it
    makes a difference.
    """
    is_up_to_now = scope.last >= timezone.localdate()
    units, unexplained = {}, []
    for history in histories(devices_of(scope)):
        counts = units.setdefault(history.device.category_id, Counter())
        changes = list(history.changes())
        is_explained = (changes[-1][1] if changes else None) == history.registered
        if not is_explained:
            unexplained.append(history.device)
        counts.update(flows(changes, scope.begins, scope.ends))
        if is_up_to_now:
            counts["closing"] += _correction(changes, scope.ends, history.registered)
    weighed = _weighed(scope)
    scrap_g = weighed.pop(None, 0)
    rows = [
        Row(category, category.weight_g, units[category.pk], weighed.get(category.pk))
        for category in Category.objects.all()
        if any(units.get(category.pk, Counter()).values())
    ]
    return Balance(rows, _total(rows), unexplained, scrap_g)


def _total(rows):
    units = sum((row.units for row in rows), Counter())
    weighed = [row.weighed_g for row in rows if row.weighed_g is not None]
    return Total(None, None, units, sum(weighed) if weighed else None, rows)


def flows(changes, begins, ends):
    """Name of each column that a device counts in, from its changes: (moment, `Where`)."""
    place = None
    for moment, new in changes:
        if moment >= begins:
            break
        place = new
    if place == Where.STOCK:
        yield "opening"
    for moment, new in changes:
        if begins <= moment < ends:
            yield from _columns(place, new)
            place = new
    if place == Where.STOCK:
        yield "closing"


def _columns(place, new):
    """Columns of one change; none for a change outside our stock."""
    if place is None:
        yield "received"
        if new != Where.STOCK:
            yield new.value
    elif new == Where.STOCK:
        yield "back"
    elif place == Where.STOCK:
        yield new.value


def _correction(changes, ends, registered):
    """Difference between the stock of the register, 0 or 1, and that of the history."""
    place = [new for moment, new in changes if moment < ends][-1:]
    return (registered == Where.STOCK) - (place == [Where.STOCK])


def _weighed(scope):
    """{category, or None for scrap: grams on scales} of the batches that left in the scope."""
    weights = ExitWeight.objects.filter(
        is_estimated=False,
        batch__status__in=[ExitStatus.SENT, ExitStatus.CERTIFIED],
        batch__sent_on__gte=scope.first,
        batch__sent_on__lte=scope.last,
    )
    if not scope.user.has_perm("inventory.view_every_site"):
        weights = weights.filter(batch__site__in=scope.user.site_ids)
    rows = weights.order_by().values_list("category").annotate(grams=Sum("grams"))
    return dict(rows)

"""Total demand of open requests by site, category and needs, with the ready stock."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Sum

from catalogue.models import AccessoryKind, Category, VoucherProduct
from loans.allocation.stock import Kind, deal, ready_at
from loans.base.lifecycle.loans import ItemStatus, RequestStatus
from loans.base.needs import NEED_COLUMNS, Needs
from loans.models import LoanItem, RequestLine


@dataclass(kw_only=True)
class Demand:
    """The open demand for one kind with the same needs, at one site."""

    kind: Kind
    needs: Needs
    what: object = None
    requested: int = 0  # in requests that wait for an answer
    accepted: int = 0  # accepted and not handed over yet, including reserved items
    reserved: int = 0
    ready: int = 0  # there and meeting the needs, promised to somebody or not
    dealt: int = 0  # ready devices matched to accepted lines

    @property
    def missing(self):
        """The accepted quantity that is neither reserved nor matched to a ready device."""
        return self.accepted - self.reserved - self.dealt


def demands_of(site):
    """The `Demand`s at a site, devices first; a handful of queries."""
    rows = {}
    _add(rows, site, "requested", status=RequestStatus.SENT)
    _add(rows, site, "accepted", status=RequestStatus.ACCEPTED)
    _add_reserved(rows, site)
    _deal(rows, site)
    _name(rows)
    wanted = [row for row in rows.values() if row.requested or row.accepted]
    return sorted(wanted, key=lambda row: (_order(row), -row.missing, -row.requested))


def _row(rows, site, category, product, accessory, needs):
    key = Kind(site.pk, category, product, accessory), Needs(*needs)
    return rows.setdefault(key, Demand(kind=key[0], needs=key[1]))


def _add(rows, site, name, *, status):
    lines = RequestLine.objects.filter(request__site=site, request__status=status).order_by()
    grouped = lines.values_list("category", "product", "accessory", *NEED_COLUMNS)
    counts = ["requested"] if name == "requested" else ["accepted", "served"]
    for category, product, accessory, *rest in grouped.annotate(
        **{f"total_{count}": Sum(count) for count in counts}
    ):
        needs, (total, *less) = rest[: len(NEED_COLUMNS)], rest[len(NEED_COLUMNS) :]
        row = _row(rows, site, category, product, accessory, needs)
        setattr(row, name, total - sum(less))


def _add_reserved(rows, site):
    reserved = LoanItem.objects.filter(
        status=ItemStatus.RESERVED,
        line__request__site=site,
        line__request__status=RequestStatus.ACCEPTED,
    ).order_by()
    columns = ["category", "product", "accessory", *NEED_COLUMNS]
    for category, product, accessory, *rest in reserved.values_list(
        *(f"line__{name}" for name in columns)
    ).annotate(Sum("quantity")):
        row = _row(rows, site, category, product, accessory, rest[: len(NEED_COLUMNS)])
        row.reserved = rest[-1]


def _deal(rows, site):
    """Match ready devices to accepted quantities that are not reserved."""
    stock = ready_at([site])
    wants = defaultdict(dict)
    for (kind, needs), row in rows.items():
        here = stock.get(kind, {})
        row.ready = sum(n for alike, n in here.items() if needs.is_met_by(alike.facts))
        if row.accepted > row.reserved:
            wants[kind][needs] = row.accepted - row.reserved
    for kind, wanted in wants.items():
        given, _left = deal(stock.get(kind, {}), wanted)
        for needs, count in given.items():
            rows[kind, needs].dealt = count


def _name(rows):
    models = {"category": Category, "product": VoucherProduct, "accessory": AccessoryKind}
    for name, model in models.items():
        ids = {getattr(row.kind, name) for row in rows.values()} - {None}
        by_id = model.objects.in_bulk(ids)
        for row in rows.values():
            row.what = row.what or by_id.get(getattr(row.kind, name))


def _order(row):
    """Devices in the order of their categories, then vouchers, then accessories."""
    if row.kind.category:
        return 0, row.what.position, row.what.pk
    return (1, row.kind.product, 0) if row.kind.product else (2, row.kind.accessory, 0)

"""Availability on a date: certain stock first, then expected stock.

A request is served by its site, so a surplus of one site does not hide what another lacks.

Promises are matched, not subtracted: lines have needs, so “ready less promised” is not one number.
Ready devices are matched to promises, the hardest to serve first, and the rest is free. A device
may be taken if as many promises can be served without it as with it.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Max, Q, Sum
from django.utils.translation import gettext as _

from catalogue.models import Category, DeviceModel
from donations.lifecycle import DonationStatus
from donations.models import DonationLine
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.models import Device
from loans.allocation.stock import spare_devices, wanted_by
from loans.base.lifecycle.loans import ItemStatus, LoanStatus
from loans.models import LoanItem

COUNTED = {
    DeviceStatus.READY: "ready",
    DeviceStatus.RESERVED: "reserved",
    DeviceStatus.REFURBISHING: "on_bench",
    DeviceStatus.RECEIVED: "to_check",
}
MAX_MODELS = 100


@dataclass(kw_only=True)
class Availability:
    """The availability of a category, or of a model and grade: certain and expected counts."""

    category: Category
    model: DeviceModel | None = None
    grade: str = ""
    ready: int = 0  # for requests, so without `spare`
    promised: int | None = 0  # None if promises are not counted by model
    spare: int = 0  # kept back from requests
    left: Counter = field(default_factory=Counter)  # by site: ready less promised, perhaps negative
    reserved: int = 0
    reserved_until: date | None = None
    due: int = 0  # lent, and due back between today and the day
    overdue: int = 0
    on_bench: int = 0
    to_check: int = 0
    expected: int | None = 0  # announced in lots that are collected by the day

    @property
    def title(self):
        """The model and grade of a row."""
        model = (
            f"{self.model.brand or ''} {self.model}".strip() if self.model else _("other models")
        )
        return f"{model} · {self.grade}" if self.grade else model

    @property
    def free(self):
        """Ready and not promised at their site."""
        return sum(left for left in self.left.values() if left > 0)

    @property
    def missing(self):
        """Promised by sites that have not as many ready."""
        return -sum(left for left in self.left.values() if left < 0)

    @property
    def short_sites(self):
        """The ids of the sites that have promised more than they have ready."""
        return {site for site, left in self.left.items() if left < 0}


def by_category(sites, until, today):
    """An `Availability` for each category with stock, promises or expected devices."""
    rows = {pk: Availability(category=c) for pk, c in Category.objects.in_bulk().items()}
    devices = Device.objects.filter(site__in=sites)
    _count(devices, ["category"], rows.__getitem__)
    _reserved(LoanItem.objects.filter(device__site__in=sites), ["category"], rows.__getitem__)
    items = LoanItem.objects.filter(loan__site__in=sites)
    _lent(items, ["category"], rows.__getitem__, until, today)
    _promised(sites, rows)
    for device in spare_devices(site__in=sites):
        _keep_back(rows[device.category_id], device)
    _expected(sites, rows, until)
    shown_rows = [row for row in rows.values() if _has_counts(row)]
    return sorted(shown_rows, key=lambda row: (row.category.position, row.category.code))


def by_model(category, sites, until, today, text="", grade=""):
    """An `Availability` for each model and grade of a category, without promises."""
    devices = Device.objects.filter(category=category, site__in=sites)
    narrowed = devices.matching(text) if text else devices
    narrowed = narrowed.filter(grade=grade) if grade else narrowed
    rows = defaultdict(lambda: Availability(category=category, promised=None, expected=None))

    def row(model, grade):
        availability = rows[model, grade]
        availability.model, availability.grade = model, grade
        return availability

    keys = ["model", "grade"]
    _count(narrowed, keys, row)
    spares = [device.pk for device in spare_devices(site__in=sites, category=category)]
    for device in narrowed.filter(pk__in=spares):
        _keep_back(row(device.model_id, device.grade), device)
    items = LoanItem.objects.filter(device__in=narrowed.order_by().values("pk"))
    _reserved(items, keys, row)
    _lent(items.filter(loan__site__in=sites), keys, row, until, today)
    listed = [row for row in rows.values() if _has_counts(row)]
    listed.sort(key=lambda row: (-row.ready, -row.due, row.model or 0, row.grade))
    shown = listed[:MAX_MODELS]
    models = DeviceModel.objects.select_related("brand").in_bulk(
        {row.model for row in shown} - {None}
    )
    for row_shown in shown:
        row_shown.model = models.get(row_shown.model)
    return shown


def _has_counts(row):
    names = ["ready", "spare", "promised", "reserved", "due", "overdue", "on_bench", "to_check"]
    return any(getattr(row, name) for name in [*names, "expected"])


def _count(devices, keys, row):
    here = devices.filter(status__in=COUNTED, transfer=None).order_by()
    # Grouped in the order of `inventory_device_queue`, so that one pass suffices. Counts "*", so
    # that PostgreSQL reads the index alone, not the rows.
    rows = here.values_list("site", "status", *keys).annotate(count=Count("*"))
    for site, status, *key, count in rows:
        number = row(*key)
        setattr(number, COUNTED[status], getattr(number, COUNTED[status]) + count)
        if status == DeviceStatus.READY:
            number.left[site] += count


def _keep_back(row, device):
    row.spare += 1
    row.ready -= 1
    row.left[device.site_id] -= 1


def _reserved(items, keys, row):
    reserved = {"device__status": DeviceStatus.RESERVED, "device__transfer": None}
    rows = items.filter(status=ItemStatus.RESERVED, **reserved).order_by()
    keys = [f"device__{key}" for key in keys]
    for *key, until in rows.values_list(*keys).annotate(Max("loan__held_until")):
        row(*key).reserved_until = until


def _lent(items, keys, row, until, today):
    out = items.filter(
        status=ItemStatus.OPEN,
        device__isnull=False,
        loan__status=LoanStatus.ACTIVE,
        loan__due_on__lte=until,
    ).order_by()
    keys = [f"device__{key}" for key in keys]
    late = Q(loan__due_on__lt=today)
    for *key, due, overdue in out.values_list(*keys).annotate(
        due=Count("device", filter=~late), overdue=Count("device", filter=late)
    ):
        availability = row(*key)
        availability.due, availability.overdue = due, overdue


def _promised(sites, rows):
    columns = ["request__site", "category"]
    wanted = wanted_by(columns, request__site__in=sites, category__isnull=False)
    for (site, category), count in wanted.items():
        rows[category].promised += count
        rows[category].left[site] -= count


def _expected(sites, rows, until):
    lines = DonationLine.objects.filter(
        donation__site__in=sites,
        donation__status__in=[DonationStatus.PROMISED, DonationStatus.SCHEDULED],
        donation__collect_on__lte=until,
    ).order_by()
    for category, announced in lines.values_list("category").annotate(Sum("announced")):
        rows[category].expected += announced

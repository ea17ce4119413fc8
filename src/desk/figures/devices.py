"""Figures of devices: received, refurbished, handed over, returned."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from core.charts import percent
from core.models import Event
from desk.figures import handover_metrics
from desk.figures.figure import SHARE, Figure
from desk.figures.report_context import counted, shared
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.devices.lifecycle.exits import ExitPurpose, ExitStatus
from inventory.models import Device

OF_DEVICES = frozenset({"site", "donor", "category"})
RECEIVED = ["device.received", "device.taken_over"]
FINISHED = ["device.finished"]


# below this number of devices, stock and demand are counted for each page, without a cache
CACHE_THRESHOLD = 2_000


def is_small():
    return Device.objects.order_by()[:CACHE_THRESHOLD].count() < CACHE_THRESHOLD


def devices_of(scope):
    """Devices of the scope that were not entered in error."""
    devices = Device.objects.visible_to(scope.user).exclude(status=DeviceStatus.WITHDRAWN)
    if scope.site:
        devices = devices.filter(site=scope.site)
    if scope.donor:
        devices = devices.filter(donation__donor=scope.donor)
    if scope.category:
        devices = devices.filter(category=scope.category)
    return devices


def happened(scope, kinds):
    """Events of these kinds, of any device, on the days of the scope."""
    return Event.objects.filter(
        kind__in=kinds,
        on__gte=scope.first,
        on__lte=scope.last,
        subject_type=ContentType.objects.get_for_model(Device),
    ).order_by()


def events_of(scope, kinds):
    """Events of the scope's devices; excludes other devices instead if they are fewer."""
    events = happened(scope, kinds)
    if scope.narrowed_by or not scope.user.has_perm("inventory.view_every_site"):
        return events.filter(subject_id__in=devices_of(scope).order_by().values("pk"))
    return events.exclude(subject_id__in=handover_metrics.left_out())


def that_had(scope, kinds):
    """Devices of the scope with an event of these kinds on a day of the scope."""
    return devices_of(scope).filter(pk__in=happened(scope, kinds).values("subject_id"))


def received(scope):
    return that_had(scope, RECEIVED)


def received_by(scope):
    """Map (category,) to the number of devices received."""
    return counted(received(scope), "category")


def refurbished(scope):
    return that_had(scope, FINISHED)


def refurbished_in(scope):
    """Number of `refurbished` devices, from events alone."""
    totals = events_of(scope, FINISHED).aggregate(devices=Count("subject_id", distinct=True))
    return totals["devices"]


def recycled(scope):
    """Devices sent for recycling in an exit batch in the scope."""
    return devices_of(scope).filter(
        left_with__purpose=ExitPurpose.RECYCLING,
        left_with__status__in=[ExitStatus.SENT, ExitStatus.CERTIFIED],
        left_with__sent_on__gte=scope.first,
        left_with__sent_on__lte=scope.last,
    )


def _of_loans(key, label, definition, rows, **more):
    return Figure(
        key=key,
        noun=label,
        definition=definition,
        rows=rows,
        permission="loans.view_loan",
        dimensions=handover_metrics.OF_ITEMS,
        **more,
    )


def _of_stock(key, label, definition, rows, **more):
    return Figure(
        key=key,
        noun=label,
        definition=definition,
        rows=rows,
        permission="inventory.view_device",
        dimensions=OF_DEVICES,
        **more,
    )


_given_at_once = shared(handover_metrics.handed_over_by, lambda _month, _category, given: given)

FIGURES = [
    _of_stock(
        "devices_received",
        ngettext_lazy("device received", "devices received", "count"),
        _(
            "Devices entered in the register in this period, each counted once. A return from a"
            " loan is not a new arrival; devices entered in error do not count."
        ),
        received,
        together=shared(received_by),
    ),
    _of_stock(
        "devices_refurbished",
        ngettext_lazy("device refurbished", "devices refurbished", "count"),
        _(
            "Devices that became ready in this period: checked, erased, graded and put on the"
            " shelf. Each counts once, even if it was made ready again after a loan."
        ),
        refurbished,
        together=lambda read: read(refurbished_in),
    ),
    _of_loans(
        "devices_handed_over",
        ngettext_lazy("device handed over", "devices handed over", "count"),
        _(
            "Devices lent or given in this period, counted each time they left. A device passed on"
            " to someone else, or found again with its holder, did not leave again."
        ),
        handover_metrics.handed_over,
        together=shared(handover_metrics.handed_over_by),
    ),
    _of_loans(
        "devices_lent",
        ngettext_lazy("device lent", "devices lent", "count"),
        _("Devices lent in this period, even if the loan later became a gift."),
        handover_metrics.lent,
        together=shared(
            handover_metrics.handed_over_by, lambda _month, _category, given: not given
        ),
    ),
    _of_loans(
        "devices_given",
        ngettext_lazy("device given", "devices given", "count"),
        _("Devices given in this period: at their hand-over, or when a loan became a gift."),
        handover_metrics.given,
        together=lambda read: _given_at_once(read) + read(handover_metrics.converted_in),
    ),
    _of_loans(
        "devices_returned",
        ngettext_lazy("device returned", "devices returned", "count"),
        _("Devices returned in this period, counted once per return."),
        handover_metrics.returned,
    ),
    _of_stock(
        "devices_recycled",
        ngettext_lazy("device recycled", "devices recycled", "count"),
        _(
            "Devices that left in this period with a batch for a take-back scheme. "
            "Devices still waiting do not count yet."
        ),
        recycled,
    ),
    _of_loans(
        "devices_in_use",
        ngettext_lazy("device in use", "devices in use", "count"),
        _(
            "Devices that someone had at the end of the last day: on loan, or given "
            "and not returned."
        ),
        handover_metrics.in_use,
        together=lambda read: sum(handover_metrics.in_use_by(read).values()),
    ),
    _of_loans(
        "loss_rate",
        _("devices lost or stolen"),
        _(
            "Share of the devices on loan in this period that were declared lost or "
            "stolen, and have not been found since."
        ),
        handover_metrics.out_at_some_time,
        together=handover_metrics.loss_rate,
        aggregation=SHARE,
        words=percent,
    ),
]

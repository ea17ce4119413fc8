"""Stock metrics: devices by status, lots, vouchers."""

from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, Sum, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from catalogue.lifecycle import PROPOSED, SETTLES
from catalogue.models import Brand, DeviceModel
from core.models import Event
from desk.figures.devices import devices_of
from desk.figures.lists import list_of, listed
from desk.figures.request_metrics import at, now
from donations.lifecycle import DonationStatus
from donations.models import Donation, DonationLine
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.models import AccessoryStock, Device, Voucher, VoucherMinimum
from inventory.vouchers.stock_levels import ALERT_DAYS

RECENT_PERIOD = timedelta(days=14)
OF_KIND = frozenset({"site", "category"})


def _standing(status):
    return lambda scope: devices_of(scope).filter(status=status)


def of_state(key, status, label, definition):
    return now(
        key=key,
        noun=label,
        definition=definition,
        rows=_standing(status),
        permission="inventory.view_device",
        dimensions=OF_KIND,
        worked_on=lambda scope: listed(
            "device_list", status=status.value, site=scope.site, category=scope.category
        ),
    )


def to_put_away(scope):
    """Devices here without a place."""
    return _standing(DeviceStatus.RECEIVED)(scope).filter(place=None, transfer=None)


def on_my_bench(scope):
    mine = Device.objects.visible_to(scope.user).on_bench().filter(bench_by=scope.user)
    return at(mine, scope)


def lots_to_label(scope):
    """Recently received lots with devices in stock whose label was never printed."""
    bare = Device.objects.visible_to(scope.user).to_label().filter(donation=OuterRef("pk"))
    lots = Donation.objects.visible_to(scope.user).filter(
        # limited to recent lots: all unlabelled devices would grow with the stock
        Exists(bare),
        status=DonationStatus.RECEIVED,
        received_on__gte=scope.last - RECENT_PERIOD,
    )
    return at(lots, scope)


def lots_to_enter(scope):
    """Received lots with devices still to enter.

    These are lots with fewer devices than counted or announced, lots without any, and recent ones
    without announcement until the coordinator completes them: their number is unknown.
    """
    entered = Device.objects.filter(donation=OuterRef("pk")).exclude(status=DeviceStatus.WITHDRAWN)
    lines = DonationLine.objects.filter(donation=OuterRef("pk"))
    lots = Donation.objects.visible_to(scope.user).filter(status=DonationStatus.RECEIVED)
    lots = lots.alias(
        entered=_of_lot(entered, Count("pk")),
        expected=_of_lot(lines, Sum(Coalesce("counted", "announced"))),
    )
    is_recent = Q(is_to_complete=True, received_on__gte=scope.last - RECENT_PERIOD)
    return at(lots.filter(Q(entered=0) | Q(entered__lt=F("expected")) | is_recent), scope)


def _of_lot(rows, figure):
    figures = rows.order_by().values("donation").annotate(figure=figure).values("figure")
    return Coalesce(Subquery(figures), 0)


def proposals(scope):
    """Events of proposed brands and models that are not settled yet."""
    about, names = Q(pk__in=[]), []
    for model in (Brand, DeviceModel):
        of_model = Q(subject_type=ContentType.objects.get_for_model(model))
        about |= of_model & Q(subject_id__in=model.objects.proposed().order_by().values("pk"))
        named = model.objects.filter(pk=OuterRef("subject_id")).values("name")
        names.append(When(of_model, then=Subquery(named)))
    return Event.objects.filter(about, kind=PROPOSED).annotate(asset_tag=Case(*names))


def _lots(scope):
    lots = Donation.objects.visible_to(scope.user).filter(status=DonationStatus.SCHEDULED)
    return at(lots, scope)


def vouchers_ending(scope):
    """Usable vouchers that expire within two months."""
    left = Voucher.objects.visible_to(scope.user).available(scope.last)
    left = left.filter(ends_on__lte=scope.last + timedelta(days=ALERT_DAYS[-1]))
    return at(left, scope, "batch__site")


def vouchers_short(scope):
    """Minimums of vouchers that are not reached."""
    left = Voucher.objects.available(scope.last).order_by()
    left = left.filter(batch__product=OuterRef("product"), batch__site=OuterRef("site"))
    left = left.values("batch__product").annotate(count=Count("pk")).values("count")
    rows = VoucherMinimum.objects.visible_to(scope.user)
    rows = rows.annotate(left=Coalesce(Subquery(left), 0)).filter(left__lt=F("minimum"))
    return at(rows, scope)


STATES = [
    of_state(
        "devices_to_check",
        DeviceStatus.RECEIVED,
        ngettext_lazy("device to check", "devices to check", "count"),
        _("Devices that arrived, new or returned, and are not on the bench yet."),
    ),
    of_state(
        "devices_on_bench",
        DeviceStatus.REFURBISHING,
        ngettext_lazy("device being refurbished", "devices being refurbished", "count"),
        _("Devices on the bench: being checked, erased or repaired, and not ready yet."),
    ),
    of_state(
        "devices_ready",
        DeviceStatus.READY,
        ngettext_lazy("device ready", "devices ready", "count"),
        _("Devices on the shelf: erased, checked, graded and not set aside."),
    ),
    of_state(
        "devices_reserved",
        DeviceStatus.RESERVED,
        ngettext_lazy("device set aside", "devices set aside", "count"),
        _("Devices set aside for a hand-over in preparation."),
    ),
    of_state(
        "devices_on_loan",
        DeviceStatus.ON_LOAN,
        ngettext_lazy("device on loan", "devices on loan", "count"),
        _("Devices that someone has on loan."),
    ),
    of_state(
        "devices_quarantined",
        DeviceStatus.QUARANTINED,
        ngettext_lazy("device in quarantine", "devices in quarantine", "count"),
        _("Devices set apart: locked, blacklisted or dangerous."),
    ),
]
FIGURES = [
    *STATES,
    now(
        key="devices_to_put_away",
        noun=ngettext_lazy("device to put on a shelf", "devices to put on a shelf", "count"),
        definition=_("Devices that arrived, new or returned, and have no shelf yet."),
        rows=to_put_away,
        permission="inventory.move_device",
    ),
    now(
        key="devices_on_my_bench",
        noun=ngettext_lazy("device on your bench", "devices on your bench", "count"),
        definition=_("Devices being refurbished that you took to the bench."),
        rows=on_my_bench,
        permission="inventory.refurbish_device",
        worked_on=list_of("bench"),
    ),
    now(
        key="devices_to_recycle",
        noun=ngettext_lazy("device to recycle", "devices to recycle", "count"),
        definition=_("Devices retired for recycling that are not in an exit batch yet."),
        rows=lambda scope: devices_of(scope).awaiting_exit(),
        permission="inventory.send_exit",
        worked_on=list_of("device_list", leaving="recycling"),
    ),
    now(
        key="proposals_to_settle",
        noun=ngettext_lazy("brand or model to approve", "brands and models to approve", "count"),
        definition=_("Brands and models typed when a device was entered, and not approved yet."),
        rows=proposals,
        permission=SETTLES,
        dimensions=frozenset(),
        worked_on=lambda scope: listed("proposal_list"),
    ),
    now(
        key="lots_to_come",
        noun=ngettext_lazy("donation expected", "donations expected", "count"),
        definition=_("Donations whose collection is planned and that have not arrived yet."),
        rows=_lots,
        permission="donations.view_donation",
        worked_on=list_of("donation_list", status="scheduled"),
    ),
    now(
        key="lots_to_complete",
        noun=ngettext_lazy(
            "unannounced donation to complete", "unannounced donations to complete", "count"
        ),
        definition=_("Donations that arrived unannounced: their donor and terms are missing."),
        rows=lambda scope: at(
            Donation.objects.visible_to(scope.user).filter(is_to_complete=True), scope
        ),
        permission="donations.change_donation",
        worked_on=list_of("donation_list", to_complete="1"),
    ),
    now(
        key="lots_to_enter",
        noun=ngettext_lazy("donation to enter", "donations to enter", "count"),
        definition=_(
            "Received donations with devices still to enter: fewer entered than "
            "counted or announced, or none. A donation that arrived unannounced in the "
            "last two weeks stays here until it is completed."
        ),
        rows=lots_to_enter,
        permission="inventory.receive_device",
    ),
    now(
        key="lots_to_label",
        noun=ngettext_lazy("donation to label", "donations to label", "count"),
        definition=_(
            "Donations received in the last two weeks, with devices in stock whose "
            "label has not been printed yet."
        ),
        rows=lots_to_label,
        permission="inventory.print_label",
    ),
    now(
        key="vouchers_ending",
        noun=ngettext_lazy("voucher to use soon", "vouchers to use soon", "count"),
        definition=_("Vouchers in stock to hand over within two months."),
        rows=vouchers_ending,
        permission="inventory.view_voucher",
    ),
    now(
        key="vouchers_short",
        noun=ngettext_lazy(
            "kind of voucher running short", "kinds of vouchers running short", "count"
        ),
        definition=_("Voucher products whose stock at a site is below its minimum."),
        rows=vouchers_short,
        permission="inventory.view_voucher",
    ),
    now(
        key="accessories_to_see_to",
        noun=ngettext_lazy("accessory to check", "accessories to check", "count"),
        definition=_(
            "Accessories and parts below the minimum of a site, or with more handed over "
            "than in stock."
        ),
        rows=lambda scope: at(AccessoryStock.objects.visible_to(scope.user).to_see_to(), scope),
        permission="inventory.view_stock",
        worked_on=list_of("accessory_list", see_to="true"),
    ),
]

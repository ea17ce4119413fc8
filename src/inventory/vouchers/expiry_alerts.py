"""Alert coordinators about stock that expires soon, and holders about their vouchers."""

from datetime import timedelta

from django.db.models import Count, Q

from catalogue.models import VoucherProduct
from inventory.models import Voucher
from inventory.vouchers.lifecycle import VoucherStatus
from inventory.vouchers.stock_levels import ALERT_DAYS
from people.base.restriction import without_restricted
from people.base.roles import Role
from people.models import Organisation, Site, User
from people.outbox.addresses import can_reach
from people.outbox.letter_kinds import LETTERS
from people.outbox.posting import post

CATCH_UP_DAYS = 2  # days after the alert date on which a missed run still sends the alert
NOTICE_DAYS = 7  # days before the end on which the holder is notified


def ending_on(site, day, today=None):
    """Valid stock of `site` that expires at the end of an alert interval counted from `day`.

    Return a list of (product, last day, quantity); `today` decides which vouchers are still valid.
    """
    ends = [day + timedelta(days=days) for days in ALERT_DAYS]
    stock = Voucher.objects.available(today or day).filter(batch__site=site, ends_on__in=ends)
    groups = stock.order_by("ends_on").values_list("batch__product", "ends_on")
    counts = groups.annotate(Count("pk"))
    products = VoucherProduct.objects.in_bulk([product for product, _day, _count in counts])
    return [(products[product], ends_on, count) for product, ends_on, count in counts]


def warn_of_expiring(*, today):
    """Notify the coordinators of each site of the stock that expires soon.

    Return the number of messages.
    """
    days = [today - timedelta(days=late) for late in range(CATCH_UP_DAYS + 1)]
    count = 0
    for site in Site.objects.filter(is_active=True):
        for day in days:
            if ending_on(site, day, today=today):
                count += 1
                for user in _coordinators(site):
                    post("vouchers.expiring", site, to=user, on=day, site=site)
    return count


def _coordinators(site):
    """Coordinators of a site, or all coordinators if the site has none."""
    everybody = User.objects.filter(role=Role.COORDINATOR, is_active=True)
    return everybody.filter(sites=site) or everybody


def handed_out_and_ending(day):
    """Vouchers to use or activate by this day, except those of restricted people."""
    unused = Q(status=VoucherStatus.HANDED_OUT, ends_on=day)
    in_use = Q(status=VoucherStatus.ACTIVATED, valid_until=day)
    rows = without_restricted(Voucher.objects.with_end(), is_to_others=True)
    rows = rows.filter(unused | in_use)
    return rows.select_related("batch__product", "batch__site", "recipient").order_by("pk")


def ending_of(organisation, day):
    """Vouchers expiring on this day, of an organisation or its recipients without an address."""
    rows = handed_out_and_ending(day).filter(
        Q(organisation=organisation) | Q(recipient__organisation=organisation)
    )
    return [voucher for voucher in rows if not _is_reached(voucher.recipient)]


def remind_holders(*, today):
    """Notify the holders of vouchers expiring in seven days, or their organisations.

    Return the number of messages.
    """
    count = 0
    for late in range(CATCH_UP_DAYS + 1):
        on = today - timedelta(days=late)
        rows = handed_out_and_ending(on + timedelta(days=NOTICE_DAYS))
        offices = set()
        for voucher in rows:
            if _is_reached(voucher.recipient):
                post("vouchers.ending", voucher, to=voucher.recipient, on=on)
                count += 1
            else:
                offices.add(voucher.organisation_id or voucher.recipient.organisation_id)
        for office in Organisation.objects.filter(pk__in=offices, is_ours=False):
            if can_reach(LETTERS("vouchers.ending_office"), office):
                post("vouchers.ending_office", office, to=office, on=on)
                count += 1
    return count


def _is_reached(recipient):
    return recipient is not None and can_reach(LETTERS("vouchers.ending"), recipient)

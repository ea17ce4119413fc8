"""Find the item that is out for a code scanned at a return, or the reason to refuse it.

An accessory that was not counted is assumed to be returned, as most are; a button marks it as
missing. A missing accessory is still due, and keeps the loan open, until it is written off.
"""

from django.utils.translation import gettext as _

from core.workflow.lifecycle import Refused
from inventory.devices.identifiers import clean_code
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.models import Device, Voucher
from inventory.scanning.codes import voucher_in, why_no_device
from loans.base.lifecycle.loans import ItemStatus
from loans.base.operations import not_out
from loans.models import Loan, LoanItem

GONE = {DeviceStatus.LOST, DeviceStatus.STOLEN}


def item_brought(text, user):
    """The loan item of the device with this code, if it is out.

    Raises `Refused` with the reason if not.
    """
    code = clean_code(text)
    devices = list(Device.objects.visible_to(user).for_list().matching_code(code)[:2])
    if len(devices) > 1:
        raise Refused(_("Several devices: %(code)s") % {"code": code})
    devices = devices or _expected(code, user)
    if not devices:
        raise Refused(_why_nothing(text, code, user))
    loans = Loan.objects.to_take_back(user)
    items = LoanItem.objects.filter(device=devices[0], loan__in=loans).select_related("loan")
    item = items.filter(status=ItemStatus.OPEN).first()
    if item is None:
        raise Refused(_why_not_out(devices[0], items.order_by("-pk").first()))
    return item


def _expected(code, user):
    """The device with this code, lent by another site, that is due back here."""
    loans = Loan.objects.to_take_back(user)
    out = LoanItem.objects.filter(status=ItemStatus.OPEN, loan__in=loans)
    devices = Device.objects.for_list().matching_code(code)
    return list(devices.filter(pk__in=out.order_by().values("device"))[:1])


def _why_not_out(device, last):
    if last and last.status == ItemStatus.SWAPPED and device.status == DeviceStatus.RECEIVED:
        return not_out(last)
    data = {"device": device, "status": device.status_label, "loan": last and last.loan}
    if device.status in GONE and last:
        return (
            _(
                "%(device)s was declared “%(status)s” under %(loan)s. Open that loan, "
                "press “Mark as found”, then scan it here."
            )
            % data
        )
    if device.status in GONE:
        return (
            _("%(device)s was declared “%(status)s”: a coordinator must put it back into stock.")
            % data
        )
    if device.status == DeviceStatus.RESERVED:
        return (
            _("%(device)s is set aside for %(loan)s and has not left: put it back in its place.")
            % data
        )
    if device.status == DeviceStatus.WITHDRAWN:
        return _("%(device)s was entered in error: record it as a donation.") % data
    if device.status == DeviceStatus.RETIRED:
        return _("%(device)s had left permanently: the workshop must receive it again.") % data
    if device.status in {DeviceStatus.ON_LOAN, DeviceStatus.GIVEN}:
        return _("%(device)s is out on a loan from another site: record its return there.") % data
    return _("%(device)s is not out: it is here, “%(status)s”. Put it back on its shelf.") % data


def _why_nothing(text, code, user):
    elsewhere = Device.objects.matching_code(code).select_related("site").first()
    if elsewhere:
        data = {"device": elsewhere, "site": elsewhere.site}
        return _("%(device)s belongs to another site (%(site)s): record its return there.") % data
    if voucher_in(text) or Voucher.objects.visible_to(user).matching_code(code).exists():
        return _("This is a voucher: the person keeps it, and there is nothing to return.")
    loan = Loan.objects.visible_to(user).matching_code(code).first()
    if loan:
        return _("This is the document of %(loan)s: scan its devices, one by one.") % {"loan": loan}
    return why_no_device(text)

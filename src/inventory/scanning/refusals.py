"""Messages about refused scans, each with what to do next with the device in hand."""

from django.contrib import messages
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from inventory.devices.identifiers import clean_code
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.devices.operations import find_again
from inventory.models import Device, Transfer

WITH_SOMEBODY = [DeviceStatus.GIVEN, DeviceStatus.ON_LOAN]
MISSING = [DeviceStatus.LOST, DeviceStatus.STOLEN]


def device_to_return(code, user):
    """The given or lent device with this code that `user` may take back, or None."""
    if not user.has_perm("loans.take_back"):
        return None
    devices = Device.objects.visible_to(user).filter(status__in=WITH_SOMEBODY)
    return devices.matching_code(clean_code(code)).first()


def with_next_step(words, code, user):
    """Return the message about a scan, with a link to what the user may do with its device."""
    device = device_to_return(code, user)
    if device:
        address = f"{reverse('return_scan')}?{urlencode({'code': device})}"
        return _linked(words, address, _("Record its return"))
    devices = Device.objects.visible_to(user).select_related("transfer")
    device = devices.matching_code(clean_code(code)).first()
    if device is None:
        return words
    if device.status in MISSING:
        return _with_finding(words, device, user)
    transfers = Transfer.objects.visible_to(user).filter(pk=device.transfer_id)
    transfer = transfers.first() if device.transfer_id else None
    return _linked(words, transfer.get_absolute_url(), transfer) if transfer else words


def _with_finding(words, device, user):
    """Return the message about a missing device, which somebody holds at this moment."""
    if user.has_perm(find_again.permission):
        label = _("Open its page to mark it as found")
        return _linked(words, device.get_absolute_url(), label)
    return f"{words} " + _("Keep it separate, and tell a coordinator that you have it.")


def _linked(words, address, label):
    return format_html('{} <a href="{}">{}</a>', words, address, label)


def flash_refusal(request, refusal):
    """Flash the reasons why the submitted code is refused."""
    words = " ".join(refusal.messages)
    code = request.POST.get("code", "")
    messages.error(request, with_next_step(words, code, request.user), extra_tags="scan")

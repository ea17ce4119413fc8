"""Messages about refused scans, with a link to the return of a given or lent device."""

from django.contrib import messages
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from inventory.devices.identifiers import clean_code
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.models import Device

WITH_SOMEBODY = [DeviceStatus.GIVEN, DeviceStatus.ON_LOAN]


def device_to_return(code, user):
    """The given or lent device with this code that `user` may take back, or None."""
    if not user.has_perm("loans.take_back"):
        return None
    devices = Device.objects.visible_to(user).filter(status__in=WITH_SOMEBODY)
    return devices.matching_code(clean_code(code)).first()


def with_return(words, code, user):
    """Return the message about a scan, with a link to the return of a given or lent device."""
    device = device_to_return(code, user)
    if device is None:
        return words
    address = f"{reverse('return_scan')}?{urlencode({'code': device})}"
    return format_html('{} <a href="{}">{}</a>', words, address, _("Record its return"))


def flash_refusal(request, refusal):
    """Flash the reasons why the submitted code is refused."""
    words = " ".join(refusal.messages)
    code = request.POST.get("code", "")
    messages.error(request, with_return(words, code, request.user), extra_tags="scan")

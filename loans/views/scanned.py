"""Reserve a scanned device and flash the result."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from core.lives import NeedsConfirmation
from core.submissions import scan_once
from inventory.models import Device
from inventory.scanned import device_named
from loans import operations
from loans.operations.reserving import AlreadyReserved


def set_aside_scanned(request, operation, of, *, override=False):
    """Set aside by `operation` the device that the code sent names; say how it went.

    Returns what to add to the address of the page that comes next: it offers the second, explicit
    press for a device that needs confirmation.
    """
    try:
        device = device_named(request.POST.get("code"), Device.objects.visible_to(request.user))
        operations.free_if_over(device)
        scan_once(request, operation, of, devices=[device], override=override)
    except NeedsConfirmation as objection:
        messages.error(request, " ".join(objection.messages), extra_tags="scan")
        return f"?{urlencode({'anyway': device})}"
    except AlreadyReserved as refusal:
        messages.warning(request, " ".join(refusal.messages), extra_tags="scan")
        return ""
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages), extra_tags="scan")
        return ""
    messages.success(request, _("Added: %(thing)s") % {"thing": device}, extra_tags="scan")
    return ""

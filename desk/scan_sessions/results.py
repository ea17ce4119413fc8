"""Require one device, or a place, from the result of a scan; else refuse."""

from django.utils.translation import gettext as _

from core.workflow.lifecycle import Refused
from inventory.devices.lifecycle.devices import ENDED
from inventory.models import Device, Place
from inventory.scanning.codes import check_is_ours, why_no_device


def device_of(answer):
    """The device that this answer names, or None.

    Raises `Refused` when there are several, and for one that is no longer ours.
    """
    devices = [match for match in answer.matches if isinstance(match, Device)]
    living = [device for device in devices if device.status not in ENDED]
    if len(living) > 1:
        raise Refused(
            _("Several devices have the code %(code)s: scan the label of one.")
            % {"code": answer.code}
        )
    if devices and not living:
        check_is_ours(devices[0])
    return living[0] if living else None


def place_of(answer):
    return next((match for match in answer.matches if isinstance(match, Place)), None)


def wanted_device(answer):
    """The device that this answer names. Raises `Refused` for any other scan."""
    device = device_of(answer)
    if device is None:
        refuse(answer)
    return device


def refuse(answer):
    """Raise `Refused` with what is wrong with a code that names nothing of use here."""
    if answer.matches:
        raise Refused(_("%(thing)s is no device.") % {"thing": answer.matches[0]})
    raise Refused(why_no_device(answer.typed))

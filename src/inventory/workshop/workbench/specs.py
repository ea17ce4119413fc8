"""Specifications, on the bench page and on the page of a device."""

from django.utils.translation import gettext as _

from inventory.imports.spec_display import is_worn, lines_of
from inventory.models import Specification
from inventory.workshop.forms.bench import MachineFileForm


def read(device, user, _forms):
    facts = sheet_of(device, user)
    state = _("noted") if facts["spec_lines"] else _("not recorded yet")
    return {
        "state": (state, "good" if facts["spec_lines"] else "wait"),
        # the upload of a hardware report comes first, since it answers a part of the checklist
        "opens_first": _is_computer(device) and not facts["spec_lines"],
        "machine_form": MachineFileForm(),
        **facts,
    }


def _is_computer(device):
    return device.category.holds_data and not device.category.has_imei


def sheet_of(device, user):
    """Return the context of `inventory/workshop/_specification.html`."""
    specification = Specification.objects.of(device)
    with_coa = user.has_perm("inventory.change_device")
    return {
        "spec_lines": lines_of(specification, with_coa=with_coa),
        "is_battery_worn": is_worn(specification),
    }

"""Specifications and operating system advice, on the bench page and its own page."""

from django.utils.translation import gettext as _

from inventory.devices.lifecycle.devices import Outcome
from inventory.imports.spec_display import is_worn, lines_of
from inventory.models import Specification
from inventory.workshop.advice import advise
from inventory.workshop.forms.bench import MachineFileForm


def read(device, user, _forms):
    facts = sheet_of(device, user)
    state = _("noted") if facts["spec_lines"] else _("not recorded yet")
    return {
        "state": (state, "good" if facts["spec_lines"] else "wait"),
        # the upload of a hardware report comes first, since it answers a part of the checklist
        "opens_first": facts["advice"] is not None and not facts["spec_lines"],
        "machine_form": MachineFileForm(),
        "is_installed": _is_installed(device),
        **facts,
    }


def _is_installed(device):
    """Whether the checklist of the current stay says that the operating system is installed."""
    results = device.results.filter(item__code="system", at__gte=device.received_at)
    last = results.order_by("-pk").first()
    return last is not None and last.outcome == Outcome.PASS


def sheet_of(device, user):
    """Return the context of `inventory/workshop/_specification.html`."""
    specification = Specification.objects.of(device)
    with_coa = user.has_perm("inventory.change_device")
    return {
        "spec_lines": lines_of(specification, with_coa=with_coa),
        "is_battery_worn": is_worn(specification),
        "advice": advise(device, specification),
    }

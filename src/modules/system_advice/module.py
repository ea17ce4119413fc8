"""The declaration of the module."""

from django.utils.translation import gettext_lazy as _

from core.modules.panels import Panel
from inventory.devices.lifecycle.devices import Outcome
from inventory.models import Specification
from modules.declaration import RemovableModule
from modules.system_advice.advice import advise


def advice_of(_user, device):
    """The context of the panel below a specification; None for a phone, a tablet or a monitor."""
    advice = advise(device, Specification.objects.of(device))
    return advice and {
        "advice": advice,
        "is_unrecorded": bool(advice.missing) and _is_installed(device),
    }


def _is_installed(device):
    """Whether the checklist of the current stay says that the operating system is installed."""
    results = device.results.filter(item__code="system", at__gte=device.received_at)
    last = results.order_by("-pk").first()
    return last is not None and last.outcome == Outcome.PASS


MODULE = RemovableModule(
    key="system_advice",
    rank=None,
    label=_("Advice on operating systems"),
    description=_("The specification of a computer says which system to install, and why."),
    panels=[Panel("specification", "system_advice/_advice.html", advice_of)],
)

"""Workbench panel: the charger that the device needs, has, or could get from stock.

A missing charger does not block a device. It is shown at the bench, on the list to choose from, at
the hand-over and on the agreement; the charger is often added at the counter.
"""

from django.utils.translation import gettext as _

from inventory.accessories.fitting import FEW, charge_of, fitting
from inventory.accessories.forms import NeedForm


def read(device, _user, forms):
    charge = charge_of(device)
    if charge is None:
        state = _("no charger needed"), ""
    elif charge.is_missing:
        state = _("no charger"), "bad"
    elif charge.is_here:
        state = _("charger here"), "good"
    else:
        state = _("charger to say"), "wait"
    need = charge.need if charge else None
    return {
        "state": state,
        "charge": charge,
        "chargers": list(fitting(need, device.site, device.category)[:FEW]),
        "need_form": forms.get("need") or NeedForm(device=device),
    }

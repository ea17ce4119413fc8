"""Figures: the devices in stock or lent whose updates end soon or have ended."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from desk.figures.devices import devices_of
from desk.figures.lists import listed
from desk.figures.request_metrics import now
from desk.figures.stock import OF_KIND
from modules.end_of_support.ends import devices_by_updates
from modules.end_of_support.lifecycle import Updates


def _figure(key, state, noun, definition):
    return now(
        key=key,
        noun=noun,
        definition=definition,
        rows=lambda scope: devices_by_updates(devices_of(scope), state),
        permission="inventory.view_device",
        dimensions=OF_KIND,
        worked_on=lambda scope: listed(
            "device_list", updates_end=state.value, site=scope.site, category=scope.category
        ),
    )


ENDED = _figure(
    "updates_ended",
    Updates.ENDED,
    ngettext_lazy("device without updates", "devices without updates", "count"),
    _("Devices in stock or on loan whose system no longer receives security updates."),
)
ENDING = _figure(
    "updates_ending",
    Updates.ENDING,
    ngettext_lazy(
        "device whose updates end within six months",
        "devices whose updates end within six months",
        "count",
    ),
    _(
        "Devices in stock or on loan whose system receives security updates for at most "
        "six more months."
    ),
)

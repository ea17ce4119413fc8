from django.utils.translation import gettext_lazy as _

from core.workflow import event_messages

PROPOSED = "reference.proposed"
SETTLES = "catalogue.settle_proposal"

EVENTS = {
    PROPOSED: _("Proposed when a device was entered"),
    "reference.settled": _("Approved: everyone can choose it"),
    "reference.entered": _("Added to the catalogue"),
    "reference.changed": _("Details corrected"),
    "kit.entered": _("Kit created"),
    "kit.changed": _("Kit changed"),
}

event_messages.register(EVENTS, corrections=["reference.changed", "reference.entered"])

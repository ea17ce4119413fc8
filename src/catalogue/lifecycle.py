from django.utils.translation import gettext_lazy as _

from core.workflow import event_messages

PROPOSED = "reference.proposed"
SETTLES = "catalogue.settle_proposal"

EVENTS = {
    PROPOSED: _("Proposed as a device was entered"),
    "reference.settled": _("Settled: everybody may choose it"),
    "reference.entered": _("Entered in the catalogue"),
    "reference.changed": _("Details corrected"),
    "kit.entered": _("Kit entered"),
    "kit.changed": _("Kit changed"),
}

event_messages.register(EVENTS, corrections=["reference.changed", "reference.entered"])

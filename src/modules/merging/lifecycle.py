"""Event sentences of the module."""

from django.utils.translation import gettext_lazy as _

from core.models.mergeable import MERGED
from core.workflow import event_messages
from modules.merging.merging import APART, FOLLOWED, UNDONE

EVENTS = {
    MERGED: _("No. %(other)s was merged into this one: %(count)s rows moved"),
    FOLLOWED: _("Entered while no. %(other)s was merged, moved too: %(count)s"),
    APART: _("This is not a duplicate of no. %(other)s"),
    UNDONE: _("The merge of no. %(other)s was undone"),
}

event_messages.register(EVENTS, corrections=EVENTS)

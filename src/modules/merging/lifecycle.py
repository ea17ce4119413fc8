"""Event sentences of the module."""

from django.utils.translation import gettext_lazy as _

from core.models.mergeable import MERGED
from core.workflow import event_messages
from modules.merging.merging import APART, FOLLOWED, UNDONE

EVENTS = {
    MERGED: _("Merged with no. %(other)s (rows moved: %(count)s)"),
    FOLLOWED: _("Rows entered during the merge with no. %(other)s, also moved: %(count)s"),
    APART: _("This is not a duplicate of no. %(other)s"),
    UNDONE: _("Merge with no. %(other)s undone"),
}

event_messages.register(EVENTS, corrections=EVENTS)

"""Event sentences of the module."""

from django.utils.translation import gettext_lazy as _

from core.workflow import event_messages

EVENTS = {"donation.collected": _("Signed for at the donor’s site: %(count)s")}

event_messages.register(EVENTS)

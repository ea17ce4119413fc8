from django.utils.translation import gettext_lazy as _

from core.workflow import event_messages

event_messages.register(
    {"import.repairs_told": _("Repairs mentioned in the list and recorded: %(count)s")}
)

from django.utils.translation import gettext_lazy as _

from core.workflow import event_messages

event_messages.register({"import.repairs_told": _("Repairs it tells of written down: %(count)s")})

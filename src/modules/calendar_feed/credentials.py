"""Calendar URLs, among the credentials of a user."""

from django.utils.translation import gettext_lazy as _

from modules.calendar_feed.models import AgendaKey
from modules.calendar_feed.operations import end_agenda_of
from people.accounts.credentials import KINDS, Credential

KINDS.insert(
    0,
    Credential(
        _("calendar addresses"),
        lambda user: AgendaKey.objects.filter(user=user, ended_at=None).count(),
        end_agenda_of,
    ),
)

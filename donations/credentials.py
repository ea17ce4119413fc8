"""Calendar addresses, among the credentials of a user."""

from django.utils.translation import gettext_lazy as _

from donations.models import AgendaKey
from donations.operations.agenda import end_agenda_of
from people.accounts.credentials import Credential, register

register(
    Credential(
        _("calendar addresses"),
        lambda user: AgendaKey.objects.filter(user=user, ended_at=None).count(),
        end_agenda_of,
    )
)

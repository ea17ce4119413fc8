"""The declaration of the module."""

from django.utils.translation import gettext_lazy as _

from core.modules.panels import Panel
from core.workflow import erasure_journal
from desk.full_export.exclusions import OPENS
from desk.navigation import Tab
from modules.calendar_feed.operations import end_again, open_agenda
from modules.declaration import RemovableModule
from people.base.roles import Role

MAY_READ = {open_agenda.permission}

MODULE = RemovableModule(
    key="calendar_feed",
    rank=None,
    label=_("Calendars"),
    description=_(
        "A monthly view shows collections. With a secret address, the calendar on a "
        "phone shows both collections and appointments."
    ),
    permissions={Role.VOLUNTEER: MAY_READ, Role.ASSOCIATION: MAY_READ},
    acts=[Tab("agenda", _("Calendar addresses"), "calendar-days", open_agenda.permission)],
    paths={"agenda": "appointment_day appointment_list"},
    help_pages={"donations": "collection_calendar agenda"},
    panels=[
        Panel("donation_list_actions", "calendar_feed/_month.html"),
        Panel("appointment_list_actions", "calendar_feed/_own.html"),
    ],
    secret_columns={"calendar_feed.AgendaKey.token_hash": OPENS},
)

erasure_journal.register("calendar_feed.AgendaKey", born="at", gone="ended_at", again=end_again)

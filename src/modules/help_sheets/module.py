"""The declaration of the module."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, ngettext_lazy

from core.lists.tables import link
from core.modules.panels import Panel
from core.modules.registry import StillOpen
from desk.figures.presentation import RowSummary
from desk.figures.request_metrics import at, now
from desk.full_export.exclusions import OPENS
from desk.help.topics import Topic
from desk.home.todo import PEOPLE, Line
from modules.declaration import RemovableModule
from modules.help_sheets import demo, panels
from modules.help_sheets.models import SupportContact
from modules.help_sheets.operations import forget_codes, note_support, save_code, write_sheet
from people.base.roles import Role

WAITING = now(
    key="help_to_give",
    noun=ngettext_lazy("person waiting for help", "people waiting for help", "count"),
    definition=_("Requests for help with a device, sent from a personal page and not answered."),
    rows=lambda scope: at(
        SupportContact.objects.visible_to(scope.user).waiting(), scope, "item__loan__site"
    ),
    permission=note_support.permission,
)
TO_HELP = Line(WAITING.key, "life-buoy", "created_at", tone="wait")


def summary(contact, user):
    return RowSummary(link(contact), contact.item.designation, contact.created_at)


def requests_waiting():
    count = SupportContact.objects.waiting().count()
    return count and ngettext(
        "%(count)s person is waiting for help with a device: answer first.",
        "%(count)s people are waiting for help with a device: answer first.",
        count,
    ) % {"count": count}


MODULE = RemovableModule(
    key="help_sheets",
    rank=125,
    label=_("Help sheets"),
    search_words={"helpsheet_list": _("remote support help tool")},
    description=_(
        "Labels and personal links lead to a help sheet. People can ask for help, and "
        "your team records each contact."
    ),
    urls=("helpsheet*", "supportcontact_*", "supportcode_edit"),
    figures=(WAITING.key,),
    open=(StillOpen(requests_waiting),),
    permissions={
        Role.TECHNICIAN: {save_code.permission},
        Role.COUNTER: {note_support.permission},
        Role.ADMIN: {write_sheet.permission},
    },
    paths={"help-sheets": "settings", "support-contacts": "loan_list"},
    topics=[
        Topic(
            "help_sheets",
            Role.TECHNICIAN,
            "helpsheet_list helpsheet_edit supportcontact_add supportcontact_edit supportcode_edit"
            " helpsheet helpsheet_systems helpsheet_own",
            after="loans",
        )
    ],
    panels=[
        Panel("found_device", "help_sheets/_found.html", panels.choices),
        Panel("own_page", "help_sheets/_own.html", panels.own_devices),
        Panel("device_detail", "help_sheets/_device.html", panels.of_device),
        Panel("loan_detail", "help_sheets/_loan.html", panels.of_loan),
    ],
    personal_data=[(SupportContact, ("item__loan__recipient",))],
    records={"support": SupportContact},
    contacts=[
        (SupportContact, Q(), "item__loan__recipient", "created_at"),
        (SupportContact, Q(), "item__loan__recipient", "status_since"),
    ],
    secret_columns={"help_sheets.SupportCode.code": OPENS},
    processing={"families": {"data": _("Help given and its result; code for remote support.")}},
    forget=[forget_codes],
    new_figures=[(WAITING, "incidents_to_settle")],
    row_summaries={SupportContact: (summary, lambda rows: rows.for_list())},
    todos=[
        (role, PEOPLE, TO_HELP, "incidents_to_settle")
        for role in (Role.COUNTER, Role.COORDINATOR, Role.ADMIN)
    ],
    demo=demo.give_help,
)

"""The declaration of the module."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.models import Event
from core.modules.panels import Panel
from core.modules.registry import StillOpen
from desk.daily import Step as DailyStep
from desk.help.topics import Topic
from desk.home.steps import Step
from donations.filters import DonorFilter
from inventory.accessories.tables import AccessoryStockFilter
from inventory.device_pages.filters import DeviceFilter
from inventory.devices.filters import PlaceFilter
from inventory.repairs.tables import RepairFilter
from inventory.vouchers.filters import VoucherFilter
from loans.handovers.filters import LoanListFilter
from loans.organisations.tables import OrganisationFilter, RecipientFilter
from loans.requests.filters import RequestFilter
from modules.declaration import RemovableModule
from modules.legacy_import import import_type, jobs
from modules.legacy_import.filters import MoveFilter
from modules.legacy_import.kinds import (
    accessories,
    loans,
    parties,
    people,
    places,
    repairs,
    vouchers,
)
from modules.legacy_import.kinds import requests as requests_of_lists
from modules.legacy_import.lifecycle import OF_DEVICES, MigrationStatus, System, help_of
from modules.legacy_import.models import AT_WORK, Migration
from modules.legacy_import.planned import STAGES
from people.base.roles import Role

TAKE_OVER = "legacy_import.take_over"
# Each registers its stage when it is imported.
KINDS = (
    import_type,
    accessories,
    loans,
    parties,
    people,
    places,
    repairs,
    requests_of_lists,
    vouchers,
)
ALONE = "old_people_import accessory_stocks_import old_request_import"


def first_step():
    return (
        TAKE_OVER,
        Step(
            _("Import your existing register"),
            _("From a spreadsheet, import the devices that are currently ready, lent or given."),
            reverse("migration_new"),
            Event.objects.filter(kind__in=OF_DEVICES).exists(),
            optional=True,
        ),
    )


def moves_under_way():
    """The reason why the module cannot be removed: moves that are neither live nor cancelled."""
    count = Migration.objects.filter(status__in=[MigrationStatus.PREPARING, *AT_WORK]).count()
    return count and ngettext(
        "%(count)s migration from another system is being prepared: go live, or discard it first.",
        "%(count)s migrations from other systems are being prepared: go live, or "
        "discard them first.",
        count,
    ) % {"count": count}


MODULE = RemovableModule(
    key="legacy_import",
    rank=None,
    label=gettext_lazy("Import an existing register"),
    description=gettext_lazy(
        "You already lend devices, and track them in a spreadsheet: import it all, with its "
        "past dates."
    ),
    open=(StillOpen(moves_under_way),),
    permissions={Role.COORDINATOR: {TAKE_OVER}},
    topics=[
        Topic("takeover", Role.COORDINATOR, f"takeover {ALONE}", after="messages"),
        Topic(
            "moving",
            Role.COORDINATOR,
            "migration_new migration_detail migration_from_other",
            after="takeover",
        ),
        *(
            Topic(help_of(system), Role.COORDINATOR, f"migration_from_{system}", after="moving")
            for system in System.values
            if system != System.OTHER
        ),
    ],
    panels=[
        Panel("device_list_actions", "legacy_import/_import.html"),
        Panel("who_has_what", "legacy_import/_import.html"),
    ],
    new_filters={
        DeviceFilter: {"move": (MoveFilter(), "leaving")},
        RecipientFilter: {"move": (MoveFilter(), "kind")},
        OrganisationFilter: {"move": (MoveFilter(), "see_to")},
        DonorFilter: {"move": (MoveFilter(), "kind")},
        PlaceFilter: {"move": (MoveFilter(), "site")},
        LoanListFilter: {"move": (MoveFilter(), "site")},
        RepairFilter: {"move": (MoveFilter(), "site")},
        VoucherFilter: {"move": (MoveFilter(), "ends_by")},
        AccessoryStockFilter: {"move": (MoveFilter(), "see_to")},
        RequestFilter: {"move": (MoveFilter(), "unread")},
    },
    first_steps=[first_step],
    list_kinds=[stage.kind for stage in STAGES.values()],
    steps={"moves": DailyStep(run=jobs.offer_again, needs_clock=False)},
)

"""The declaration of the module."""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.modules.panels import Panel
from desk.daily import Step
from desk.help.topics import Topic
from modules.declaration import RemovableModule
from modules.household_check import demo, panels
from modules.household_check.jobs import remind_households
from modules.household_check.models import HouseholdCheck
from modules.household_check.operations import confirm_household, forget_households
from people.base.roles import Role

MODULE = RemovableModule(
    key="household_check",
    rank=170,
    label=_("Yearly check of households"),
    description=_(
        "Once a year, families confirm how many people, pupils and devices there are at home."
    ),
    urls=("household_confirm", "own_household"),
    letters=("household_check.*",),
    jobs=("households",),
    permissions={
        Role.COUNTER: {confirm_household.permission},
        Role.ASSOCIATION: {confirm_household.permission},
    },
    topics=[
        Topic(
            "household_check",
            Role.COUNTER,
            "household_confirm own_household",
            for_associations=True,
            after="recipients",
        )
    ],
    panels=[
        Panel("loan_renew", "household_check/_question.html", panels.of_loan),
        Panel("recipient_detail", "household_check/_of_person.html", panels.of_person),
        Panel("own_page", "household_check/_own.html", panels.of_own_page),
    ],
    personal_data=[(HouseholdCheck, ("recipient",))],
    contacts=[(HouseholdCheck, Q(), "recipient", "at")],
    processing={"families": {"data": _("Composition of the household, confirmed once a year.")}},
    forget=[forget_households],
    steps={
        "households": Step(
            run=lambda now: remind_households(today=timezone.localdate(now)), needs_clock=True
        )
    },
    demo=demo.confirm,
)

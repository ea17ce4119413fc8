"""Declaration of the module “staff”."""

from django.utils.translation import gettext_lazy as _

from api.management.commands.tick import OFFERED
from desk.daily import Step
from desk.help.topics import Topic
from desk.navigation import Tab
from modules.declaration import RemovableModule
from modules.staff.benchmark import measures
from modules.staff.figures import WITHIN_48H
from modules.staff.import_type import STAFF
from modules.staff.jobs import offer_stacks_again
from modules.staff.lifecycle import StaffMode, StaffResult
from modules.staff.models import StaffLine
from modules.staff.privacy import forget_lists
from modules.staff.scanning import TIE, not_tied
from people.base.roles import Role

MODULE = RemovableModule(
    key="staff",
    rank=100,
    label=_("Bulk staff loans"),
    search_words={"staff_list": _("employees colleagues list")},
    description=_(
        "A spreadsheet lists the staff of an organisation; each person gets a device "
        "and an agreement."
    ),
    urls=("staff_*",),
    figures=(WITHIN_48H.key,),
    menu=[
        (
            "loans",
            Tab("staff_list", _("Bulk staff loans"), "users-round", "loans.decide_request"),
            "followup_list",
        )
    ],
    paths={"staff": "loan_list"},
    topics=[Topic("staff", Role.COORDINATOR, "staff_list staff_detail", after="reservations")],
    personal_data=[(StaffLine, ("loan__recipient",))],
    forget=[forget_lists],
    new_figures=[(WITHIN_48H, "days_to_hand_over")],
    steps={
        "stacks": Step(
            run=lambda now: offer_stacks_again(now=now), needs_clock=False, words=OFFERED
        )
    },
    list_kinds=[STAFF],
    scan_modes={StaffMode.TIE: TIE},
    scan_undos={StaffResult.TIED: not_tied},
    measures=measures,
)

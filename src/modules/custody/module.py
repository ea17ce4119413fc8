"""The declaration of the module."""

from django.utils.translation import gettext_lazy as _

from core.modules.panels import Panel
from modules.custody.custody import COLLECT, paper_of, statement, summary
from modules.custody.models import Collection
from modules.declaration import RemovableModule
from people.base.roles import Role

MODULE = RemovableModule(
    key="custody",
    rank=140,
    label=_("Custody from the donor’s site"),
    description=_(
        "A collection is scanned on a phone at the donor’s site and signed by both "
        "parties, and the donor receives a copy. Erasure certificates show from what "
        "date the devices have been in your custody."
    ),
    urls=("custody_*",),
    permissions={Role.VOLUNTEER: {COLLECT}},
    paths={"collected-items": "donation_list"},
    help_pages={"donations": "custody_collect custody_sign"},
    help_lines={
        "donations": (
            2,
            _(
                "At the donor’s site, “Collect here: scan and sign” lists what you take away. Both"
                " of you sign on the phone, and the donor receives a copy."
            ),
        )
    },
    panels=[
        Panel("donation_actions", "custody/_of_lot.html", summary),
        Panel("donation_papers", "custody/_paper_of_lot.html", paper_of),
    ],
    frozen_papers=[
        (Collection, lambda donors: Collection.objects.filter(donation__donor__in=donors))
    ],
    certificate_statements=[statement],
)

"""The declaration of the module."""

from django.utils.translation import gettext_lazy as _

from core.modules.panels import Panel
from modules.declaration import RemovableModule
from modules.second_verification.operations import change_rules, verify
from modules.second_verification.sampling import (
    pending_of,
    sent_back,
    statement,
    summary,
    to_verify,
)
from people.base.roles import Role

MODULE = RemovableModule(
    key="second_verification",
    rank=45,
    label=_("Second verification of erasures"),
    description=_(
        "A share of the erased media of each lot, drawn by the program, is verified "
        "again by someone else. Certificates state how many."
    ),
    urls=("lot_sample*", "sample_verify", "sample_rules_edit"),
    permissions={Role.TECHNICIAN: {verify.permission}, Role.ADMIN: {change_rules.permission}},
    paths={"erasure-samples": "donation_list", "second-verification": "settings"},
    help_pages={"certificates": "lot_sample sample_verify sample_rules_edit"},
    panels=[
        Panel("donation_actions", "second_verification/_of_lot.html", summary),
        Panel("device_detail", "second_verification/_of_device.html", pending_of),
    ],
    certificate_statements=[statement],
    home_panels={Role.TECHNICIAN: [sent_back, to_verify]},
)

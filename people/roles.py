"""Who may do what: the one table of the product.

The roles of the house are a ladder, each able to do what the one before can; `association` stands
apart. Every permission named here is that of an operation or of a page.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Role(models.TextChoices):
    VOLUNTEER = "volunteer", _("warehouse volunteer")
    TECHNICIAN = "technician", _("technician")
    COUNTER = "counter", _("counter")
    COORDINATOR = "coordinator", _("coordinator")
    ADMIN = "admin", _("administrator")
    ASSOCIATION = "association", pgettext_lazy("role", "association")


LADDER = [Role.VOLUNTEER, Role.TECHNICIAN, Role.COUNTER, Role.COORDINATOR, Role.ADMIN]

GAINED = {
    Role.VOLUNTEER: {
        "inventory.view_device",
        "inventory.receive_device",
        "inventory.print_label",
        "inventory.move_device",
        "inventory.view_place",
        "donations.view_donation",
        "loans.view_request",
        "loans.view_loan",
        "desk.scan",
    },
    Role.TECHNICIAN: {
        "inventory.change_device",
        "inventory.refurbish_device",
        "inventory.test_device",
        "inventory.erase_medium",
        "inventory.finish_device",
        "inventory.retire_device",
        "inventory.quarantine_device",
    },
    Role.COUNTER: {
        "people.view_recipient",
        "people.change_recipient",
        "people.view_organisation",
        "loans.hand_over",
        "loans.take_back",
        "loans.declare_loss",
        "loans.read_agreement",
        "inventory.view_voucher",
        "inventory.reveal_voucher",
    },
    Role.COORDINATOR: {
        "donations.view_donor",
        "donations.change_donor",
        "donations.change_donation",
        "inventory.import_device",
        "inventory.withdraw_device",
        "inventory.declare_loss",
        "inventory.change_place",
        "inventory.change_voucher",
        "inventory.view_every_site",
        "loans.decide_request",
        "loans.ask",
        "loans.change_agreementtext",
        "people.change_organisation",
        "people.invite_association",
        "catalogue.view_reference",
    },
    Role.ADMIN: {
        "core.change_identity",
        "catalogue.change_reference",
        "people.manage_users",
        "people.change_site",
    },
}

PERMISSIONS = {
    Role.ASSOCIATION: frozenset(
        {
            "loans.ask",
            "loans.view_request",
            "loans.view_loan",
            "loans.read_agreement",
            "people.change_recipient",
        }
    )
}
_so_far = frozenset()
for _role in LADDER:
    _so_far |= GAINED[_role]
    PERMISSIONS[_role] = _so_far

# What the manager of an association may do beside: for its own people only.
MANAGER_GAINS = frozenset({"people.invite_association"})

# Those who decide, and could do the most harm with a stolen password.
NEED_SECOND_FACTOR = {Role.COORDINATOR, Role.ADMIN}

"""Roles and their permissions.

The roles of our team are cumulative: each has the permissions of the role before it; `association`
is separate. Every permission belongs to an operation or a page.
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


SUMMARIES = {
    Role.VOLUNTEER: _("receives devices, labels them and puts them away; sees no families"),
    Role.TECHNICIAN: _("also erases, checks and repairs devices"),
    Role.COUNTER: _("also hands devices over to people and records their returns"),
    Role.COORDINATOR: _("also answers requests, and manages donors, partners and figures"),
    Role.ADMIN: _("also invites people and changes the settings"),
    Role.ASSOCIATION: _("only requests equipment for people of its organisation"),
}

LADDER = [Role.VOLUNTEER, Role.TECHNICIAN, Role.COUNTER, Role.COORDINATOR, Role.ADMIN]

GAINED = {
    Role.VOLUNTEER: {
        "api.open_token",
        "inventory.view_device",
        "inventory.receive_device",
        "inventory.print_label",
        "inventory.move_device",
        "inventory.view_place",
        "inventory.view_stock",
        "inventory.move_stock",
        "donations.view_donation",
        "loans.view_request",
        "loans.view_loan",
        "loans.view_appointment",
        "desk.scan",
        "core.take_photo",
        "core.arrange_list",
        "core.read_view",
    },
    Role.TECHNICIAN: {
        "inventory.change_device",
        "inventory.refurbish_device",
        "inventory.test_device",
        "inventory.erase_medium",
        "inventory.certify_erasure",
        "inventory.finish_device",
        "inventory.repair_device",
        "inventory.retire_device",
        "inventory.quarantine_device",
        "inventory.place_sim",
    },
    Role.COUNTER: {
        "people.view_recipient",
        "people.change_recipient",
        "people.view_organisation",
        "loans.book_appointment",
        "loans.hand_over",
        "loans.write_message",
        "loans.take_back",
        "loans.remind",
        "loans.declare_loss",
        "loans.report_incident",
        "loans.read_agreement",
        "inventory.view_voucher",
        "inventory.reveal_voucher",
        "core.share_view",
    },
    Role.COORDINATOR: {
        "desk.view_figures",
        "donations.view_donor",
        "donations.change_donor",
        "donations.change_donation",
        "inventory.import_device",
        "inventory.export_device",
        "inventory.withdraw_device",
        "inventory.revoke_certificate",
        "inventory.send_exit",
        "inventory.declare_loss",
        "inventory.change_place",
        "inventory.change_printer",
        "inventory.change_refurbisher",
        "inventory.switch_checklist",
        "inventory.set_minimum",
        "inventory.change_voucher",
        "inventory.view_every_site",
        "loans.decide_request",
        "loans.lift_ceiling",
        "loans.ask",
        "loans.change_agreementtext",
        "people.anonymise_recipient",
        "people.export_recipient",
        "people.review_text",
        "people.view_message",
        "people.read_letter",
        "loans.follow_up",
        "people.send_message",
        "people.change_lettertext",
        "people.change_organisation",
        "people.invite_association",
        "catalogue.view_reference",
        "catalogue.change_kit",
        "core.manage_view",
        "core.export_list",
        "catalogue.settle_proposal",
    },
    Role.ADMIN: {
        "core.change_identity",
        "desk.change_figurerules",
        "loans.change_rules",
        "inventory.change_checklist",
        "inventory.reinstate_voucher",
        "catalogue.change_reference",
        "people.manage_users",
        "people.change_site",
        "desk.export_all",
        "people.change_retention",
        "people.view_opening",
        "people.open_kept_paper",
        "people.change_sending",
    },
}

PERMISSIONS = {
    Role.ASSOCIATION: frozenset(
        {
            "api.open_token",
            "loans.ask",
            "loans.report_incident",
            "loans.write_message",
            "loans.view_request",
            "loans.view_loan",
            "loans.view_appointment",
            "loans.book_appointment",
            "loans.read_agreement",
            "people.change_recipient",
            "people.read_letter",
            "core.arrange_list",
            "core.export_list",
        }
    )
}
_so_far = frozenset()
for _role in LADDER:
    _so_far |= GAINED[_role]
    PERMISSIONS[_role] = _so_far

# Additional permissions of the manager of an association, for its own people only.
MANAGER_GAINS = frozenset({"people.invite_association"})

# Roles with authority over other users: their stolen passwords could do the most harm.
NEED_SECOND_FACTOR = {Role.COORDINATOR, Role.ADMIN}


def roles_with(permission):
    """Roles that have this permission."""
    return [role for role, granted in PERMISSIONS.items() if permission in granted]


def grant(role, names):
    """Grant permissions of a module to a role, and to the higher roles of our team."""
    for one in LADDER[LADDER.index(role) :] if role in LADDER else [role]:
        PERMISSIONS[one] |= names

"""Scopes: the subset of a role's permissions that a token grants."""

from django.db import models
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.base.roles import PERMISSIONS


class Scope(models.TextChoices):
    READ = "read", pgettext_lazy("scope", "read")
    BENCH = "bench", pgettext_lazy("scope", "bench")
    INTAKE = "intake", pgettext_lazy("scope", "intake")
    COUNTER = "counter", pgettext_lazy("scope", "counter")
    REQUESTS = "requests", pgettext_lazy("scope", "requests")
    RECIPIENTS = "recipients", pgettext_lazy("scope", "families")


# Label of each scope in forms.
OFFERED = {
    Scope.READ: _("read: stock, donations, requests, loans, figures; no family"),
    Scope.BENCH: _("bench: specifications of devices, erasures, photos"),
    Scope.INTAKE: _("intake: donations, incoming devices, lists, shelves"),
    Scope.COUNTER: _("counter: hand-over and return"),
    Scope.REQUESTS: pgettext_lazy("scope", "requests: make, track and answer requests"),
    Scope.RECIPIENTS: _("families: names and agreements"),
}
# Scopes that only an administrator may grant.
GRANTED = frozenset({Scope.RECIPIENTS})
# Scopes of every token: rows of all sites of its user, the catalogue, devices.
ROWS = {"inventory.view_every_site", "inventory.view_device", "core.arrange_list"}
# Permissions of each scope, separated by spaces.
_NAMES = {
    Scope.READ: (
        "catalogue.view_reference desk.view_figures donations.view_donation donations.view_donor"
        " inventory.view_place inventory.view_stock inventory.view_voucher loans.view_appointment"
        " loans.view_loan loans.view_request people.view_organisation"
    ),
    Scope.BENCH: (
        "core.take_photo inventory.certify_erasure inventory.change_device "
        "inventory.erase_medium inventory.finish_device inventory.move_device "
        "inventory.quarantine_device inventory.refurbish_device inventory.repair_device "
        "inventory.retire_device inventory.test_device"
    ),
    Scope.INTAKE: (
        "core.take_photo donations.change_donation donations.change_donor donations.view_donation"
        " donations.view_donor inventory.declare_loss inventory.import_device inventory.move_device"
        " inventory.receive_device inventory.view_place inventory.withdraw_device"
    ),
    Scope.COUNTER: (
        "inventory.change_voucher inventory.reveal_voucher inventory.view_voucher "
        "loans.book_appointment loans.hand_over loans.report_incident loans.take_back "
        "loans.view_appointment loans.view_loan loans.view_request"
    ),
    Scope.REQUESTS: (
        "loans.ask loans.book_appointment loans.decide_request loans.report_incident "
        "loans.view_appointment loans.view_loan loans.view_request people.change_organisation "
        "people.view_organisation"
    ),
    Scope.RECIPIENTS: "loans.read_agreement people.change_recipient people.view_recipient",
}
PERMISSIONS_OF = {scope: frozenset(names.split()) for scope, names in _NAMES.items()}


def extend(scope, names, words):
    """Add permissions of a module to a scope, and the module's text to its label."""
    PERMISSIONS_OF[scope] |= names
    OFFERED[scope] = format_lazy("{}, {}", OFFERED[scope], words)


def permissions_of(scopes):
    """The permissions that these scopes grant."""
    return frozenset(ROWS).union(*(PERMISSIONS_OF[Scope(scope)] for scope in scopes))


def scopes_for(role, *, granted=False):
    """The scopes that grant this role something beyond reading.

    `read` itself is one. With `granted`, scopes that only an administrator may grant are included.
    """
    mine, read = PERMISSIONS[role], PERMISSIONS_OF[Scope.READ]
    return [
        scope
        for scope in Scope
        if (PERMISSIONS_OF[scope] - read or read) & mine and (granted or scope not in GRANTED)
    ]

"""First steps of a new installation, until its first donation is announced."""

from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from core.models import Identity
from core.settings_page.identity import IdentityForm
from donations.models import Donation
from inventory.models import Place
from loans.base.text_values import address_of
from people.models import Organisation, Site, User

SETTING_UP = {
    "core.change_identity",
    "people.change_site",
    "inventory.change_place",
    "people.manage_users",
    "people.change_organisation",
}
OF_MODULES = []  # functions that return a permission and a step


class Step(NamedTuple):
    """A set-up step: label, reason, link, whether it is done; an `optional` step can wait.

    A step with a `form` is done on the home page while it is the next.
    """

    label: str
    why: str
    href: str
    is_done: bool
    optional: bool = False
    form: object = None


class Steps(NamedTuple):
    """Set-up steps of a user, and the first to do now."""

    rows: list
    next: Step | None

    @property
    def done(self):
        return sum(step.is_done for step in self.rows)


def first_steps(user):
    """The first set-up steps of `user`; None without the permission or after a donation."""
    if not user.has_perm("donations.change_donation") or Donation.objects.exists():
        return None
    rows = [step for permission, step in _steps() if user.has_perm(permission)]
    left = [step for step in rows if not step.is_done and not step.optional]
    return Steps(rows, left[0] if left else None)


def left_to_set_up(user):
    """Set-up steps still to do although work has begun, for users who may do them."""
    if not user.has_perm("core.change_identity") or not Donation.objects.exists():
        return []
    may = [step for permission, step in _steps() if permission in SETTING_UP]
    return [step for step in may if not step.is_done]


def _steps():
    first = Site.objects.first()
    yield (
        "core.change_identity",
        Step(
            _("Enter your association’s details"),
            _("Documents and labels show the name, address, logo and phone number."),
            f"{reverse('identity_edit')}?back={reverse('donation_add')}",
            Identity.objects.exists(),
            form=IdentityForm(instance=Identity.default()),
        ),
    )
    yield (
        "people.change_site",
        Step(
            _("Enter the address of your first site"),
            _("Until then, documents show the address of your association.")
            if first and address_of(first)
            else _("It is printed on documents: without it, nothing can be lent or given."),
            reverse("site_edit", args=[first.pk]) if first else reverse("site_add"),
            bool(first and (first.address or first.town)),
            optional=bool(first and address_of(first)),
        ),
    )
    yield (
        "people.manage_users",
        Step(
            _("Invite your team"),
            _(
                "Each person receives a link, sets a password, and sees only the pages for "
                "their role."
            ),
            reverse("user_invite"),
            User.objects.people()[1:2].exists(),
        ),
    )
    yield (
        "inventory.change_place",
        Step(
            _("Name your shelves"),
            _("Each shelf has its own label: scan it to put a device there."),
            reverse("place_list"),
            Place.objects.exists(),
            optional=True,
        ),
    )
    yield (
        "people.change_organisation",
        Step(
            _("Add the organisations you work with"),
            _(
                "Organisations make their own requests for equipment, and see only their "
                "own requests."
            ),
            reverse("organisation_add"),
            Organisation.objects.filter(is_ours=False).exists(),
            optional=True,
        ),
    )
    yield from (step() for step in OF_MODULES)
    yield (
        "donations.change_donation",
        Step(
            _("Announce a first donation"),
            _("A lot comes from one donor: enter its devices, count them, and print their labels."),
            reverse("donation_add"),
            is_done=False,
        ),
    )

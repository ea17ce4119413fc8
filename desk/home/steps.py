"""The first steps of a new house, until its first lot is announced."""

from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from core.models import Identity
from donations.models import Donation
from inventory.models import Place
from people.models import Organisation, Site, User


class Step(NamedTuple):
    label: str
    href: str
    is_done: bool


def first_steps():
    """What to enter first, done or not; nothing once there is a donation."""
    if Donation.objects.exists():
        return []
    return [
        Step(_("Say who you are"), reverse("identity_edit"), Identity.objects.exists()),
        Step(_("Enter your sites"), reverse("site_list"), Site.objects.exists()),
        Step(_("Name your shelves"), reverse("place_list"), Place.objects.exists()),
        Step(_("Invite your team"), reverse("user_invite"), User.objects.all()[1:2].exists()),
        Step(
            _("Enter the associations you work with"),
            reverse("organisation_add"),
            Organisation.objects.exists(),
        ),
        Step(_("Announce a first donation"), reverse("donation_add"), is_done=False),
    ]

"""Shortcuts for views: the donation of a URL, and the status of a letter to its donor."""

from django.contrib import messages
from django.utils.translation import gettext as _

from core.forms.actions import finder
from donations.lifecycle import LetterStatus
from donations.models import Donation
from people.outbox.channels import mail_delivers

donation_or_404 = finder(Donation.objects.visible_to, "donor", "site")


def flash_outcome(request, letter):
    """Flash a message saying whether a letter was sent."""
    letter.refresh_from_db()
    params = {"paper": letter}
    if letter.status == LetterStatus.SENT and mail_delivers():
        messages.success(request, _("%(paper)s has been sent to the donor.") % params)
    else:
        messages.error(
            request,
            _("%(paper)s was not sent: the mail server refused it. Print it, or try again later.")
            % params,
        )

"""Shortcuts of views: the donation of a URL, and the status of a letter to its donor."""

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from donations.lifecycle import LetterStatus
from donations.models import Donation


def donation_or_404(request, pk):
    donations = Donation.objects.visible_to(request.user).select_related("donor", "site")
    return get_object_or_404(donations, pk=pk)


def flash_outcome(request, letter):
    """Flash how a letter was posted; the mail itself is sent after the commit."""
    letter.refresh_from_db()
    params = {"paper": letter}
    if letter.status == LetterStatus.SENT:
        messages.success(request, _("%(paper)s is sent to the donor.") % params)
    else:
        messages.error(
            request,
            _("%(paper)s was not sent: the mail server did not take it. Print it, or try later.")
            % params,
        )

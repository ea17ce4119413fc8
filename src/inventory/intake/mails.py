"""Mails to donors, with a paper of their lot attached.

The row of a mail is written before the mail is sent. A mail in status “sending” for ten minutes
becomes unsure, and is never resent automatically.
"""

import logging

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from core.models import Identity
from people.outbox.errors import NotSent, Unsure
from people.outbox.transport import foot_of_mails, send_mail

logger = logging.getLogger(__name__)


def deliver(letter):
    """Mail a letter to its donor, in the donor's language; return whether the server accepts it."""
    donor, identity = letter.donation.donor, Identity.cached()
    with translation.override(donor.language):
        context = {"letter": letter, "donor": donor, "identity": identity}
        context["foot"] = foot_of_mails(identity, str(identity))
        message = EmailMessage(
            _("%(identity)s: your donation %(lot)s, document %(paper)s")
            % {"identity": identity, "lot": letter.donation, "paper": letter},
            render_to_string("inventory/mail_paper.txt", context),
            to=[donor.email],
            reply_to=[identity.email] if identity.email else None,
        )
        message.attach(f"{letter}.pdf", letter.document.read(), "application/pdf")
    try:
        send_mail(message)
    except (NotSent, Unsure) as error:
        logger.warning("Letter %s was not sent: %s", letter.pk, type(error.__cause__).__name__)
        return False
    return True

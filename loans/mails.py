"""Mails about requests: where one stands, and the way to its page. No name of any family."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core.models import Identity
from loans.lifecycle import RequestStatus

SUBJECTS = {
    RequestStatus.SENT: gettext_noop("We have received your request %(number)s"),
    RequestStatus.ACCEPTED: gettext_noop("Your request %(number)s is accepted"),
    RequestStatus.REFUSED: gettext_noop("Your request %(number)s is refused"),
}


def requesters(asked):
    """Who is told: who wrote the request, or the organisation's people if the house wrote it."""
    users = asked.organisation.users.filter(is_active=True)
    if asked.created_by.organisation_id:
        users = users.filter(pk=asked.created_by_id)
    return list(users)


def tell_requesters(asked, status):
    """Mail each requester, in their language, that `asked` became `status`."""
    for user in requesters(asked):
        with translation.override(user.language):
            context = {
                "asked": asked,
                "lines": asked.lines.for_list(),
                "user": user,
                "house": Identity.current(),
                "url": settings.SITE_URL + asked.get_absolute_url(),
            }
            send_mail(
                _(SUBJECTS[status]) % {"number": asked},
                render_to_string(f"loans/mail_request_{status}.txt", context),
                None,
                [user.email],
            )

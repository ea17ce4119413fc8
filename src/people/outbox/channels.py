"""Channels of the outbox and their recent failures, for the settings page."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.db.models import Count, Max
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.models import Message
from people.outbox.lifecycle import Channel, MessageStatus, Trouble
from people.outbox.sms import sms_backend

LATELY = timedelta(days=30)
SMTP = "django.core.mail.backends.smtp.EmailBackend"
NONE = "core.operating.no_mail.EmailBackend"


@dataclass
class Means:
    """A channel: its carrier, whether it delivers, and its recent failures."""

    channel: Channel
    carrier: str
    delivers: bool
    failures: list  # (reason, count), the most frequent first

    @property
    def is_failing(self):
        """Whether letters failed lately, so that the channel is not simply in service."""
        return self.delivers and self.failed > 0

    @property
    def in_words(self):
        """The channel and its carrier, in a few words."""
        params = {"channel": self.channel.label, "carrier": self.carrier}
        if self.delivers:
            return _("%(channel)s: %(carrier)s") % params
        return _("%(channel)s: %(carrier)s, nothing is sent") % params

    @property
    def failed(self):
        """The number of failed letters."""
        return sum(count for _trouble, count in self.failures)

    @property
    def failed_in_words(self):
        text = ngettext("%(n)s not sent recently", "%(n)s not sent recently", self.failed)
        return _("%(channel)s: %(carrier)s") % {
            "channel": self.channel.label,
            "carrier": text % {"n": self.failed},
        }


def means_of_sending(now):
    """The `Means` of each channel, with messages of the last thirty days that remain failed."""
    failures = _failures(now - LATELY)
    sms = sms_backend()
    return [
        Means(Channel.EMAIL, _mail_carrier(), mail_delivers(), failures.get(Channel.EMAIL, [])),
        Means(Channel.SMS, sms.name, sms.delivers, failures.get(Channel.SMS, [])),
    ]


def _failures(since):
    rows = Message.objects.filter(
        status__in=[MessageStatus.FAILED, MessageStatus.WAITING], status_since__gte=since
    ).exclude(trouble="")
    counted = rows.order_by().values_list("channel", "trouble").annotate(n=Count("pk"))
    failures = {}
    for channel, trouble, count in sorted(counted, key=lambda row: -row[2]):
        failures.setdefault(channel, []).append((Trouble(trouble).label, count))
    return failures


def stuck_mails():
    """Mails that the server did not take, since the last one that it took."""
    mails = Message.objects.filter(channel=Channel.EMAIL)
    last = mails.filter(status=MessageStatus.SENT).aggregate(at=Max("status_since"))["at"]
    stuck = mails.filter(trouble__in=[Trouble.UNREACHABLE, Trouble.ACCESS])
    stuck = stuck.filter(status__in=[MessageStatus.FAILED, MessageStatus.WAITING])
    return stuck.filter(status_since__gt=last) if last else stuck


def mail_delivers():
    """Whether mail is delivered, not only written to a console or a file (tests read it)."""
    if settings.EMAIL_BACKEND == NONE:
        return False
    backend = settings.EMAIL_BACKEND.removeprefix("django.core.mail.backends.").split(".")[0]
    return backend not in {"console", "dummy", "filebased"}


def _mail_notice(user=None):
    if not mail_delivers() and getattr(user, "organisation_id", None):
        return _(
            "No e-mail can be sent from here: tell the person who is coming, if it is not you."
        )
    if not mail_delivers():
        return _("No e-mail can be sent from here: tell the people concerned yourself.")
    if stuck_mails().exists():
        return _("The e-mails are waiting because the mail server does not accept them.")
    return _("The people concerned are notified by e-mail.")


mail_notice = lazy(_mail_notice, str)  # whether mails about an action leave, read when shown


def delivers(channel):
    """Whether messages of this channel leave, not only for a console or a file."""
    return mail_delivers() if channel == Channel.EMAIL else sms_backend().delivers


def flash_mailed(request, done, otherwise, channel=Channel.EMAIL):
    """Flash `done` if the channel delivers, else `otherwise`: nothing leaves from here."""
    level, text = (messages.SUCCESS, done) if delivers(channel) else (messages.WARNING, otherwise)
    messages.add_message(request, level, text)


def _mail_carrier():
    """Describe the mail server by its host, or its replacement, without user name and password."""
    if settings.EMAIL_BACKEND == SMTP:
        return _("server %(host)s") % {"host": settings.EMAIL_HOST}
    if settings.EMAIL_BACKEND == NONE:
        return _("no mail server")
    if "console" in settings.EMAIL_BACKEND:
        return _("printed on the server console")
    return settings.EMAIL_BACKEND.split(".")[-2]

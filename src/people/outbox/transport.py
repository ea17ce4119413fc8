"""Send a message with its transport; classify the error if it fails.

A message that may have been sent is not sent again automatically. A transport has one of three
results: sent, certainly not sent, or unknown. A temporary failure (no server answers, or it replies
4xx) is retried for two days; with an unknown result, the message waits until a user decides. So no
SMS is sent twice, and doubtful messages are listed.
"""

import smtplib
from email.utils import make_msgid
from functools import partial
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.urls import reverse
from django.utils.translation import gettext as _

from core.models import Identity
from core.workflow.lifecycle import Refused
from people.outbox.addresses import addresses_of
from people.outbox.channels import SMTP
from people.outbox.errors import NotSent, Unsure
from people.outbox.lifecycle import Channel, Trouble
from people.outbox.rendering import words_for
from people.outbox.sms import sms_backend
from people.outbox.smtp import PartlySent

# prevents automatic replies such as holiday notices (RFC 3834)
BY_A_MACHINE = {"Auto-Submitted": "auto-generated"}


def prepare(message, kind):
    """Return a function that sends this message; raise `NotSent` if it cannot be rendered."""
    if message.channel == Channel.SMS and not sms_backend().is_on:
        raise NotSent(Trouble.SWITCHED_OFF)
    if kind.addresses:
        addresses = kind.addresses(message)
    elif message.put_off:
        users = message.to.users.filter(pk__in=message.put_off, is_active=True)
        addresses = list(users.order_by("pk").values_list("email", flat=True))
    else:
        addresses = addresses_of(message.to, message.channel)
    if not addresses:
        raise NotSent(Trouble.NO_ADDRESS)
    words = words_for(kind, message)
    if message.channel == Channel.SMS:
        return partial(sms_backend().send, addresses[0], words.sms)
    return partial(send_mail, _mail(words, addresses, kind.papers(message)))


def _mail(words, addresses, papers):
    identity = Identity.cached()
    reply_to = [identity.email] if identity.email else None
    body = f"{words.body}\n\n{foot_of_mails(identity, words.body)}"
    mail = EmailMessage(words.subject, body, to=addresses, reply_to=reply_to, headers=BY_A_MACHINE)
    for document in papers:
        try:
            mail.attach(document.name, document.read(), document.content_type)
        except Refused as lost:
            raise NotSent(Trouble.NO_FILE) from lost
    return mail


def foot_of_mails(identity, body=""):
    """Footer of every mail: the sender, unless the body ends with it, and the privacy notice."""
    sender = "" if str(identity) in body.rpartition("\n\n")[2] else f"{identity}\n"
    url = settings.SITE_URL + reverse("privacy_notice")
    return f"-- \n{sender}" + _("How we use your data: %(url)s") % {"url": url}


def send_mail(mail):
    """Hand a mail to the server; raise `NotSent`, or `Unsure` if the server stopped answering.

    The subject is reduced to one line, since names in it may contain line breaks. The Message-ID
    uses the host of the site, since this machine may only be named localhost.
    """
    mail.subject = " ".join(str(mail.subject).split())
    host = urlsplit(settings.SITE_URL).hostname.encode("idna").decode()
    mail.extra_headers = {"Message-ID": make_msgid(domain=host)} | mail.extra_headers
    try:
        is_smtp = settings.EMAIL_BACKEND == SMTP
        mail.connection = get_connection("people.outbox.smtp.EmailBackend" if is_smtp else None)
        mail.connection.open()
    except (smtplib.SMTPException, OSError, ImportError) as error:
        is_refused = isinstance(error, smtplib.SMTPAuthenticationError)
        trouble = Trouble.ACCESS if is_refused else Trouble.UNREACHABLE
        raise NotSent(trouble, later=True) from error
    try:
        mail.send()
    except PartlySent as error:
        deferred = [who for who, (code, _text) in error.recipients.items() if 400 <= code < 500]
        if deferred:
            raise NotSent(Trouble.DEFERRED, later=True, addresses=deferred) from error
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException, ValueError) as error:
        raise _refusal(error) from error
    except (smtplib.SMTPServerDisconnected, TimeoutError, ConnectionError) as error:
        raise Unsure from error
    except (smtplib.SMTPException, OSError) as error:
        raise NotSent(Trouble.REFUSED) from error
    finally:
        mail.connection.close()


def try_mail(user):
    """Send a test mail to this user now; return the server's reason if it fails, or "".

    It runs outside a transaction, since a server may take many seconds to answer.
    """
    body = _("The mail server works: letters can be sent from here.")
    body = f"{body}\n\n{foot_of_mails(Identity.cached())}"
    mail = EmailMessage(_("Test e-mail"), body, to=[user.email], headers=BY_A_MACHINE)
    try:
        send_mail(mail)
    except (NotSent, Unsure) as error:
        why = error.__cause__
        reply = getattr(why, "smtp_error", b"") or str(why) or type(why).__name__
        return reply.decode(errors="replace") if isinstance(reply, bytes) else reply
    return ""


def _refusal(error):
    """Return `NotSent` for an SMTP reply: 4xx allows a retry (RFC 5321), other codes are final."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _text in error.recipients.values()]
    else:
        codes = [getattr(error, "smtp_code", 0)]
    if any(400 <= code < 500 for code in codes):
        return NotSent(Trouble.DEFERRED, later=True)
    is_reply = isinstance(error, smtplib.SMTPResponseException)
    return NotSent(Trouble.REFUSED if is_reply else Trouble.BAD_ADDRESS)

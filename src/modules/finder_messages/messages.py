"""Messages from finders of devices, mailed to the site and stored in no table.

The message is sent during the request, so that the sender learns the outcome. Strangers cannot
block it: above a daily limit of mails, per label and in total, a message waits in the cache,
encrypted, for the hourly mail that the tick sends to each site. No log and no row contains a
readable text.
"""

import base64
import hashlib
import json
from itertools import groupby

from cryptography.fernet import Fernet
from django import forms
from django.conf import settings
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.encoding import force_bytes
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.caches.shared_cache import recall_many
from core.http.ratelimit import is_within, visitor_of
from core.models import Identity
from inventory.devices.identifiers import clean_code
from inventory.models import Device
from loans.base.letters import coordinators_of
from people.accounts.networks import network_of
from people.outbox.channels import NONE
from people.outbox.errors import NotSent, Unsure
from people.outbox.transport import foot_of_mails, send_mail

HOUR_SECONDS, DAY_SECONDS = 3600, 86_400  # in seconds
MAX_FROM_NETWORK = 3  # messages an hour; more are refused
MAX_OF_LABEL, MAX_MAILS = 5, 50  # mails a day; more messages wait
# Limits of waiting messages: of one label per hour, of all our devices, of all unknown labels.
MAX_WAITING_OF_LABEL, MAX_WAITING = 3, {"device": 200, "unknown": 20}


class FinderForm(forms.Form):
    """Form for the message of a finder."""

    message = forms.CharField(
        label=gettext_lazy("Your message"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4, "class": "form-control"}),
        help_text=gettext_lazy("Where is the device? Your name and phone are not needed."),
    )


def has_mail() -> bool:
    """Whether this site can send mail, by a mail server or a substitute."""
    return settings.EMAIL_BACKEND != NONE


def is_allowed(request) -> bool:
    """Whether the network of this visitor is below its limit; counts this message."""
    network = network_of(visitor_of(request))
    return is_within(f"finder:{network}", limit=MAX_FROM_NETWORK, seconds=HOUR_SECONDS)


def how_to_reach_us() -> str:
    """Alternative contact for a finder whose message is refused."""
    if phone := Identity.cached().phone:
        return _("Please call us on %(phone)s.") % {"phone": phone}
    return _("Please try again in an hour.")


def take_message(tag: str, text: str) -> str:
    """Mail a finder's message to its site, or queue it: `sent`, `waiting` or, if lost, ""."""
    code = clean_code(tag)
    if is_within(f"finder-mail:{code}", limit=MAX_OF_LABEL, seconds=DAY_SECONDS) and is_within(
        "finder-mails", limit=MAX_MAILS, seconds=DAY_SECONDS
    ):
        device = _device_of(code)
        return "sent" if _mail(_coordinators(device), [(device, text)]) else ""
    return "waiting" if _wait(code, text) else ""


def _device_of(code):
    return Device.objects.matching_code(code).select_related("site").first()


def _coordinators(device):
    """Addresses of the site of a device.

    For an unknown tag, the addresses of all sites, to reveal nothing to a finder.
    """
    return [user.email for user in coordinators_of(device and device.site)]


def _mail(to, messages):
    """Mail these (device, text) to a site; return whether the mail was sent."""
    identity = Identity.cached()
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("%(identity)s: a message about a device that was found") % {
            "identity": identity
        }
        parts = [
            _("Hello,"),
            _(
                "Someone scanned one of our labels and wrote to you. We do not know "
                "who it is: use the contact details they left, or wait for their call."
            ),
        ]
        for device, text in messages:
            address = f"{device}\n{settings.SITE_URL}{device.get_absolute_url()}" if device else ""
            parts += [address, _("Their message: “%(text)s”") % {"text": text}]
        body = "\n\n".join(filter(None, [*parts, foot_of_mails(identity)]))
    mail = EmailMessage(subject, body, to=to or [identity.email])
    try:
        send_mail(mail)
    except (NotSent, Unsure):
        return False
    return True


# --- Messages queued for the hourly mail. ---


def _wait(code, text):
    """Store a message in a free slot of the cache until it is mailed; False if there is none.

    For an unknown label, the message is then dropped with the same answer, to reveal nothing to
    a finder.
    """
    of_label = f"finder-waiting:{code}"
    if not is_within(of_label, limit=MAX_WAITING_OF_LABEL, seconds=HOUR_SECONDS):
        return False
    kind = "device" if _device_of(code) else "unknown"
    content = _cipher().encrypt(json.dumps([code, text]).encode())
    has_place = any(cache.add(place, content, 2 * DAY_SECONDS) for place in _places(kind))
    return has_place or kind == "unknown"


def _places(kind):
    return [f"finder-waiting:{kind}:{number}" for number in range(MAX_WAITING[kind])]


def _cipher():
    key = hashlib.sha256(b"finder_messages" + force_bytes(settings.SECRET_KEY)).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def mail_waiting_messages() -> None:
    """Send each site one mail of its waiting messages, at most once an hour."""
    waiting = recall_many([place for kind in MAX_WAITING for place in _places(kind)])
    if not waiting or not is_within("finder-hour", limit=1, seconds=HOUR_SECONDS):
        return
    rows = []
    for place, content in waiting.items():
        code, text = json.loads(_cipher().decrypt(content))
        device = _device_of(code)
        rows.append((_coordinators(device), place, device, text))
    for to, of_site in groupby(sorted(rows, key=lambda row: row[:2]), key=lambda row: row[0]):
        of_site = list(of_site)
        if _mail(to, [(device, text) for _to, _place, device, text in of_site]):
            cache.delete_many([place for _to, place, _device, _text in of_site])

"""Message from the finder of a device: mailed to its site, not stored.

It leaves while its sender waits, so that they know; no log and no row holds it.
"""

from django import forms
from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.models import Identity
from core.ratelimit import is_within, visitor_of
from inventory.devices.identifiers import clean_code
from inventory.models import Device
from loans.base.letters import coordinators_of
from people.outbox.channels import NONE
from people.outbox.errors import NotSent, Unsure
from people.outbox.transport import foot_of_mails, send_mail

# From one address of the network, and from all of them.
MAX_FROM_ONE, HOUR = 3, 3600
MAX_OF_ALL, DAY = 50, 86_400


class FinderForm(forms.Form):
    """The one thing that a finder writes."""

    message = forms.CharField(
        label=gettext_lazy("Your message"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4, "class": "form-control"}),
        help_text=gettext_lazy("Where is the device? Your name and phone are not needed."),
    )


def has_mail() -> bool:
    """Whether this site has a mail server, or what stands for one: else nothing can be written."""
    return settings.EMAIL_BACKEND != NONE


def is_allowed(request) -> bool:
    """Whether this visitor, and all together, sent few enough messages; it counts."""
    mine = is_within(f"finder:{visitor_of(request)}", limit=MAX_FROM_ONE, seconds=HOUR)
    return mine and is_within("finder", limit=MAX_OF_ALL, seconds=DAY)


def send_message(tag: str, text: str) -> bool:
    """Mail a finder's message to the coordinators of the site of a device; whether it left.

    Of a tag that we do not know, to all of them: a finder learns nothing of it.
    """
    device = Device.objects.matching_code(clean_code(tag)).select_related("site").first()
    to = [user.email for user in coordinators_of(device and device.site)]
    identity = Identity.cached()
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("%(identity)s: a message about a device that was found") % {
            "identity": identity
        }
        about = f"{device}\n{settings.SITE_URL}{device.get_absolute_url()}" if device else ""
        body = "\n\n".join(filter(None, [about, text, foot_of_mails(identity)]))
    mail = EmailMessage(subject, body, to=to or [identity.email])
    try:
        send_mail(mail)
    except (NotSent, Unsure):
        return False
    return True

"""SMS backends; the one named by `SMS_BACKEND` sends a text to a number."""

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from people.outbox.errors import NotSent
from people.outbox.lifecycle import Trouble


class SmsBackend:
    """Interface of an SMS backend."""

    is_on = True
    delivers = True  # whether messages reach their addressee
    needs = ()  # names of settings that may not be empty

    @property
    def name(self):
        return type(self).__name__

    def send(self, number, text):
        """Send `text` to an E.164 `number`; raise `NotSent`, or `Unsure` without a clear answer."""
        raise NotImplementedError


class Off(SmsBackend):
    """Disabled SMS backend: nothing is sent."""

    is_on = delivers = False

    @property
    def name(self):
        return _("switched off")

    def send(self, number, text):
        raise NotSent(Trouble.SWITCHED_OFF)


class Console(SmsBackend):
    """Development backend that prints each SMS."""

    delivers = False

    @property
    def name(self):
        return _("server console")

    def send(self, number, text):
        print(f"SMS {number}\n{text}\n", flush=True)  # noqa: T201  (printing is its transport)


def sms_backend():
    """The backend that the settings name."""
    return import_string(settings.SMS_BACKEND)()

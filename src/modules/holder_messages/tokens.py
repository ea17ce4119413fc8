"""Link by which a person refuses further messages: it opens nothing else, and does not end."""

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import urlsafe_base64_encode

from core.text_input import number_of
from people.models import Recipient

SALT, BYTES = "holder_messages.stop", 12  # short enough for an SMS


def _key_of(number):
    mac = salted_hmac(SALT, str(number), algorithm="sha256")
    return urlsafe_base64_encode(mac.digest()[:BYTES])


def stop_token(person):
    return f"{person.pk}-{_key_of(person.pk)}"


def stop_url(person):
    return settings.SITE_URL + reverse("own_stop", args=[stop_token(person)])


def person_of(token):
    """The person whose link has this token; None if the token is invalid."""
    number, _dash, key = token.partition("-")
    person = Recipient.objects.not_anonymised().filter(pk=number_of(number)).first()
    return person if person and constant_time_compare(key, _key_of(person.pk)) else None

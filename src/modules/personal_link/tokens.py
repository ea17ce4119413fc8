"""Personal link of a recipient: the URL of their own page, which needs no account.

The link contains a number and a keyed hash, and nothing is stored. It stops working when the phone
or e-mail that it was sent to is corrected, when a parent or guardian changes (or a minor comes of
age), and when the person is merged or anonymised.
"""

from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import urlsafe_base64_encode

from core.text_input import number_of
from people.models import Recipient

SALT, BYTES = "people.personal_link", 16


def personal_token(person):
    return f"{person.pk}-{_key_of(person)}"


def person_of(token):
    """The person whose link has this token; None if the token is invalid."""
    number, _dash, key = token.partition("-")
    person = Recipient.objects.not_anonymised().filter(pk=number_of(number)).first()
    return person if person and constant_time_compare(key, _key_of(person)) else None


def _key_of(person):
    facts = [person.pk, person.phone, person.email, person.representative]
    for guardian in person.guardians.order_by("pk"):  # the link may have been sent to any of them
        facts += [guardian.name, guardian.phone]
    mac = salted_hmac(SALT, "\n".join(map(str, facts)), algorithm="sha256")
    return urlsafe_base64_encode(mac.digest()[:BYTES])  # short enough for an SMS

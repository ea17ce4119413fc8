"""Addresses of messages, determined when they are sent and never stored."""

from django.conf import settings

from people.base.models.user import Access
from people.models import Organisation, Recipient, User
from people.outbox.lifecycle import Addressee, Channel
from people.outbox.phones import e164, takes_sms
from people.outbox.sms import sms_backend


def addressee_kind(to):
    """The `Addressee` type of `to`: a user, an organisation, a recipient, or the subject itself."""
    by_model = {
        User: Addressee.USER,
        Organisation: Addressee.ORGANISATION,
        Recipient: Addressee.RECIPIENT,
    }
    return by_model.get(to.__class__, Addressee.ASKER)


def addresses_of(to, channel):
    """E-mails or E.164 numbers of `to`; empty if it cannot be reached.

    The addresses of an organisation are those of its active users, or else the organisation's; for
    a minor without a phone, a guardian's number is used.
    """
    if channel == Channel.SMS:
        return _numbers_of(to)
    if isinstance(to, Organisation):
        # Filtered in Python: the users of many organisations may have been prefetched.
        users = sorted((user for user in to.users.all() if user.is_active), key=lambda u: u.pk)
        return [user.email for user in users] or _address_list(to.email)
    if isinstance(to, User) and to.access not in {Access.OPEN, Access.INVITED}:
        return []
    return _address_list(to.email)


def _address_list(address):
    return [address] if address else []


def _numbers_of(to):
    if not isinstance(to, Recipient) or to.anonymised_at or not sms_backend().is_on:
        return []
    guardians = sorted(to.guardians.all(), key=lambda guardian: guardian.pk)
    phones = [to.phone, *(guardian.phone for guardian in guardians)]
    numbers = [e164(phone) for phone in phones]
    return [number for number in numbers if takes_sms(number)][:1]


def channel_for(kind, to):
    """The first channel of this kind that reaches `to`, or the preferred channel if none does."""
    reached = (channel for channel in kind.channels if addresses_of(to, channel))
    return next(reached, kind.channels[0])


def can_reach(kind, to):
    """Whether `to` has an address for a letter of this kind."""
    return any(addresses_of(to, channel) for channel in kind.channels)


def language_of(to):
    """Language of messages to `to`, among the languages of the site."""
    if isinstance(to, Organisation):
        to = to.users.filter(is_active=True).order_by("pk").first()
    language = getattr(to, "language", "")
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE

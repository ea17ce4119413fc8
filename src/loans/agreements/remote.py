"""Remote signing: recipients of the link, its URL, and verification of the person who opens it."""

from typing import NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from core.models import Event
from loans.base.lifecycle.aftercare import AmendmentKind
from loans.models import Agreement, Mandate
from people.models import Organisation, Recipient
from people.outbox.addresses import addresses_of
from people.outbox.lifecycle import Channel
from people.outbox.phones import e164, takes_sms
from people.outbox.sms import sms_backend


class Way(NamedTuple):
    """A way to send a link: signatory, channel and address."""

    channel: Channel
    name: str
    address: str
    to: Recipient | Organisation

    @property
    def label(self):
        params = {"name": self.name, "channel": self.channel.label, "address": self.address}
        return _("%(name)s, by %(channel)s: %(address)s") % params


def ways_to(paper):
    """The ways to send a link to the signatories of a paper, as `Way`s.

    Empty if several people must sign or the items are collected, and for a sale: a buyer who signs
    remotely would have a right of withdrawal (C. conso. L.221-1 and L.221-18).
    """
    loan, person = paper.loan, paper.loan.recipient
    if is_of_employer(paper):
        return _mails(loan.employer)
    if isinstance(paper, Agreement) and (loan.sale_price or Mandate.objects.of(loan)):
        return []
    if person is None:
        return _mails(loan.organisation)
    if person.curator:
        return []
    guardian = person.representative
    if guardian:
        return _ways(person, guardian.name, guardian.phone or person.phone)
    return _ways(person, str(person), person.phone)


def is_of_employer(paper):
    return getattr(paper, "kind", None) == AmendmentKind.EMPLOYER


def _ways(person, name, phone):
    number = e164(phone)
    if sms_backend().is_on and takes_sms(number):
        yield Way(Channel.SMS, name, phone, person)
    if person.email:
        yield Way(Channel.EMAIL, name, person.email, person)


def _mails(organisation):
    addresses = ", ".join(addresses_of(organisation, Channel.EMAIL))
    return [Way(Channel.EMAIL, organisation.name, addresses, organisation)] if addresses else []


def way_of(link):
    """The channel and address by which a link was sent; None if that address has been removed."""
    return next((way for way in ways_to(link.paper) if way.channel == link.channel), None)


def is_for_its_signer(link):
    """Whether the recipient of the link is still the signatory, and can prove their identity.

    Corrected details of the person may name other guardians: the link is then sent again.
    """
    person = link.loan.recipient
    if person and Event.objects.about(person).filter(kind="recipient.changed", at__gt=link.at):
        return False
    may_prove = bool(birth_year_of(link.paper)) or not link.asks_year
    return may_prove and way_of(link) is not None


def birth_year_of(paper):
    """The year of birth of a person who signs this paper themselves.

    None if unknown or not needed.
    """
    person = paper.loan.recipient
    if person is None or is_of_employer(paper) or person.representative:
        return None
    return person.birth_date and person.birth_date.year


def url_of_link(link):
    return settings.SITE_URL + reverse("signature_remote", args=[link.token])

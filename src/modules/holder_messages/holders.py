"""The people who hold devices that match a message, with a reason for each who is left out."""

import re
from typing import NamedTuple

from inventory.models import Specification
from loans.base.lifecycle.loans import ItemStatus, LoanStatus
from loans.base.models.loan import of_visible_loans
from loans.models import Loan, LoanItem
from modules.holder_messages.letters import LETTER
from modules.holder_messages.lifecycle import LeftOut
from modules.holder_messages.models import OptOut
from people.base.models.area import key_of
from people.base.restriction import without_restricted
from people.models import Recipient
from people.outbox.addresses import addresses_of, channel_for
from people.outbox.lifecycle import Channel


class Holder(NamedTuple):
    """A person with a matching device: the channel of their message, or why they are left out."""

    person: Recipient
    channel: str
    left_out: LeftOut | None = None


class Plan(NamedTuple):
    """The `holders` of a message, and the number of loans to organisations themselves."""

    holders: list
    organisations: int

    @property
    def reached(self):
        return [holder for holder in self.holders if holder.left_out is None]

    @property
    def missed(self):
        return [holder for holder in self.holders if holder.left_out]

    def count_by(self, channel):
        return sum(holder.channel == channel for holder in self.reached)

    @property
    def by_email(self):
        return self.count_by(Channel.EMAIL)

    @property
    def by_sms(self):
        return self.count_by(Channel.SMS)

    @property
    def reasons(self):
        """(reason, number) of the people left out."""
        counts = [
            (reason, sum(one.left_out == reason for one in self.missed)) for reason in LeftOut
        ]
        return [(reason.label, count) for reason, count in counts if count]


def versions_of(message):
    """The versions in the register that have all words of the version of a message.

    A word may end with one more number: “24.04” fits 24.04.1, but “10” does not fit 10.0.22631.
    """
    words = [re.escape(word) for word in message.version.split()]
    fits = re.compile("".join(rf"(?=.*(?<!\S){word}(?:\.\d+)?(?!\S))" for word in words), re.I)
    specs = Specification.objects.filter(os=message.system).order_by()
    return [one for one in specs.values_list("os_version", flat=True).distinct() if fits.match(one)]


def loans_of(message, user):
    """The loans under way, seen by a user, with a device that matches a message."""
    wanted = {
        "device__specification__os": message.system,
        "device__category": message.category_id,
        "loan__site": message.site_id,
        "loan__starts_on__gte": message.first_on,
        "loan__starts_on__lte": message.last_on,
    }
    items = LoanItem.objects.filter(
        status=ItemStatus.OPEN,
        device__isnull=False,
        loan__status=LoanStatus.ACTIVE,
        **{path: value for path, value in wanted.items() if value},
    )
    if message.version:
        items = items.filter(device__specification__os_version__in=versions_of(message))
    items = of_visible_loans(items, user)
    return Loan.objects.filter(pk__in=items.order_by().values("loan"))


def plan_of(message, user):
    """The `Plan` of a message: each person once, and once for each address."""
    loans = loans_of(message, user)
    allowed = without_restricted(loans.exclude(recipient=None))
    unrestricted = set(allowed.values_list("recipient", flat=True))
    people = Recipient.objects.not_anonymised().filter(pk__in=loans.values("recipient"))
    people = people.select_related("commune").prefetch_related("guardians").order_by("pk")
    opted_out = set(OptOut.objects.values_list("recipient", flat=True))
    holders, taken = [], set()
    for person in people:
        if message.town and not _lives_in(person, key_of(message.town)):
            continue
        channel = channel_for(LETTER, person)
        addresses = frozenset(addresses_of(person, channel))
        reason = None
        if person.pk in opted_out:
            reason = LeftOut.OPTED_OUT
        elif person.pk not in unrestricted:
            reason = LeftOut.RESTRICTED
        elif not addresses:
            reason = LeftOut.NO_ADDRESS
        elif addresses & taken:
            reason = LeftOut.SAME_ADDRESS
        else:
            taken |= addresses
        holders.append(Holder(person, channel, reason))
    organisations = 0 if message.town else loans.filter(recipient=None).count()
    return Plan(holders, organisations)


def _lives_in(person, key):
    return key == (person.commune.key if person.commune else key_of(person.town))

"""What the makers of the demo share: the dice, the day it is, and the rows that others refer to."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count
from random import Random

from django.utils import timezone
from stdnum import luhn

from demo import words
from inventory.models import Voucher
from inventory.secrets import encrypt, key_name, keyed_hash
from people.models import Recipient
from people.roles import Role

# So many devices, of all, are asked for by those that ask most: however many the demo holds.
BUSIEST = 2_000


@dataclass
class World:
    """A small invented country, the same for the same seed, size and day."""

    dice: Random
    today: date
    size: int
    sites: list = field(default_factory=list)
    places: dict = field(default_factory=dict)
    staff: dict = field(default_factory=dict)
    organisations: list = field(default_factory=list)
    donors: list = field(default_factory=list)
    categories: dict = field(default_factory=dict)
    models: dict = field(default_factory=dict)
    items: dict = field(default_factory=dict)
    texts: dict = field(default_factory=dict)
    products: list = field(default_factory=list)
    good_batches: list = field(default_factory=list)
    keeps_results: bool = True
    # In how many days the first loans are due: some of each that a counter meets in a week.
    due_in: list = field(default_factory=lambda: [5, -41, 0, 2, -12, 0, -3, 1])
    charger: object = None
    counted_charger: object = None
    paper: object = None
    numbers: count = field(default_factory=lambda: count(1))
    codes: count = field(default_factory=lambda: count(1))

    @property
    def yesterday(self):
        return self.today - timedelta(days=1)

    def ago(self, days):
        return self.today - timedelta(days=days)

    def later(self, day, low, high):
        """A day so much after `day`, but no later than yesterday."""
        return min(day + timedelta(days=self.dice.randint(low, high)), self.yesterday)

    def at(self, day, hour):
        """A moment of that day, in that hour."""
        minute, second = self.dice.randrange(60), self.dice.randrange(60)
        return timezone.make_aware(datetime.combine(day, time(hour, minute, second)))

    def chance(self, share):
        return self.dice.random() < share

    def pick(self, choices, weights=None):
        if weights is None:
            return self.dice.choice(choices)
        return self.dice.choices(choices, weights)[0]

    def weighed(self, table):
        """One key of `table`, as often as its weight says."""
        return self.dice.choices(list(table), list(table.values()))[0]

    def somebody(self, role):
        return self.dice.choice(self.staff[role])

    def site(self):
        """A site: most things happen at the first."""
        return self.pick(self.sites, [6, 3, 2])

    def phone(self):
        return f"06 39 98 {self.dice.randrange(100):02} {self.dice.randrange(100):02}"

    def address(self):
        return f"{self.dice.randint(1, 90)} {self.pick(words.STREETS)}"

    def serial(self):
        return f"DEMO{next(self.numbers):07}"

    def imei(self):
        body = f"00{1_000_000 + next(self.numbers):012}"
        return body + luhn.calc_check_digit(body)

    def voucher_code(self):
        return f"DEMO{next(self.codes):08}"

    def recipient(self, organisation, kind, created_at):
        """Somebody whom `organisation` knows, unsaved."""
        first, last = self.pick(words.FIRST_NAMES), self.pick(words.LAST_NAMES)
        is_family = kind == "family"
        return Recipient(
            organisation=organisation,
            kind=kind,
            first_name=first,
            last_name=last,
            phone=self.phone(),
            address=self.address() if is_family else "",
            town=self.pick(words.TOWNS) if is_family else "",
            household_size=self.pick([1, 2, 3, 4, 5, 6], [4, 3, 4, 5, 3, 1]) if is_family else 1,
            language=self.pick(["fr", "en"], [9, 1]),
            created_at=created_at,
        )

    def asker(self):
        """An organisation; those that have a login ask more often, and never the half of a city."""
        with_login = [user.organisation for user in self.staff[Role.ASSOCIATION]]
        often = min(0.35, BUSIEST / self.size)
        return self.pick(with_login if self.chance(often) else self.organisations)

    def voucher(self, status, at, *, batch=None, site=None, **facts):
        """A voucher of `batch`, or of any batch still good at `site`, unsaved."""
        batch = batch or self.pick([row for row in self.good_batches if row.site == site])
        code = self.voucher_code()
        return Voucher(
            status=status,
            status_since=at,
            batch=batch,
            code_encrypted=encrypt(code),
            code_hash=keyed_hash(code),
            sealed_with=key_name(),
            last_digits=code[-4:],
            activate_by=batch.activate_by,
            valid_until=batch.valid_until,
            **self.card(batch, code) | facts,
        )

    def card(self, batch, code):
        """What stands on a SIM card, where the product is one."""
        if not batch.product.is_card:
            return {}
        number = int(code[-8:])
        body = f"893310{number:012}"
        return {
            "iccid": body + luhn.calc_check_digit(body),
            "number_encrypted": encrypt(f"+3363998{number % 10_000:04}"),
            "pin_encrypted": encrypt("0000"),
            "puk_encrypted": encrypt(f"{10_000_000 + number}"),
        }

    def desk_of(self, organisation):
        """Who writes the requests of `organisation`: its own user, or our coordinator."""
        users = [u for u in self.staff[Role.ASSOCIATION] if u.organisation_id == organisation.pk]
        return users[0] if users else self.staff[Role.COORDINATOR][0]


def siren(number):
    """A company number of those that nobody has: 000 and a right check digit."""
    body = f"00000{number:03}"
    return body + luhn.calc_check_digit(body)


def siret(number):
    body = f"{siren(number)}0001"
    return body + luhn.calc_check_digit(body)

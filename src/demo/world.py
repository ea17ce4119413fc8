"""Shared state of the demo: random generator, current day, and shared rows."""

from collections import Counter
from datetime import datetime, time, timedelta
from itertools import count
from random import Random

from django.utils import timezone
from stdnum import luhn

from demo.book import Book
from demo.words import words
from inventory.models import Voucher
from inventory.vouchers.encryption import encrypt, key_name, keyed_hash
from people.base.roles import Role
from people.models import Recipient

USUAL_SIZE = 400  # in devices
# Maximum devices requested by the largest organisations, however large the demo is.
BUSIEST = 2_000


class World:
    """Fictitious world, reproducible from its seed, size and day.

    `association.create_association` adds shared rows: `sites`, the `places` of each, `staff` by
    role, and the first user of each role as an attribute (`coordinator`...), `organisations`,
    `donors`, and the catalogue.
    """

    def __init__(self, seed, today, size):
        self.dice, self.today, self.size = Random(seed), today, size  # noqa: S311  (dice, no secret)
        self.numbers, self.codes, self.taken = count(1), count(1), Counter()
        self.book, self.owed = Book(), {}
        self.keeps_results = True
        # Days until the first loans are due: examples for a week at the counter.
        self.due_in = [5, -41, 0, 2, -12, 0, -3, 1]

    def record_event(self, at, kind, subject, by, **data):
        """Collect an event, written with the book."""
        self.book.events.append((at, kind, subject, by, data))

    def number(self, name, day):
        """Return the two-digit year of `day`, and the next number in the sequence `name`."""
        year = day.year % 100
        self.taken[f"{name}{year:02}"] += 1
        return year, self.taken[f"{name}{year:02}"]

    def write(self):
        """Write all rows collected so far, and begin a new book."""
        self.book.write()
        self.book = Book()

    @property
    def yesterday(self):
        return self.ago(1)

    def ago(self, days):
        return self.today - timedelta(days=days)

    def ahead(self, days):
        return self.today + timedelta(days=days)

    def later(self, day, low, high):
        """A random day, `low` to `high` days after `day`, but not later than yesterday."""
        return min(day + timedelta(days=self.dice.randint(low, high)), self.yesterday)

    def at(self, day, hour):
        """A random time on `day`, within `hour`."""
        minute, second = self.dice.randrange(60), self.dice.randrange(60)
        return timezone.make_aware(datetime.combine(day, time(hour, minute, second)))

    def chance(self, share):
        return self.dice.random() < share

    def pick(self, choices, weights=None):
        return self.dice.choices(choices, weights)[0] if weights else self.dice.choice(choices)

    def weighed(self, table):
        """A random key of `table`, by weight."""
        return self.pick(list(table), list(table.values()))

    def dealt(self, table, *pile):
        """A random key of `table`: the key that is furthest behind its weight so far.

        So even a few calls match the weights; each pile is counted separately.
        """
        owed = self.owed.setdefault((id(table), *pile), dict.fromkeys(table, 0))
        for key, weight in table.items():
            owed[key] += weight * self.dice.uniform(0.5, 1.5)
        key = max(owed, key=owed.get)
        owed[key] -= sum(table.values())
        return key

    def any_user(self, role):
        return self.pick(self.staff[role])

    def site(self):
        """A random site, most often the first."""
        return self.pick(self.sites, [6, 3, 2])

    def phone(self):
        return f"06 39 98 {self.dice.randrange(100):02} {self.dice.randrange(100):02}"

    def name(self):
        return f"{self.pick(words.first_names)} {self.pick(words.last_names)}"

    def address(self):
        return f"{self.dice.randint(1, 90)} {self.pick(words.streets)}"

    def full_address(self):
        return f"{self.address()}, {self.pick(words.towns)}"

    def serial(self):
        return f"DEMO{next(self.numbers):07}"

    def imei(self):
        return checked(f"00{1_000_000 + next(self.numbers):012}")

    def recipient(self, organisation, kind, created_at):
        """An unsaved recipient of `organisation`."""
        first, last = self.pick(words.first_names), self.pick(words.last_names)
        is_family = kind == "family"
        return Recipient(
            organisation=organisation,
            kind=kind,
            first_name=first,
            last_name=last,
            phone=self.phone(),
            address=self.address() if is_family else "",
            town=self.pick(words.towns) if is_family else "",
            household_size=self.pick([1, 2, 3, 4, 5, 6], [4, 3, 4, 5, 3, 1]) if is_family else 1,
            language=self.pick(["fr", "en"], [9, 1]),
            created_at=created_at,
        )

    def asker(self):
        """A random organisation, in small demos often one whose users can sign in."""
        with_login = [user.organisation for user in self.staff[Role.ASSOCIATION]]
        often = min(0.35, BUSIEST / self.size)
        return self.pick(with_login if self.chance(often) else self.organisations)

    def desk_of(self, organisation):
        """The user who writes the requests of `organisation`: its own user, or our coordinator."""
        users = self.staff[Role.ASSOCIATION]
        own = (user for user in users if user.organisation_id == organisation.pk)
        return next(own, self.coordinator)

    def voucher(self, status, at, *, batch=None, site=None, **facts):
        """Add a voucher of `batch`, or of any valid batch at `site`, to the book."""
        batch = batch or self.pick([row for row in self.good_batches if row.site == site])
        code = f"DEMO{next(self.codes):08}"
        return self.book.add(
            Voucher(
                status=status,
                status_since=at,
                batch=batch,
                code_encrypted=encrypt(code),
                code_hash=keyed_hash(code),
                sealed_with=key_name(),
                last_digits=code[-4:],
                activate_by=batch.activate_by,
                valid_until=batch.valid_until,
                **(_card(int(code[-8:])) if batch.product.is_card else {}) | facts,
            )
        )


def _card(number):
    """Data of a SIM card."""
    return {
        "iccid": checked(f"893310{number:012}"),
        "number_encrypted": encrypt(f"+3363998{number % 10_000:04}"),
        "pin_encrypted": encrypt("0000"),
        "puk_encrypted": encrypt(f"{10_000_000 + number}"),
    }


def checked(body):
    """Return a number with its check digit."""
    return body + luhn.calc_check_digit(body)


def siren(number):
    """A fictitious SIREN: 000 and a valid check digit."""
    return checked(f"00000{number:03}")

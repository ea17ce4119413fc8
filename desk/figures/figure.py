"""A figure: a number computed from a queryset of rows, and from nothing else.

Figures are computed from events, which are append-only. With a hundred thousand devices a report
takes a second: what it read is cached (`report_context`).

A figure that a filter does not apply to is unavailable. Devices received have no organisation: with
that filter their number is a dash, not the total.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from django.db.models import Count, QuerySet, Sum
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.charts import whole
from core.modules.registry import is_figure_on
from core.numbers import rounded
from desk.figures.scope import Scope

NOTHING = "–"
USUAL = frozenset({"site", "organisation", "donor", "territory"})


@dataclass(frozen=True)
class Aggregation:
    """How rows become a number: in SQL, and in Python from the rows themselves.

    All but a count read `amount`, which the rows are annotated with.
    """

    number: Callable
    by_hand: Callable
    needs_amount: bool = True


def _total(rows):
    return rows.aggregate(total=Sum("amount"))["total"] or 0


def _share(rows):
    totals = rows.aggregate(all=Count("pk"), some=Sum("amount"))
    return percentage(totals["some"] or 0, totals["all"])


def percentage(some, all_of_them):
    """The share of some of them in percent, whole; None of none."""
    return round(100 * some / all_of_them) if all_of_them else None


def _median(rows):
    """The median from one query of counts by amount."""
    counts = Counter()
    for amount, count in rows.order_by().values_list("amount").annotate(Count("pk")):
        counts[amount] += count
    return middle_of(counts)


def middle_of(counts):
    """The median of amounts, from a Counter that says how many rows have each; None of none."""
    return median(counts.elements()) if counts else None


def _share_by_hand(rows):
    return percentage(sum(row.amount for row in rows), len(rows))


COUNT = Aggregation(lambda rows: rows.order_by().count(), len, needs_amount=False)
TOTAL = Aggregation(_total, lambda rows: sum(row.amount or 0 for row in rows))
MEDIAN = Aggregation(_median, lambda rows: median(row.amount for row in rows) if rows else None)
SHARE = Aggregation(_share, _share_by_hand)  # of the rows, in percent, those whose amount is 1


def days(number):
    text = number_format(number, 0 if number == int(number) else 1)
    return ngettext("%(count)s day", "%(count)s days", int(number)) % {"count": text}


def kilograms(number):
    """A weight in kilograms, to the tenth below a hundred; nothing is 0 kg."""
    digits = int(0 < round(abs(number), 1) < 100)
    return _("%(number)s kg") % {"number": rounded(number, digits)}


def weight(grams):
    return kilograms(grams / 1000)


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One metric.

    `rows(scope)` are exactly the rows counted, only those that the user of the scope may see;
    `number(scope)` is computed from them, None where there is none. `dimensions` names what may
    narrow it: narrowed by anything else, the figure is unavailable. `permission` is required to
    read it.
    """

    key: str
    # In both numbers (`ngettext_lazy` by "count") for what is counted.
    noun: str
    definition: str
    rows: Callable[[Scope], QuerySet]
    aggregation: Aggregation = COUNT
    words: Callable = whole
    permission: str = "desk.view_figures"
    dimensions: frozenset = USUAL
    # Of what is so now, whatever the days.
    is_of_now: bool = False
    # Where its rows are worked on, and exactly they: the address of a list, of a scope.
    worked_on: Callable[[Scope], str] | None = None
    # Of what may be noted long after its day, without a correction; so quick that it is not cached.
    is_noted_late: bool = False
    # How a report reads it, with others that share its rows (`desk.figures.report_context`).
    together: Callable | None = None
    # How the amount of one row is formatted, where it differs from the number.
    amount_words: Callable | None = None

    @property
    def label(self):
        """What it counts, as a text without the number."""
        return self.label_for(2)

    def label_for(self, number):
        """What it counts, in agreement with this number of them."""
        return self.noun % {"count": 2 if number is None else number}

    def number(self, scope):
        return None if self.is_unavailable(scope) else self.aggregation.number(self.rows(scope))

    def is_unavailable(self, scope):
        """Whether the scope is narrowed by what cannot narrow this figure."""
        return bool(scope.narrowed_by - self.dimensions)

    def text(self, scope):
        """The formatted number."""
        return self.text_for(self.number(scope))

    def text_for(self, number):
        return NOTHING if number is None else self.words(number)

    def words_of(self, row):
        """The formatted amount of one of its rows."""
        return NOTHING if row.amount is None else (self.amount_words or self.words)(row.amount)

    def address(self, scope):
        """The page that explains it: what it means, and the rows counted."""
        query = scope.place if self.is_of_now else scope.query
        return f"{reverse('figure', args=[self.key])}{'?' if query else ''}{query}"

    def may_be_read_by(self, user):
        return is_figure_on(self.key) and user.has_perm(self.permission)

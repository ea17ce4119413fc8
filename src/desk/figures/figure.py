"""A figure: a number computed only from a queryset of rows.

Figures are computed from events, which are append-only. With a hundred thousand devices a report
takes a second: its results are cached (`report_context`).

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
    """Aggregation of rows to a number, in SQL and in Python.

    All except a count use the annotation `amount`; a share is of the rows whose amount is 1.
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
    """Rounded percentage of a whole; None if the whole is zero."""
    return round(100 * some / all_of_them) if all_of_them else None


def _median(rows):
    """Median from one query of counts by amount."""
    counts = Counter()
    for amount, count in rows.order_by().values_list("amount").annotate(Count("pk")):
        counts[amount] += count
    return middle_of(counts)


def middle_of(counts):
    """Median of amounts, from a Counter of rows by amount; None without rows."""
    return median(counts.elements()) if counts else None


COUNT = Aggregation(lambda rows: rows.order_by().count(), len, needs_amount=False)
TOTAL = Aggregation(_total, lambda rows: sum(row.amount or 0 for row in rows))
MEDIAN = Aggregation(_median, lambda rows: median(row.amount for row in rows) if rows else None)
SHARE = Aggregation(_share, lambda rows: percentage(sum(row.amount for row in rows), len(rows)))


def days(number):
    text = number_format(number, 0 if number == int(number) else 1)
    return ngettext("%(count)s day", "%(count)s days", int(number)) % {"count": text}


def kilograms(number):
    """Format a weight in kilograms, with one decimal below a hundred; zero is 0 kg."""
    digits = int(0 < round(abs(number), 1) < 100)
    return _("%(number)s kg") % {"number": rounded(number, digits)}


def weight(grams):
    return kilograms(grams / 1000)


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A metric.

    `rows(scope)` are exactly the rows counted, among those visible to the user of the scope;
    `number(scope)` is computed from them, None without a value. `dimensions` are the supported
    filters: with any other filter, the figure is unavailable. `permission` is required to read it.
    """

    key: str
    # singular and plural (`ngettext_lazy` by "count") of the counted rows
    noun: str
    definition: str
    rows: Callable[[Scope], QuerySet]
    aggregation: Aggregation = COUNT
    words: Callable = whole
    permission: str = "desk.view_figures"
    dimensions: frozenset = USUAL
    # current state, independent of the days
    is_of_now: bool = False
    # URL of the list that has exactly its rows, for a scope
    worked_on: Callable[[Scope], str] | None = None
    # Rows may be recorded long after their day, but counting is fast enough to need no cache.
    is_noted_late: bool = False
    # reader that shares a query with other figures in a report (`desk.figures.report_context`)
    together: Callable | None = None
    # field of a row that is its day, the first day first, if not the usual one
    day: str = ""
    # format of the amount of a row, if it differs from the format of the number
    amount_words: Callable | None = None

    @property
    def label(self):
        """Label of the counted rows, without the number."""
        return self.label_for(2)

    def label_for(self, number):
        """Label of the counted rows, in agreement with this number."""
        return self.noun % {"count": 2 if number is None else number}

    def number(self, scope):
        return None if self.is_unavailable(scope) else self.aggregation.number(self.rows(scope))

    def is_unavailable(self, scope):
        """Whether the scope has a filter that this figure does not support."""
        return bool(scope.narrowed_by - self.dimensions)

    def text(self, scope):
        """The formatted number."""
        return self.text_for(self.number(scope))

    def text_for(self, number):
        return NOTHING if number is None else self.words(number)

    def words_of(self, row):
        """The formatted amount of a single row."""
        return NOTHING if row.amount is None else (self.amount_words or self.words)(row.amount)

    def address(self, scope):
        """URL of the page that explains the figure: its definition, and the rows counted."""
        query = scope.place if self.is_of_now else scope.query
        return f"{reverse('figure', args=[self.key])}{'?' if query else ''}{query}"

    def may_be_read_by(self, user):
        return is_figure_on(self.key) and user.has_perm(self.permission)

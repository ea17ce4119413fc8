"""Coverage and change of autonomy: figures, and groups by purpose and area.

Before is the level at the request, or else at the hand-over; after is the last level since. Groups
of one to four people are not published (`desk.figures.disclosure_control`).
"""

from collections import Counter
from typing import NamedTuple

from django.db.models import Case, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.charts import percent
from desk.figures.disclosure_control import DISCLOSURE_THRESHOLD, guard, is_small
from desk.figures.figure import (
    MEDIAN,
    NOTHING,
    SHARE,
    Aggregation,
    Figure,
    middle_of,
    percentage,
)
from desk.figures.handover_metrics import hand_overs
from desk.figures.scope import EARLIEST, Scope, knows_addresses
from loans.base.lifecycle.loans import Purpose
from modules.autonomy.lifecycle import LATER, Level, Managed, Moment
from modules.autonomy.models import AutonomyNote
from people.models import Area, User

# The position of each level: a change is a number of steps.
STEP = Case(
    *(When(level=level, then=Value(step)) for step, level in enumerate(Level)),
    output_field=IntegerField(),
)
HAS_BOTH = Q(before__isnull=False, after__isnull=False)


def _last(column, **which):
    """The column of the last of these notes on a loan, or NULL."""
    notes = AutonomyNote.objects.filter(**which).annotate(step=STEP).order_by("-at")
    return Subquery(notes.values(column)[:1])


def to_people(scope):
    """The hand-overs of the scope to people, with the steps `before` and `after`, or NULL."""
    at_request = _last("step", request=OuterRef("request"))
    at_hand_over = _last("step", loan=OuterRef("pk"), moment=Moment.HAND_OVER)
    return (
        hand_overs(scope)
        .filter(recipient__isnull=False)
        .annotate(
            before=Coalesce(at_request, at_hand_over),
            after=_last("step", loan=OuterRef("pk"), moment__in=LATER),
        )
    )


def coverage(scope):
    """`to_people`; `amount` is 1 if the level is known before and after."""
    return to_people(scope).annotate(amount=Case(When(HAS_BOTH, then=1), default=0))


def changes(scope):
    """The hand-overs with both levels; `amount` is the number of steps from one to the other."""
    return to_people(scope).filter(HAS_BOTH).annotate(amount=F("after") - F("before"))


def managed(scope):
    """The hand-overs whose person answered since; `amount` is 1 if they managed."""
    answer = _last("managed", loan=OuterRef("pk"), managed__in=Managed.values)
    loans = hand_overs(scope).annotate(managed=answer).filter(managed__isnull=False)
    return loans.annotate(amount=Case(When(managed=Managed.YES, then=1), default=0))


def steps(number):
    """Format a change, such as “+1 level”."""
    text = number_format(number, 0 if number == int(number) else 1)
    text = f"+{text}" if number > 0 else text
    return ngettext("%(count)s level", "%(count)s levels", int(abs(number))) % {"count": text}


def _unless_few(aggregation):
    """This aggregation, without a result for fewer people than may be published."""
    return Aggregation(
        lambda rows: None if _are_few(rows.order_by()) else aggregation.number(rows),
        lambda rows: None if len(rows) < DISCLOSURE_THRESHOLD else aggregation.by_hand(rows),
    )


def _are_few(rows):
    return rows[:DISCLOSURE_THRESHOLD].count() < DISCLOSURE_THRESHOLD


# Share with both levels, unless these are too few.
COVERED = Aggregation(
    lambda rows: None if _are_few(rows.filter(amount=1).order_by()) else SHARE.number(rows),
    lambda rows: (
        None if sum(row.amount for row in rows) < DISCLOSURE_THRESHOLD else SHARE.by_hand(rows)
    ),
)


def _figure(key, label, definition, rows, aggregation, words):
    return Figure(
        key=key,
        noun=label,
        definition=definition,
        rows=rows,
        aggregation=aggregation,
        words=words,
        permission="people.view_recipient",
    )


COVERAGE = _figure(
    "autonomy_known",
    gettext_lazy("autonomy known before and after"),
    gettext_lazy(
        "Share of the hand-overs to people in this period for which the level of autonomy was"
        " recorded at the request or the hand-over, and again later. Not shown for fewer than five."
    ),
    coverage,
    COVERED,
    percent,
)
CHANGE = _figure(
    "autonomy_change",
    gettext_lazy("median change of autonomy"),
    gettext_lazy(
        "Median change in the level of autonomy, on the three levels of the Coop de la "
        "médiation numérique, for hand-overs in this period with a level before and "
        "after. Not shown for fewer than five."
    ),
    changes,
    _unless_few(MEDIAN),
    steps,
)
MANAGED = _figure(
    "autonomy_managed",
    gettext_lazy("managed what they wanted"),
    gettext_lazy(
        "Share of the people asked after hand-overs in this period who could do what "
        "they wanted with the device. Not shown for fewer than five."
    ),
    managed,
    _unless_few(SHARE),
    percent,
)
FIGURES = [COVERAGE, CHANGE, MANAGED]


class Group(NamedTuple):
    """The hand-overs of one purpose or area, as published."""

    label: str
    total: str
    both: str
    share: str
    change: str


def by_purpose(scope):
    labels = {purpose.value: str(purpose.label) for purpose in Purpose}
    return _groups(scope, "request__purpose", labels, _("without a written request"))


def by_area(scope):
    """The groups by commune; empty for users who may not see where families live."""
    if not knows_addresses(scope.user):
        return []
    communes = {area.pk: area.name for area in Area.objects.filter(kind="commune")}
    return _groups(scope, "recipient__commune", communes, _("not known"))


def _groups(scope, column, labels, otherwise):
    """A `Group` for each value of a column, without what would disclose fewer than five people."""
    counts = {}
    for key, before, after in to_people(scope).order_by().values_list(column, "before", "after"):
        change = None if before is None or after is None else after - before
        counts.setdefault(key, Counter())[change] += 1
    totals = guard({key: of.total() for key, of in counts.items()})
    both = guard({key: of.total() - of[None] for key, of in counts.items()})
    order = sorted(counts, key=lambda key: (-counts[key].total(), labels.get(key, "")))
    return [
        Group(
            labels.get(key, otherwise),
            totals.text(key),
            both.text(key),
            _share(both.groups[key], totals.groups[key]),
            _change(both.groups[key], counts[key]),
        )
        for key in order
    ]


def _share(some, all_of_them):
    is_published = some is not None and all_of_them is not None
    return percent(percentage(some, all_of_them)) if is_published else NOTHING


def _change(number, counts):
    """The median of the changes of a group of this published number, or a dash."""
    if not number or is_small(number):
        return NOTHING
    return steps(middle_of(Counter({key: n for key, n in counts.items() if key is not None})))


def of_donor(_user, outcome):
    """The figures of a donor's devices for the page of their outcome, or None if they are too few.

    One lot has no figures: its numbers and those of all lots together would disclose a small group.
    """
    if outcome.donation:
        return None
    scope = Scope(
        user=User.objects.system(), first=EARLIEST, last=outcome.last, donor=outcome.donor
    )
    change = CHANGE.number(scope)
    if change is None:
        return None
    return {"autonomy_change": CHANGE.text_for(change), "autonomy_known": COVERAGE.text(scope)}

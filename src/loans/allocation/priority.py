"""The order in which requests are served: by age, or by the sum of points for fixed reasons.

priority = purpose + urgency + home + pupils + date + age

purpose: the points of the request's purpose

urgency: the points of the reason why it cannot wait, if it gives one

home, for a family: points if there is no device at home, and for each person without one; 0 until
both are known

pupils: for each pupil or student of the family

date: points if the requested day is near, or past

age: for each full week since it was sent
"""

from datetime import timedelta
from functools import reduce
from itertools import chain
from operator import add
from typing import NamedTuple

from django.db.models import Case, F, Func, IntegerField, Q, Value, When
from django.db.models.functions import Coalesce, Greatest, Least
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.dates import midnight
from core.modules.registry import is_on
from loans.allocation.models import Weight
from loans.base.lifecycle.loans import PURPOSES, URGENCIES, Audience

MAX_PEOPLE, MAX_PUPILS, MAX_WEEKS = 6, 4, 12
# A requested day is near when it is at most this far ahead.
NEAR, SOON = timedelta(days=7), timedelta(days=21)


class Term(NamedTuple):
    points: int
    says: str


def terms_of(request, weights, today):
    """The terms that count for a request, in the order of the formula.

    Their sum is its priority.
    """
    terms = [
        Term(weights[PURPOSES[request.purpose]], request.get_purpose_display()),
        Term(weights.get(f"urgency_{request.urgency}", 0), request.get_urgency_display()),
        *_home(request, weights),
        _date(request, weights, today),
        _age(request, weights, today),
    ]
    return [term for term in terms if term.points]


def priority_of(terms):
    return sum(term.points for term in terms)


def _home(request, weights):
    if request.audience != Audience.FAMILY:
        return []
    without = _without(request)
    people = ngettext(
        "%(count)s person without a device", "%(count)s people without a device", without
    )
    pupils = request.pupils or 0
    pupils_label = ngettext("%(count)s pupil", "%(count)s pupils", pupils)
    return [
        Term(weights["no_device"] if request.devices_at_home == 0 else 0, _("no device at home")),
        Term(without * weights["person"], people % {"count": without}),
        Term(min(pupils, MAX_PUPILS) * weights["pupil"], pupils_label % {"count": pupils}),
    ]


def _without(request):
    """The number of people without a device in a family, capped.

    It is 0 while either number is unknown.
    """
    if request.household_size is None or request.devices_at_home is None:
        return 0
    return min(max(request.household_size - request.devices_at_home, 0), MAX_PEOPLE)


def _date(request, weights, today):
    day = request.wanted_on
    if day is None or day > today + SOON:
        return Term(0, "")
    if day > today + NEAR:
        return Term(weights["soon"], _("needed within three weeks"))
    label = _("needed within a week") if day >= today else _("the requested day has passed")
    return Term(weights["near"], label)


def _age(request, weights, today):
    weeks = weeks_waited(request, today)
    label = ngettext("waiting for %(count)s week", "waiting for %(count)s weeks", weeks)
    return Term(min(weeks, MAX_WEEKS) * weights["week"], label % {"count": weeks})


def weeks_waited(request, today):
    return max((today - timezone.localdate(request.waiting_since)) // timedelta(weeks=1), 0)


def with_priority(rows, weights, today, of=""):
    """Annotate these rows with `priority`, computed in SQL; `of` is the path to their request."""
    return rows.annotate(priority=_in_sql(weights, today, of))


def in_turn(rows, of=""):
    """Sort these rows in the order in which requests are served; `of` is the path to the request.

    Annotates `priority` with `points_in_turn`. Sorts by points, then by age; without the module
    for points, the requests that a coordinator put first come before the others.
    """
    age = (f"{of}waiting_since", "pk")
    if is_on("priority"):
        rows = with_priority(rows, Weight.cached(), timezone.localdate(), of)
        return rows.order_by("-priority", *age)
    rows = rows.annotate(priority=_when(~Q(**{f"{of}first_for": ""}), 1))
    return rows.order_by("-priority", *age)


def points_in_turn(request):
    """The expression that sorts requests before age: the points, or whether they were put first."""
    if is_on("priority"):
        return priority_of(terms_of(request, Weight.cached(), timezone.localdate()))
    return 1 if request.first_for else 0


def _in_sql(weights, today, of):
    tomorrow = today + timedelta(days=1)
    is_family = Q(**{f"{of}audience": Audience.FAMILY})
    has_both = Q(**{f"{of}{name}__isnull": False for name in ("household_size", "devices_at_home")})
    without = Least(Greatest(F(f"{of}household_size") - F(f"{of}devices_at_home"), 0), MAX_PEOPLE)
    pupils = Least(Coalesce(F(f"{of}pupils"), 0), MAX_PUPILS)
    terms = [
        Points(f"{of}purpose", "=", {why: weights[name] for why, name in PURPOSES.items()}),
        Points(f"{of}urgency", "=", {why: weights[name] for why, name in URGENCIES.items()}),
        _when(is_family & Q(**{f"{of}devices_at_home": 0}), weights["no_device"]),
        _when(is_family & has_both, without * weights["person"]),
        _when(is_family, pupils * weights["pupil"]),
        Points(
            f"{of}wanted_on",
            "<=",
            {today + NEAR: weights["near"], today + SOON: weights["soon"]},
        ),
        Points(
            f"{of}waiting_since",
            "<",
            {
                midnight(tomorrow - timedelta(weeks=weeks)): weeks * weights["week"]
                for weeks in range(MAX_WEEKS, 0, -1)
            },
        ),
    ]
    return reduce(add, terms)


class Points(Func):
    """The points of the first value that the column matches with this lookup; 0 without a match.

    One expression instead of a `When` for each value, which Django compiles slowly.
    """

    output_field = IntegerField()

    def __init__(self, column, operator, points):
        super().__init__(column)
        self.operator, self.points = operator, points

    def as_sql(self, compiler, connection):
        column, _params = compiler.compile(self.source_expressions[0])
        field = self.source_expressions[0].output_field
        values = [field.get_db_prep_value(value, connection) for value in self.points]
        cases = " ".join([f"WHEN {column} {self.operator} %s THEN %s"] * len(values))
        params = chain(*zip(values, self.points.values(), strict=True))
        return f"CASE {cases} ELSE 0 END", tuple(params)


def _when(condition, points):
    points = points if hasattr(points, "resolve_expression") else Value(points)
    return Case(When(condition, then=points), default=0, output_field=IntegerField())

"""Figures of people: recipients equipped."""

from django.db.models import Case, F, IntegerField, Max, OuterRef, Subquery, Sum, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from desk.figures.figure import TOTAL, Figure
from desk.figures.handover_metrics import handed_over
from desk.figures.report_context import counted, shared
from loans.base.lifecycle.loans import RequestStatus
from loans.models import Request
from people.base.lifecycle import RecipientKind
from people.models import Recipient

SERVED = [RequestStatus.ACCEPTED, RequestStatus.CLOSED]


def equipped(scope):
    """Recipients with a device handed over on a day of the scope, without duplicates."""
    people = Recipient.objects.visible_to(scope.user)
    return people.filter(pk__in=handed_over(scope).order_by().values("loan__recipient"))


def equipped_by(scope):
    """Map (kind, household size) to the number of recipients equipped."""
    return counted(equipped(scope), "kind", "household_size")


def with_their_home(scope):
    """Annotate `amount`: the household size of a family, or 1 for staff."""
    is_family = When(kind=RecipientKind.FAMILY, then=F("household_size"))
    at_home = Case(is_family, default=1, output_field=IntegerField())
    return equipped(scope).annotate(amount=at_home)


def families(scope):
    return equipped(scope).filter(kind=RecipientKind.FAMILY)


def with_pupils(scope):
    """Families with pupils; `amount` is the largest number of pupils in their requests."""
    requests = Request.objects.filter(recipient=OuterRef("pk"), status__in=SERVED).order_by()
    pupils = requests.values("recipient").annotate(highest=Max("pupils")).values("highest")
    named = Request.objects.filter(status__in=SERVED, pupils__gt=0).order_by().values("recipient")
    return families(scope).filter(pk__in=named).annotate(amount=Subquery(pupils))


def pupils_of(scope):
    """Total number of pupils, from requests alone."""
    requests = Request.objects.filter(status__in=SERVED, pupils__gt=0).order_by()
    requests = requests.filter(recipient__in=families(scope).order_by().values("pk"))
    pupils = requests.values("recipient").annotate(highest=Max("pupils"))
    return pupils.aggregate(total=Sum("highest"))["total"] or 0


def _figure(key, label, definition, rows, **more):
    may = "people.view_recipient"
    return Figure(key=key, noun=label, definition=definition, rows=rows, permission=may, **more)


FIGURES = [
    _figure(
        "people_equipped",
        ngettext_lazy(
            "person living in an equipped household",
            "people living in an equipped household",
            "count",
        ),
        _(
            "All household members of each family that received a device in this period, and each"
            " member of staff. A family or person counts once, however often they came."
        ),
        with_their_home,
        aggregation=TOTAL,
        together=shared(
            equipped_by, lambda kind, home: home if kind == RecipientKind.FAMILY else 1
        ),
    ),
    _figure(
        "households_equipped",
        ngettext_lazy("household equipped", "households equipped", "count"),
        _("Families that received a device in this period, each counted once."),
        families,
        together=shared(equipped_by, lambda kind, _home: kind == RecipientKind.FAMILY),
    ),
    _figure(
        "pupils_equipped",
        ngettext_lazy("pupil or student equipped", "pupils and students equipped", "count"),
        _(
            "Pupils and students in these families, according to their requests: if "
            "there are several, the largest number."
        ),
        with_pupils,
        aggregation=TOTAL,
        together=lambda read: read(pupils_of),
    ),
]

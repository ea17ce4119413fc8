"""To-do list of the home page: counts with dates and links."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import DateField, F, Value
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.charts import whole
from core.formatting import hour
from core.lists.tables import CEILING
from core.modules.registry import is_figure_on
from desk.figures.figure import Figure
from desk.figures.registry import FIGURES
from desk.figures.scope import Scope
from people.base.roles import Role

MAX_NAMED = 3
OLDEST = gettext_lazy("since %(day)s")
FIRST = gettext_lazy("the first on %(day)s")
BEFORE = gettext_lazy("the first on or before %(day)s")
UNTIL = gettext_lazy("the first until %(day)s")
ANSWER = gettext_lazy("Answer")
TO_DO_NOW, PEOPLE, VISITS, STOCK, SET_UP = (
    gettext_lazy("To do"),
    gettext_lazy("Do first"),
    gettext_lazy("At the counter"),
    pgettext_lazy("things to do", "Stock"),
    gettext_lazy("To set up"),
)


@dataclass(frozen=True)
class Line:
    """A figure as a to-do line, with the column `since` for its first day, and its verb.

    Rows are counted up to `ceiling`. The first rows are named by the column `named`, if any.
    """

    key: str
    icon: str
    since: str = ""
    words: str = OLDEST
    verb: str = gettext_lazy("Handle")
    tone: str = ""
    noun: str = ""
    ceiling: int = CEILING
    named: str = ""


@dataclass(frozen=True)
class Item:
    """A line with its current number, the URL of its list, and the URL of its explanation."""

    line: Line
    figure: Figure
    scope: Scope
    count: int
    detail: str

    @property
    def href(self):
        return self.figure.worked_on(self.scope) if self.figure.worked_on else self.explained

    @property
    def explained(self):
        return self.figure.address(self.scope)

    @property
    def label(self):
        noun = self.line.noun or self.figure.noun
        return noun % {"count": self.count}

    @property
    def text(self):
        count = whole(self.count)
        return (
            count if self.count < self.line.ceiling else _("%(count)s or more") % {"count": count}
        )

    @property
    def tone(self):
        return self.line.tone if self.count else ""


REQUESTS = Line("requests_to_answer", "inbox", "waiting_since", verb=ANSWER, tone="wait")
UNREAD = Line("requests_unread", "message-square", verb=gettext_lazy("Read"), tone="wait")
RENEWALS = Line("renewals_to_answer", "calendar-plus", verb=ANSWER, tone="wait")
INCIDENTS = Line("incidents_to_settle", "triangle-alert", "happened_on", tone="wait")
CALLS = Line("calls_to_make", "phone", "due_on")
TODAY = Line("appointments_today", "calendar-clock", "starts_at", FIRST)
TO_NOTE = Line("appointments_to_note", "calendar-check", "starts_at")
OVERDUE = Line("loans_overdue", "clock-alert", "due_on", tone="bad")
DUE = Line("loans_due_today", "undo-2")
TO_SERVE = Line("requests_to_serve", "handshake", "status_since")
PREPARED = Line("loans_prepared", "package-check", "status_since")
EMPLOYERS = Line("employers_to_ask", "pen-line", verb=gettext_lazy("Send"), tone="wait")
LOTS = Line("lots_to_come", "truck", "collect_on", FIRST)
TO_COMPLETE = Line("lots_to_complete", "package-check", "received_on", tone="wait")
TO_ENTER = Line("lots_to_enter", "package-plus", named="reference")
TO_LABEL = Line("lots_to_label", "printer", "received_on")
PUT_AWAY = Line("devices_to_put_away", "map-pin", "status_since")
VOUCHERS = Line("vouchers_ending", "ticket", "ends_on", BEFORE, tone="wait")
FEW_LEFT = Line("vouchers_short", "ticket-minus")
ACCESSORIES = Line("accessories_to_see_to", "cable")
PROPOSALS = Line("proposals_to_settle", "tags", "at")
# A batch is full at 1,000 rows: counting 9,000 takes 26 ms, and up to 1,000 takes 3 ms.
RECYCLE = Line("devices_to_recycle", "recycle", "status_since", ceiling=1_000)
NOT_SENT = Line("messages_not_sent", "mail-warning", "posted_at", tone="bad")
INVITED = Line("users_invited", "user-plus", "invited_at")
TO_CHECK = Line("devices_to_check", "search-check", "status_since")
ON_BENCH = Line("devices_on_bench", "wrench", "status_since")
MINE = Line("devices_on_my_bench", "wrench", "status_since")
READY = Line("devices_ready", "circle-check")
QUARANTINED = Line("devices_quarantined", "shield-alert", "status_since")

TO_DO = {
    Role.VOLUNTEER: {TO_DO_NOW: (TO_ENTER, LOTS, TO_LABEL, PUT_AWAY, PREPARED, ACCESSORIES)},
    Role.TECHNICIAN: {TO_DO_NOW: (MINE, ON_BENCH, TO_CHECK, QUARANTINED, ACCESSORIES, READY)},
    Role.COUNTER: {
        VISITS: (TODAY, PREPARED, TO_SERVE, DUE, OVERDUE, TO_NOTE, EMPLOYERS),
        PEOPLE: (UNREAD, INCIDENTS),
        STOCK: (VOUCHERS, FEW_LEFT),
    },
    Role.COORDINATOR: {
        PEOPLE: (REQUESTS, UNREAD, RENEWALS, INCIDENTS, CALLS, NOT_SENT),
        VISITS: (TODAY, TO_NOTE, TO_SERVE, PREPARED, DUE, OVERDUE, EMPLOYERS),
        STOCK: (LOTS, TO_COMPLETE, VOUCHERS, FEW_LEFT, ACCESSORIES, PROPOSALS, RECYCLE, TO_CHECK),
    },
    Role.ASSOCIATION: {
        TO_DO_NOW: (
            UNREAD,
            TODAY,
            OVERDUE,
            Line("loans_ready", "package-check", "held_until", UNTIL),
            DUE,
        )
    },
}
TO_DO[Role.ADMIN] = TO_DO[Role.COORDINATOR] | {SET_UP: (INVITED,)}


def add(role, heading, line, *, after):
    """Add the line of a removable module to a role's list, after the line of the figure `after`."""
    lines = TO_DO[role][heading]
    place = [one.key for one in lines].index(after) + 1
    TO_DO[role][heading] = (*lines[:place], line, *lines[place:])


def to_do(scope):
    """Each (heading, [`Item`]) of the user's to-do list."""
    groups = [
        (heading, [line for line in lines if is_figure_on(line.key)])
        for heading, lines in TO_DO[scope.user.role].items()
    ]
    totals = _totals([line for _heading, lines in groups for line in lines], scope)
    return [
        (heading, [_item(line, scope, *totals[line]) for line in lines])
        for heading, lines in groups
    ]


def _item(line, scope, count, first):
    figure = FIGURES[line.key]
    detail = "" if count == line.ceiling else _detail(line, first)
    if line.named and count:
        names = figure.rows(scope).order_by("pk").values_list(line.named, flat=True)
        detail = ", ".join(names[:MAX_NAMED]) + (" …" if count > MAX_NAMED else "")
    return Item(line, figure, scope, count, detail)


def _totals(lines, scope):
    """Map each line to (number of rows, their first day), in one statement.

    Django takes longer to compile and send 22 statements than the database to answer them: 20 ms of
    the 38 for a coordinator.
    """
    totals, parts, params = dict.fromkeys(lines, (0, None)), [], []
    for number, line in enumerate(lines):
        day = F(line.since) if line.since else Value(None, output_field=DateField())
        rows = FIGURES[line.key].rows(scope).order_by()
        rows = rows.annotate(first_day=day).values_list("first_day")[: line.ceiling]
        try:
            sql, values = rows.query.sql_with_params()
        except EmptyResultSet:  # no rows that this user may see
            continue
        parts.append(
            f"SELECT {number}, COUNT(*), CAST(MIN(first_day) AS text)"  # noqa: S608 (of Django)
            f" FROM ({sql}) counted"
        )
        params += values
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), params)
            for number, count, first in cursor.fetchall():
                totals[lines[number]] = count, first and _moment(first)
    return totals


def _moment(text):
    """Parse a date or time that a database returns as text."""
    if len(text) == len("2026-01-31"):
        return date.fromisoformat(text)
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _detail(line, moment):
    """The first day of a line as text, with the time if it is today; "" without a day."""
    if moment is None:
        return ""
    local = timezone.localtime(moment) if hasattr(moment, "hour") else moment
    if line.words is FIRST and hasattr(local, "hour"):
        return _("the first at %(time)s") % {"time": hour(local)}
    is_of_this_year = local.year == timezone.localdate().year
    text = date_format(local, "j N" if is_of_this_year else "SHORT_DATE_FORMAT")
    return line.words % {"day": text}

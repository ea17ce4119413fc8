"""To-do list of the home page: counts with dates and links."""

from dataclasses import dataclass

from django.db.models import Count, Min
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext_lazy

from core.charts import whole
from core.lists.tables import CEILING
from core.modules import is_figure_on
from desk.figures.figure import Figure
from desk.figures.registry import FIGURES
from people.base.roles import Role

OLDEST = gettext_lazy("since %(day)s")
FIRST = gettext_lazy("the first on %(day)s")
BEFORE = gettext_lazy("the first by %(day)s")
ANSWER = gettext_lazy("Answer")
TO_DO_NOW, PEOPLE, VISITS, STOCK, SET_UP = (
    gettext_lazy("To do"),
    gettext_lazy("People waiting"),
    gettext_lazy("At the counter"),
    pgettext_lazy("things to do", "Stock"),
    gettext_lazy("To set up"),
)


@dataclass(frozen=True)
class Line:
    """A figure as something to do: with the first of its days `since`, and the word of its act."""

    key: str
    icon: str
    since: str = ""
    words: str = OLDEST
    verb: str = gettext_lazy("Handle")
    tone: str = ""
    noun: str = ""


@dataclass(frozen=True)
class Item:
    """One line as it is now: so many, where they are worked on, and where they are explained."""

    line: Line
    figure: Figure
    count: int
    detail: str
    href: str
    explained: str

    @property
    def label(self):
        noun = self.line.noun or self.figure.noun
        return noun % {"count": self.count}

    @property
    def text(self):
        count = whole(self.count)
        return count if self.count < CEILING else _("%(count)s or more") % {"count": count}

    @property
    def tone(self):
        return self.line.tone if self.count else ""


REQUESTS = Line("requests_to_answer", "inbox", "waiting_since", verb=ANSWER, tone="wait")
ACCESS = Line("access_to_answer", "building-2", "status_since", verb=ANSWER, tone="wait")
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
TO_LABEL = Line("lots_to_label", "printer", "received_on")
PUT_AWAY = Line("devices_to_put_away", "map-pin", "status_since")
VOUCHERS = Line("vouchers_ending", "ticket", "ends_on", BEFORE, tone="wait")
FEW_LEFT = Line("vouchers_short", "ticket-minus")
COUNTING = Line("counts_under_way", "list-checks", "opened_at")
FINALISE = Line("counts_to_finalise", "clipboard-check", "status_since")
SHELVES = Line("places_to_count", "map-pin", "counted_at")
ACCESSORIES = Line("accessories_to_see_to", "cable")
PROPOSALS = Line("proposals_to_settle", "tags", "at")
RECYCLE = Line("devices_to_recycle", "recycle", "status_since")
NOT_SENT = Line("messages_not_sent", "mail-warning", "posted_at", tone="bad")
INVITED = Line("users_invited", "user-plus", "invited_at")
TO_CHECK = Line("devices_to_check", "search-check", "status_since")
ON_BENCH = Line("devices_on_bench", "wrench", "status_since")
MINE = Line("devices_on_my_bench", "wrench", "status_since")
READY = Line("devices_ready", "circle-check")
QUARANTINED = Line("devices_quarantined", "shield-alert", "status_since")

TO_DO = {
    Role.VOLUNTEER: {
        TO_DO_NOW: (TO_LABEL, PUT_AWAY, PREPARED, LOTS, COUNTING, ACCESSORIES),
    },
    Role.TECHNICIAN: {
        TO_DO_NOW: (MINE, ON_BENCH, TO_CHECK, QUARANTINED, ACCESSORIES, READY),
    },
    Role.COUNTER: {
        VISITS: (TODAY, PREPARED, TO_SERVE, DUE, OVERDUE, TO_NOTE, EMPLOYERS),
        PEOPLE: (UNREAD, INCIDENTS),
        STOCK: (VOUCHERS, FEW_LEFT),
    },
    Role.COORDINATOR: {
        PEOPLE: (REQUESTS, ACCESS, UNREAD, RENEWALS, INCIDENTS, CALLS, NOT_SENT),
        VISITS: (TODAY, TO_NOTE, TO_SERVE, PREPARED, DUE, OVERDUE, EMPLOYERS),
        STOCK: (LOTS, VOUCHERS, FEW_LEFT, FINALISE, SHELVES, ACCESSORIES, PROPOSALS, RECYCLE),
    },
    Role.ASSOCIATION: {
        TO_DO_NOW: (
            Line(
                "requests_to_answer",
                "inbox",
                "waiting_since",
                noun=ngettext_lazy(
                    "request waiting for an answer", "requests waiting for an answer", "count"
                ),
            ),
            Line(
                "requests_to_serve",
                "handshake",
                "status_since",
                noun=gettext_lazy("accepted, soon to collect"),
            ),
            UNREAD,
            TODAY,
            DUE,
            OVERDUE,
        ),
    },
}
TO_DO[Role.ADMIN] = TO_DO[Role.COORDINATOR] | {SET_UP: (INVITED,)}


def to_do(scope):
    """Each (heading, [`Item`]) of the user's to-do list."""
    return [
        (heading, [item_of(line, scope) for line in lines if is_figure_on(line.key)])
        for heading, lines in TO_DO[scope.user.role].items()
    ]


def item_of(line, scope):
    """The current item of a to-do line, from one query, capped as lists are."""
    figure = FIGURES[line.key]
    rows = figure.rows(scope).order_by()[:CEILING]
    first = {"first": Min(line.since)} if line.since else {}
    totals = rows.aggregate(count=Count("*"), **first)
    is_capped = totals["count"] == CEILING
    explained = figure.address(scope)
    return Item(
        line=line,
        figure=figure,
        count=totals["count"],
        detail="" if is_capped else _detail(line, totals.get("first")),
        href=figure.worked_on(scope) if figure.worked_on else explained,
        explained=explained,
    )


def _detail(line, moment):
    """The first of its days in words; what is today has its time."""
    if moment is None:
        return ""
    local = timezone.localtime(moment) if hasattr(moment, "hour") else moment
    if line.words is FIRST and hasattr(local, "hour"):
        return _("the first at %(time)s") % {"time": date_format(local, "TIME_FORMAT")}
    is_of_this_year = local.year == timezone.localdate().year
    text = date_format(local, "j N" if is_of_this_year else "SHORT_DATE_FORMAT")
    return line.words % {"day": text}

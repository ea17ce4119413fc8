"""Standing of a request: its one current state, in the same words on pages, in lists and letters.

An accepted request is ready (all or part of it) once something is set aside; before that it is
accepted or being prepared if its turn is covered by the stock, and waiting otherwise.
"""

from collections import Counter, defaultdict
from datetime import date
from typing import NamedTuple

from django.contrib.humanize.templatetags import humanize
from django.utils.formats import date_format
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from core.formatting import hour
from loans.allocation.outlook import pace_of, weeks_until
from loans.allocation.stock import ready_at
from loans.allocation.waiting import served_in_turn, turns, wants_by_kind
from loans.base.lifecycle.loans import LoanStatus, RequestStatus
from loans.models import Appointment, Loan, Request, RequestLine, Rules

# Our catalogue overrides Django's French, which has “21er”.
_WORD_OF_DJANGO = pgettext_lazy("ordinal 1", "{}st")


class Wait(NamedTuple):
    """The place of a waiting line in the queue for its kind; `weeks` is None if unknown."""

    line: RequestLine
    place: int
    of: int
    weeks: int | None

    def __str__(self):
        place = {"place": _ordinal(self.place), "of": self.of}
        text = _("%(place)s of %(of)s") % place
        if self.weeks is None:
            return text
        weeks = ngettext("about %(w)s week", "about %(w)s weeks", self.weeks) % {"w": self.weeks}
        return f"{text}, {weeks}"


class Standing(NamedTuple):
    """The state of a request; `places` are (line, its state) if at least one line waits."""

    code: str
    status_tone: str
    status_label: str
    sentence: str
    next_step: str
    places: list = []
    until: date | None = None


class Progress(NamedTuple):
    """Quantities of an accepted request, and the last day of its reservation."""

    accepted: int
    reserved: int
    served: int
    is_prepared: bool
    until: date | None

    @property
    def is_ready(self):
        """Whether all that was accepted and not handed over yet is set aside."""
        return 0 < self.reserved == self.accepted - self.served

    @property
    def is_partly_ready(self):
        return 0 < self.reserved < self.accepted - self.served


NEXT_STEPS = {
    RequestStatus.DRAFT: gettext_lazy("send it"),
    RequestStatus.SENT: gettext_lazy("we will answer you"),
    RequestStatus.REFUSED: gettext_lazy("read the reason"),
}


def standings_of(requests):
    """Map each request to its `Standing`, with a constant number of queries."""
    accepted = [row for row in requests if row.status == RequestStatus.ACCEPTED]
    lines = _lines_of(accepted)
    prepared = Loan.objects.filter(request__in=accepted, status=LoanStatus.PREPARED)
    until = dict(prepared.values_list("request", "held_until"))
    booked = Appointment.objects.filter(request__in=accepted).booked()
    booked = {row.request_id: row for row in booked.order_by("-starts_at")} if accepted else {}
    waits = _waits_of([line for own in lines.values() for line in own if line.still_open > 0])
    return {
        row: _accepted(row, lines[row.pk], until, waits, booked.get(row.pk))
        if row in accepted
        else _of_status(row)
        for row in requests
    }


def with_standings(requests):
    """These requests in a list, each with its `standing`."""
    rows = list(requests)
    for row, standing in standings_of(rows).items():
        row.standing = standing
    return rows


def standing_of(request):
    return standings_of([request])[request]


def progress_of(request):
    lines = _lines_of([request])[request.pk]
    prepared = request.loans.filter(status=LoanStatus.PREPARED)
    return _progress(request, lines, dict(prepared.values_list("request", "held_until")))


def _lines_of(requests):
    lines = defaultdict(list)
    if requests:
        for line in RequestLine.objects.filter(request__in=requests).with_reserved().for_list():
            lines[line.request_id].append(line)
    return lines


def _progress(request, lines, until):
    return Progress(
        sum(line.accepted or 0 for line in lines),
        sum(line.reserved for line in lines),
        sum(line.served for line in lines),
        request.pk in until,
        until.get(request.pk),
    )


def _of_status(request):
    label, step = str(request.status_label), str(NEXT_STEPS.get(request.status, ""))
    return Standing(request.status, request.status_tone, label, "", step)


def _accepted(request, lines, until, waits, booked):
    progress = _progress(request, lines, until)
    places = _places(lines, waits)
    if progress.reserved:
        return _set_aside(progress, places, booked)
    step = _("we will write to you when it is ready")
    if places:
        waits = [state for _line, state in places if isinstance(state, Wait)]
        last = max(waits, key=lambda wait: (wait.weeks or 0, wait.place))
        label = _("waiting, %(place)s") % {"place": last}
        sentence = _("On the waiting list. We will write to you when the equipment is ready.")
        return Standing("waiting", "wait", label, sentence + _listed(places), step, places)
    if progress.served >= progress.accepted:
        return Standing("handed_over", "done", _("handed over"), "", "")
    if progress.is_prepared:
        sentence = _("We are preparing your equipment and will write to you when it is ready.")
        return Standing("preparing", "wait", _("being prepared"), sentence, step)
    sentence = _(
        "Accepted: the equipment is in stock. We will prepare it next and write to you "
        "when it is ready."
    )
    label = pgettext("request", "accepted")
    return Standing("accepted", "good", label, sentence, step)


def _places(lines, waits):
    """[(line, its state)] of the lines to hand over, if any of them waits."""
    if not any(line.pk in waits for line in lines):
        return []
    words = {True: _("on the shelf"), False: _("set aside")}
    lines = [line for line in lines if not line.accessory_id and line.still_open + line.reserved]
    return [(line, waits.get(line.pk, words[line.still_open > 0])) for line in lines]


def _listed(places):
    """A line for each of these places, after a sentence."""
    return "".join(f"\n{row.what}{pgettext('before a list', ':')} {state}" for row, state in places)


def _set_aside(progress, places, booked):
    """The standing once something is set aside: all of it, or part of it until the rest is."""
    day, is_part = progress.until, not progress.is_ready
    counts = {"ready": progress.reserved, "all": progress.accepted - progress.served}
    label, sentence = _ready_texts(is_part=is_part, has_day=day is not None)
    label %= counts | {"day": day and date_format(day, "j N")}
    sentence %= counts | {"day": day and date_format(day)}
    if is_part:
        sentence = f"{sentence} {_('We will write to you when the rest is ready.')}"
    step = _("choose a time to come")
    if booked:
        moment = {"day": date_format(booked.local, "D j N"), "time": hour(booked.local)}
        step = _("to collect on %(day)s at %(time)s") % moment
    code = "partly_ready" if is_part else "ready"
    return Standing(code, "good", label, sentence + _listed(places), step, places, day)


def _ready_texts(*, is_part, has_day):
    if is_part and has_day:
        sentence = _("%(ready)s of %(all)s are ready until %(day)s.")
        return _("%(ready)s of %(all)s ready until %(day)s"), sentence
    if is_part:
        return _("%(ready)s of %(all)s ready"), _("%(ready)s of %(all)s are ready.")
    if has_day:
        return _("ready until %(day)s"), _("Ready: set aside for you until %(day)s.")
    return pgettext("request", "ready"), _("Ready: set aside for you.")


# --- The waiting list: places and expected weeks. ---


def _waits_of(lines):
    """{line id: its `Wait`} of the open lines that the stock does not cover in their turn.

    A shortage of accessories never blocks a request.
    """
    shown = {line.pk: line for line in lines if not line.accessory_id}
    if not shown:
        return {}
    sites = set(Request.objects.filter(lines__in=shown).values_list("site", flat=True))
    queue = turns(request__site__in=sites)
    stock = ready_at(sites, wants_by_kind(queue))
    served = served_in_turn(queue, stock, set(shown))
    lengths, wanted, waits = Counter(turn.kind for turn in queue), Counter(), {}
    has_weeks = Rules.cached().shows_stock
    for turn in queue:
        wanted[turn.kind] += turn.left
        if turn.line in shown and served[turn.line] < turn.left:
            missing = wanted[turn.kind] - sum(stock.get(turn.kind, {}).values())
            weeks = weeks_until(turn.kind, missing, pace_of(turn.kind.site)) if has_weeks else None
            line = shown[turn.line]
            waits[turn.line] = Wait(line, turn.place, lengths[turn.kind], weeks)
    return waits


def _ordinal(number):
    """An ordinal without markup: “3rd”, in French “3e”."""
    if number == 1:
        return pgettext("place in a queue", "1st")
    return strip_tags(humanize.ordinal(number))

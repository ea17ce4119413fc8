"""Practice walk for scanning: a series of stations with imaginary labels.

Nothing is stored in the database. The progress is a plain dict in the session: `{"station": 0,
"scans": [...]}`, each scan `[code, verdict]`.
"""

from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Verdict(TextChoices):
    """The result of a practice scan, in the words of a scan session."""

    DONE = "done"
    REFUSED = "refused"
    WAITING = "waiting"  # recorded, to review
    UNDONE = "undone"


class Label(NamedTuple):
    code: str
    what: str
    verdict: Verdict
    says: str


@dataclass(frozen=True)
class Station:
    """A practice station: the exercise, its labels, and the next step.

    With `end`, a button with this label ends the station, and `asks_end` tells the user to
    press it.
    """

    key: str
    title: str
    lead: str
    labels: tuple
    asks_undo: bool = False
    end: str = ""
    asks_end: str = ""
    outcome: str = ""
    learned: str = ""  # heading at the end of the walk, if no station follows

    def label(self, code):
        return next((label for label in self.labels if label.code == code), None)


LAPTOP, PHONE = gettext_lazy("laptop"), gettext_lazy("phone")
STATIONS = [  # modules add theirs
    Station(
        "scan",
        gettext_lazy("Scan one label"),
        gettext_lazy(
            "Every device has a label like this one. Scan it, type its code, or press “Scan”."
        ),
        (Label("DEMO-A1", LAPTOP, Verdict.DONE, gettext_lazy("Found: its page would now open.")),),
    ),
    Station(
        "batch",
        gettext_lazy("Put three devices on a shelf"),
        gettext_lazy(
            "In a batch, each scan takes effect at once. One of these is refused: read why."
        ),
        (
            Label("DEMO-B1", LAPTOP, Verdict.DONE, gettext_lazy("Put on shelf A-1.")),
            Label(
                "DEMO-B2",
                PHONE,
                Verdict.REFUSED,
                gettext_lazy("It is on loan: record its return first. Nothing was done."),
            ),
            Label("DEMO-B3", LAPTOP, Verdict.DONE, gettext_lazy("Put on shelf A-1.")),
        ),
        asks_undo=True,
        learned=gettext_lazy("You can now scan and work in batches"),
    ),
]


class Walk:
    """The state of a practice walk: the station, and its scans."""

    def __init__(self, state=None):
        state = state or {}
        self.place = min(state.get("station", 0), len(STATIONS))
        self.scans = state.get("scans", [])
        self.is_ended = state.get("is_ended", False)

    def state(self):
        return {"station": self.place, "scans": self.scans, "is_ended": self.is_ended}

    @property
    def station(self):
        """The current station; None once all stations are done."""
        return STATIONS[self.place] if self.place < len(STATIONS) else None

    @property
    def number(self):
        """Number of the current station, from 1."""
        return self.place + 1

    def lines(self):
        """Scans, latest first: their number, label, verdict and sentence."""
        numbered = list(enumerate(self.scans))
        return [
            (number, self.station.label(code), Verdict(verdict))
            for number, (code, verdict) in reversed(numbered)
        ]

    def left(self):
        """Labels that are not scanned yet."""
        scanned = {code for code, _verdict in self.scans}
        return [label for label in self.station.labels if label.code not in scanned]

    def todo(self):
        """The current instruction, in one sentence; empty once done."""
        if self.station is None:
            return ""
        if self.left():
            return _("Scan %(code)s.") % {"code": self.left()[0].code}
        verdicts = [verdict for _code, verdict in self.scans]
        if self.station.asks_undo and Verdict.UNDONE not in verdicts:
            return _("All the devices are scanned. Now undo one scan: press the arrow on its line.")
        if self.station.end and not self.is_ended:
            return str(self.station.asks_end)
        return ""

    def scan(self, code):
        """Handle a code; return its verdict and a sentence."""
        code = code.strip().upper()
        label = self.station.label(code)
        if label is None:
            message = _("Nothing matches the code %(code)s: use the labels on this page.")
            return Verdict.REFUSED, message % {"code": code[:40]}
        if [code, Verdict.UNDONE.value] not in self.scans and label not in self.left():
            return Verdict.WAITING, _("%(code)s is already in the list.") % {"code": code}
        self.scans = [scan for scan in self.scans if scan[0] != code]
        self.scans.append([code, label.verdict.value])
        return label.verdict, f"{label.code}: {label.says}"

    def undo(self, number):
        """Undo one scan; an unknown number is ignored."""
        if (
            number is not None
            and number < len(self.scans)
            and self.scans[number][1] == Verdict.DONE
        ):
            self.scans[number][1] = Verdict.UNDONE.value

    def end(self):
        """End the station, once all its labels are scanned."""
        self.is_ended = bool(self.station.end) and not self.left()

    def go_on(self):
        """Go to the next station once the current station is done."""
        if self.station and not self.todo():
            self.place, self.scans, self.is_ended = self.place + 1, [], False

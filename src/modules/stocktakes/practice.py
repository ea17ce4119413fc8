"""Practice station that counts a shelf."""

from django.utils.translation import gettext_lazy

from desk.help.walk import LAPTOP, PHONE, Label, Station, Verdict

FOUND = gettext_lazy("Found on this shelf.")
COUNT = Station(
    "count",
    gettext_lazy("Count a shelf"),
    gettext_lazy("Four devices should stand here. Scan all that you see, in any order."),
    (
        Label("DEMO-C1", LAPTOP, Verdict.DONE, FOUND),
        Label("DEMO-C2", LAPTOP, Verdict.DONE, FOUND),
        Label("DEMO-C3", PHONE, Verdict.DONE, FOUND),
        Label(
            "DEMO-C4",
            PHONE,
            Verdict.WAITING,
            gettext_lazy("Here, and it belongs on another shelf: noted."),
        ),
    ),
    end=gettext_lazy("End the count"),
    asks_end=gettext_lazy("That is all you see: end the count."),
    outcome=gettext_lazy(
        "3 found, 1 missing, 1 that belongs elsewhere. Somebody else reads this before the"
        " register changes."
    ),
    learned=gettext_lazy("You can scan, do a batch and count"),
)

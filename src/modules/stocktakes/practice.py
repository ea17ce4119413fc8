"""Practice station that counts a shelf."""

from django.utils.translation import gettext_lazy

from desk.help.walk import LAPTOP, PHONE, Label, Station, Verdict

FOUND = gettext_lazy("Found on this shelf.")
COUNT = Station(
    "count",
    gettext_lazy("Count a shelf"),
    gettext_lazy("Four devices should be here. Scan everything you see, in any order."),
    (
        Label("DEMO-C1", LAPTOP, Verdict.DONE, FOUND),
        Label("DEMO-C2", LAPTOP, Verdict.DONE, FOUND),
        Label("DEMO-C3", PHONE, Verdict.DONE, FOUND),
        Label(
            "DEMO-C4",
            PHONE,
            Verdict.WAITING,
            gettext_lazy("It is here but belongs on another shelf: recorded."),
        ),
    ),
    end=gettext_lazy("End the count"),
    asks_end=gettext_lazy("You have scanned everything: end the count."),
    outcome=gettext_lazy(
        "3 found, 1 missing, 1 that belongs elsewhere. Someone else checks this before "
        "the register changes."
    ),
    learned=gettext_lazy("You can now scan, work in batches and count"),
)

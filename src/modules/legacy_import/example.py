"""Example of a register, with headings that can be read back by `words.HEADINGS`."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

# The fields of the example in the order of the headings below.
EXAMPLE = [
    "code",
    "category",
    "brand",
    "model",
    "serial",
    "status",
    "grade",
    "place",
    "received_on",
    "erased_on",
    "organisation",
    "last_name",
    "first_name",
    "reference",
    "phone",
    "starts_on",
    "due_on",
    "agreement",
    "accessories",
]


def example_headings():
    return [
        _("Inventory number"),
        _("Category"),
        _("Brand"),
        _("Model"),
        _("Serial number"),
        _("Status"),
        _("Grade"),
        _("Shelf"),
        _("Received on"),
        _("Erased on"),
        _("Organisation"),
        pgettext("heading of a register", "Last name"),
        pgettext("heading of a register", "First name"),
        pgettext("heading of a register", "File number"),
        pgettext("heading of a register", "Phone number"),
        pgettext("heading of a register", "Lent on"),
        pgettext("heading of a register", "Due"),
        pgettext("heading of a register", "Agreement number"),
        _("Accessories"),
    ]


def example_rows(today):
    """The headings, then a device on loan and one in stock; all names are invented."""
    lent, due, received, erased = (
        f"{today + timedelta(days=days):%d/%m/%Y}" for days in (-60, 305, -120, -100)
    )
    laptop = [_("Laptop"), "Lenovo", "ThinkPad X250"]
    holder = ["CCAS de Valbourg", "Kerjean", "Awa", "D-0042", "01 99 00 12 34"]
    outing = [lent, due, "C-2024-17", _("charger, bag")]
    days = ["", received, erased]
    out = ["PC-001", *laptop, "EX4MPLE1", pgettext("device", "lent"), "B", *days, *holder, *outing]
    stock = ["PC-002", *laptop, "EX4MPLE2", pgettext("device", "in stock"), "A", *days]
    return [example_headings(), out, stock + [""] * (len(EXAMPLE) - len(stock))]

"""A column that says yes or no to “returned” is the status of a loan, in registers and in lists."""

from datetime import date

import pytest
from django.urls import reverse

from inventory.models import Device
from loans.models import LoanItem
from modules.legacy_import.kinds.loans import NOT_READY
from modules.legacy_import.lines import NO_RETURN
from modules.legacy_import.returns import NOT_BACK_BUT_DATED
from modules.legacy_import.tests.moves import goes_live

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house")]

HEAD = "N° PC;Type;Nom;Prénom;Prêté le;À rendre le"
ROWS = [
    "P-{n};laptop;Kerjean;Awa;02/10/2024;02/10/2099",
    "P-{n};laptop;Stervinou;Maël;02/10/2024;02/10/2099",
    "P-{n};laptop;Corre;Lena;02/10/2024;02/10/2099",
    "P-{n};laptop;Le Goff;Yann;02/10/2024;02/10/2099",
]
# (returned on, returned?): came back, out, came back on an unknown day, a contradiction
ANSWERS = [("03/11/2024", "oui"), ("", "non"), ("", "oui"), ("04/11/2024", "non")]


def register(days="Rendu le", answers="Rendu ?"):
    rows = [row.format(n=n) for n, row in enumerate(ROWS, start=1)]
    both = [f"{row};{day};{yes}" for row, (day, yes) in zip(rows, ANSWERS, strict=True)]
    return "\n".join([f"{HEAD};{days};{answers}", *both])


def loans():
    """The status of the loan of each device, in the order of the list."""
    return list(LoanItem.objects.order_by("device__pk").values_list("loan__status", flat=True))


def test_yes_without_a_day_and_no_with_a_day_are_asked_about(move):
    one = move("spreadsheet")
    one.send(prets=register())
    one.confirm("register")

    assert {question.rows for question in one.questions()} == {1}
    assert [number for _kind, number, _why in one.problems()] == [4, 5]
    one.answer((NO_RETURN, date(2024, 12, 1).isoformat()), (NOT_BACK_BUT_DATED, "status"))
    goes_live(one)

    assert loans() == ["closed", "active", "closed", "active"]


def test_the_days_can_be_right(move):
    one = move("spreadsheet")
    one.send(prets=register())
    one.confirm("register")
    one.answer((NO_RETURN, "2024-12-01"), (NOT_BACK_BUT_DATED, "holder"))
    goes_live(one)

    assert loans() == ["closed", "active", "closed", "closed"]


@pytest.mark.parametrize(
    "heading", ["Rendu", "Retourné (O/N)", "Rendu ?", "Returned?", "Matériel rendu", "Retour"]
)
def test_a_column_of_yes_and_no_is_no_day(move, heading):
    one = move("spreadsheet")
    rows = [
        f"{row.format(n=n)};{yes}"
        for n, (row, yes) in enumerate(zip(ROWS, ["oui", "non", "O", "N"], strict=True), start=1)
    ]
    one.send(prets="\n".join([f"{HEAD};{heading}", *rows]))
    one.confirm("register")
    assert "is_back" in one.migration.files.get().batch.mapping.values()
    one.answer((NO_RETURN, "2024-12-01"))
    goes_live(one)

    assert loans() == ["closed", "active", "closed", "active"]
    assert Device.objects.count() == len(ROWS)


def test_a_list_of_loans_says_whether_they_came_back(move):
    one = move("spreadsheet")
    devices = "N° PC;Type;Statut\n" + "\n".join(f"P-{n};laptop;en stock" for n in (1, 2, 3, 4))
    one.send(parc=devices, prets=register().replace(";Type;", ";").replace(";laptop;", ";"))
    address = reverse("migrationfile_kind", args=[one.pk, one.migration.files.last().pk])
    one.client.post(address, {"kind": "old_loans"})
    one.confirm("register")
    assert "is_back" in one.migration.files.get(batch__kind="old_loans").batch.mapping.values()
    loans_waiting = [number for kind, number, _why in one.problems() if kind == "old_loans"]
    assert {4, 5} <= set(loans_waiting)

    one.answer((NO_RETURN, "2024-12-01"), (NOT_BACK_BUT_DATED, "holder"))

    one.answer((NOT_READY, "lent"))
    goes_live(one)
    assert loans() == ["closed", "active", "closed", "closed"]


def test_a_heading_of_something_else_is_asked_about(move):
    one = move("spreadsheet")
    one.send(prets=register(answers="Sac rendu").replace("oui", "non"))

    batch = one.migration.files.get().batch

    assert [doubt["label"] for doubt in batch.reading["doubts"]] == ["Sac rendu"]

"""Database rules of return sessions and their items."""

import pytest

from loans.base.lifecycle.aftercare import LineStatus, ReturnSessionStatus
from tests.factories import (
    DocumentFactory,
    LoanItemFactory,
    ReturnLineFactory,
    ReturnSessionFactory,
    SiteFactory,
    UserFactory,
)
from tests.law import delete, refused, refuses_fractions, write

pytestmark = pytest.mark.django_db


def test_sessions_and_lines_have_valid_statuses():
    for factory, rule in (
        (ReturnSessionFactory, "loans_returnsession_status_known"),
        (ReturnLineFactory, "loans_returnline_status_known"),
    ):
        with refused(rule):
            write(factory(), status="eaten")


def test_sessions_and_lines_are_never_deleted():
    for factory, rule in (
        (ReturnSessionFactory, "loans_returnsession_kept"),
        (ReturnLineFactory, "loans_returnline_kept"),
    ):
        with refused(rule):
            delete(factory())


def test_a_user_has_one_open_session():
    session = ReturnSessionFactory()
    with refused("loans_returnsession_one_open"):
        ReturnSessionFactory(owner=session.owner)


def test_the_owner_of_a_session_is_frozen():
    values = {"owner": UserFactory, "site": SiteFactory, "at": lambda: "2020-01-01T00:00Z"}
    for name in ("owner", "site", "at"):
        with refused("loans_returnsession_frozen"):
            write(ReturnSessionFactory(), **{name: values[name]()})


def test_a_session_with_waiting_lines_is_not_closed():
    line = ReturnLineFactory()
    for status in (ReturnSessionStatus.DONE, ReturnSessionStatus.DROPPED):
        with refused("loans_returnsession_all_said"):
            write(line.session, status=status)


def test_a_closed_session_takes_no_line():
    with refused("loans_returnline_session_open"):
        ReturnLineFactory(session=ReturnSessionFactory(done=True))


def test_an_item_waits_in_one_session():
    line = ReturnLineFactory()
    with refused("loans_returnline_waits_once"):
        ReturnLineFactory(item=line.item)


def test_a_line_has_a_valid_condition():
    with refused("loans_returnline_condition"):
        write(ReturnLineFactory(), condition="eaten")


def test_returned_quantities_are_integers():
    line = ReturnLineFactory(count=1)
    assert refuses_fractions(line, "count")


def test_a_returned_line_has_a_receipt():
    with refused("loans_returnline_done"):
        write(ReturnLineFactory(), status=LineStatus.DONE)


def test_a_line_keeps_its_session_and_item():
    values = {"session": ReturnSessionFactory, "item": lambda: LoanItemFactory(open=True)}
    for name in ("session", "item"):
        with refused("loans_returnline_frozen"):
            write(ReturnLineFactory(), **{name: values[name]()})


def test_a_returned_line_is_frozen():
    line = ReturnLineFactory(done=True)
    for change in (
        {"status": LineStatus.UNDONE},
        {"condition": "broken"},
        {"may_hold_data": True},
        {"has_charger": True},
        {"count": 1},
        {"is_given_up": True},
        {"receipt": DocumentFactory},
    ):
        values = {name: value() if callable(value) else value for name, value in change.items()}
        with refused("loans_returnline_done_frozen"):
            write(line, **values)


def test_only_a_swapped_device_is_non_conforming():
    for item in (LoanItemFactory(open=True), LoanItemFactory(returned=True)):
        with refused("loans_loanitem_non_conforming"):
            write(item, is_non_conforming=True)
    assert write(LoanItemFactory(swapped=True), is_non_conforming=True) == 1


def test_a_continued_item_is_frozen():
    with refused("loans_loanitem_follows_frozen"):
        write(LoanItemFactory(open=True), follows=LoanItemFactory(swapped=True))

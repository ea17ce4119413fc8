"""Database rules of staff lists."""

import pytest

from modules.staff.tests.factories import StaffLineFactory, StaffRunFactory
from tests.factories import ImportBatchFactory, LoanFactory
from tests.law import copy, delete, refused, write

pytestmark = pytest.mark.django_db


def test_a_staff_run_stays_with_its_list():
    run = StaffRunFactory()

    with refused("staff_staffrun_frozen"):
        write(run, batch=ImportBatchFactory())
    with refused("staff_staffrun_kept"):
        delete(run)


def test_a_staff_line_is_frozen():
    line = StaffLineFactory()

    with refused("staff_staffline_once"):
        copy(line, loan_id=LoanFactory(prepared=True).pk)
    with refused("staff_staffline_frozen"):
        write(line, number=line.number + 1)
    with refused("staff_staffline_kept"):
        delete(line)

"""Fixture that reads workbooks in this process; the tests of readers use separate ones."""

import pytest

from tests.inventory.lists import read_workbooks_here


@pytest.fixture(autouse=True)
def _workbooks_are_read_here(request, monkeypatch):
    if not getattr(request.module, "READS_APART", False):
        read_workbooks_here(monkeypatch)

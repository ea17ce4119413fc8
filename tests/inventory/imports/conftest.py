"""Fixture that reads workbooks in this process; tests of readers use separate processes."""

import pytest

from tests.inventory.lists import read_workbooks_here


@pytest.fixture(autouse=True)
def _workbooks_are_read_here(request, monkeypatch):
    if not getattr(request.module, "READS_APART", False):
        read_workbooks_here(monkeypatch)

"""Workbooks are read in this process: a process for each is tried by the tests of readers."""

import pytest

from tests.inventory.lists import read_workbooks_here


@pytest.fixture(autouse=True)
def _workbooks_are_read_here(request, monkeypatch):
    if not getattr(request.module, "READS_APART", False):
        read_workbooks_here(monkeypatch)

"""What tests of the whole site need of each removable module: the names of its `tests/kernel.py`.

PAGES     rows of the access table, and API: those of its operations
LOWEST    operations by the lowest role that may run them
FOR_ASSOCIATIONS operations that associations may run
FACTORIES factories of its models, and STATES: the statuses that a factory makes by a trait
BY_HAND   its figures of reports, as counted by hand in the year of tests/desk/year_2025.py
RACES     two raw writes that must not both hold, by guard
INDEXES   the index that refuses the second of two writes, by guard
FIXED     writes that would change what a guard reads, each refused, by guard
ONE_PAGE  names of PDFs that are one sheet
PICTURES  pages of the pictures of its help, and the model of their row or a function of its key
FEW       sizes of what `make bench` measures, for a test that each measure runs
WALKED    pages walked through by keyboard
OF_A_SITE objects of the world that are of one site
PHOTOS    the tab of photos of each of its models
SCANS     makes a page that takes scans: its address, a code, and what a scan adds to
SCAN_PAGES the same in a browser: its path, devices, and the number of their scans
EDITED    makes a row with a form that two may send: see tests/core/test_versions_elsewhere.py
LISTED    makes rows in a commune for each of its kinds of lists that exports them
CSV_FILES names of pages that are a CSV file, and SHEETS those whose argument is the form of a sheet
NOT_THERE names of files that the world has none of
PASSED_THROUGH names of pages that lead elsewhere at once
CONTACTS  makes a contact of a person, and LIVE what keeps them from being anonymised
NAMES_PEOPLE lists that say for whom, to those who may know names
NOT_EXPORTED pages named as lists that have no export
LOCKS     acts, and the rows that they lock, in order
SENT_EMPTY pages of coordinators whose form is sent empty
add_to    adds one of each of its rows to the world, if it has any
leave_traces  writes what it may hold of the borrower of a loan: their cells, and papers
"""

from importlib import import_module

from modules.config import configs

_TABLES = [import_module(f"{config.name}.tests.kernel") for config in configs()]


def listed(name):
    """The values of all modules under this name."""
    return [value for table in _TABLES for value in getattr(table, name, ())]


def merged(name):
    """The dictionaries of all modules under this name, as one; lists of a key are joined."""
    rows = {}
    for table in _TABLES:
        for key, value in getattr(table, name, {}).items():
            rows[key] = [*rows.get(key, ()), *value] if isinstance(value, list) else value
    return rows


def add_modules(world):
    for table in _TABLES:
        if hasattr(table, "add_to"):
            table.add_to(world)


def leave_traces(*args):
    for table in _TABLES:
        if hasattr(table, "leave_traces"):
            table.leave_traces(*args)

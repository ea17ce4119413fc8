"""Data about each removable module for tests of the whole site, from its `tests/kernel.py`.

PAGES     rows of the access table, and API: rows for its API operations
LOWEST    operations by the lowest role that may run them
FOR_ASSOCIATIONS operations that associations may run
FACTORIES factories of its models, and STATES: statuses that a factory creates with a trait
BY_HAND   its figures of reports, counted by hand for the year of tests/desk/year_2025.py
RACES     two raw writes that must not both succeed, by guard
INDEXES   the index that refuses the second of two writes, by guard
FIXED     writes that would change rows read by a guard, each refused, by guard
ONE_PAGE  names of PDFs with one sheet
PICTURES  pages of the pictures of its help, and the model of their row or a function of its key
FEW       sizes for `make bench`, for a test that runs each measure
WALKED    pages walked through by keyboard
OF_A_SITE objects of the world that belong to one site
PHOTOS    the photo tab of each of its models
SCANS     creates a page that accepts scans: its URL, a code, and the rows added by a scan
SCAN_PAGES the same in a browser: its path, devices, and the number of their scans
TAKEN_ALONG creates a task of many devices for several users (user, devices): its path, and a
          function that returns the devices that were scanned
EDITED    creates a row with a form that two users may send: see
          tests/core/test_versions_elsewhere.py
LISTED    creates rows in a commune for each of its kinds of lists that exports communes
ERASED_AGAIN tables with a row that the restore of a backup erases again
WRITTEN   functions (folder) -> {name: bytes} of CSV files that commands write
SEARCHED  (language, words typed in the search box, page that Enter opens)
SAMPLES   names of files with samples of labels, whose codes lead nowhere
CSV_FILES names of pages that are a CSV file, and SHEETS pages with the file format as argument
CLOSED    HTTP status of pages that a test opens while they are closed
NOT_THERE names of files that do not exist in the world
PASSED_THROUGH names of pages that redirect
CONTACTS  creates a contact of a person, and LIVE rows that prevent anonymisation
NAMES_PEOPLE lists that show the person, to users who may see names
NOT_EXPORTED pages named like lists, without an export
LOCKS     operations, and the rows that they lock, in order
SENT_EMPTY pages of coordinators whose form is sent empty
LETTERS_WITHOUT_LINK codes of letters whose readers can do nothing on a page
UNVERSIONED names of forms without a version: visitors fill them in about themselves
add_to    adds one of each of its rows to the world, if it has any
leave_traces writes all it may store about the borrower of a loan: their cells, and papers
"""

from importlib import import_module

from modules.config import configs

_TABLES = [import_module(f"{config.name}.tests.kernel") for config in configs()]


def listed(name):
    """Return the values of all modules under this name."""
    return [value for table in _TABLES for value in getattr(table, name, ())]


def merged(name):
    """Merge the dictionaries of all modules under this name; join lists with the same key."""
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

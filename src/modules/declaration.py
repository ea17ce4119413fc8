"""Declaration of a removable module, and its registration with the kernel."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from api import scopes
from api.management.commands import tick
from api.v1.catalogue import FED
from catalogue.tables import OTHER_PAGES
from core.imports import kinds
from core.lists.actions import add_action
from core.models.event import FOLLOWERS
from core.modules import panels, registry
from desk import find, lifecycle, navigation, search_words
from desk.figures import presentation
from desk.figures import registry as figure_registry
from desk.full_export import exclusions
from desk.help import pages, topics, walk
from desk.home import page, steps, todo
from desk.privacy import dossier, dossier_paper
from desk.scan_sessions import modes
from desk.scan_sessions.undo import UNDOS
from desk.scanning import scan
from donations.binding import BINDINGS
from donations.operations import anonymisation as donors
from inventory.erasure.certificate_content import STATEMENTS
from inventory.erasure.report_files import READERS
from inventory.vouchers.operations.vouchers import SEALED
from inventory.workshop.machine_reports import readers as machine_reports
from loans.agreements.operations.agreements import HANDED_OVER
from loans.appointments.operations import FREED
from loans.base import text_values
from loans.base.own_page import OWN_PAGES
from loans.base.papers import HELP
from loans.handovers.forms import PLACES, PRICES
from loans.handovers.operations import SALE_CHECKS, TAKES
from loans.privacy import last_contact
from loans.privacy.anonymisation import ACCOUNTS
from people.base import roles
from people.base.restriction import RESTRICTED
from people.outbox import jobs
from people.privacy import anonymisation, processing_record

ACTIVITIES = []  # (key of a module, function): activities besides those of the module that exports


@dataclass(frozen=True)
class RemovableModule(registry.Module):
    """A module in a folder of `modules/`, with its additions to the kernel besides its own pages.

    Letters, guards, event sentences and settings register themselves when they are imported.

    permissions   permission names by the lowest role that has them
    sections      (section of the menu, key of the section before it)
    menu          (section, tab, name of the tab before it), for each tab
    acts          `Tab`s of frequent tasks, for the search box
    search_words  {name of a page: further words by which the search box finds it}
    paths         {first segment of a URL: tabs to highlight, if no tab has it}
    topics        help topics; their pages are in the folder `help` of the module
    help_pages    {help topic of the kernel: names of the module's pages that it explains}
    help_lines    {page of help: (number of the line before, a line of its numbered list)}
    stations      stations of the scanning practice
    list_actions  bulk actions by the table that offers them
    panels        parts of kernel pages, at the places named by `{% panels "place" %}`
    new_columns   {list: {name: (column, function (table, row) -> cell)}}, hidden until a user
                  chooses them, unless a third value names the column before it
    reference_pages  functions (user, row of the catalogue) -> URL of a page of the row or None, for
                  users who may not change it
    new_filters   {filter set: {name: (filter, name of the filter before it)}}
    search        the `Kind`s of search results
    first_steps   functions that return a step before the first donation, and its permission
    personal_data each model with personal data, and the paths to the person
    records       models with their own section in the dossier of a person, by the key to them
    third_parties {model: columns that the dossier omits, since they are about other people}
    contacts      rows that are a contact with a person, as `loans.privacy.last_contact.SOURCES`
    under_way     functions (day) -> matters that prevent anonymisation (in the same file)
    withheld      functions (message) -> whether it must not be sent (`people.outbox.jobs`)
    restricted    functions (is_to_others) -> ids of people not to call or remind, or about whom
                  nobody writes to others (`people.base.restriction`)
    takes         functions that take a scanned code at a hand-over (`loans.handovers.operations`)
    sealed        functions (voucher) -> whether an organisation handed it out sealed
    own_pages     the `OwnPage`s of people, which letters to them link to
    freed         functions (cancelled prepared loan) (`loans.appointments.operations`)
    printed_help  functions that return help to print in agreement annexes (`loans.base.papers`)
    handed_over   functions (loan) called in the transaction of the signature at a hand-over
    sale_checks   functions (loan) that raise `Refused` for a sale that is not allowed
    sale_prices   functions (form of terms, loan) that propose the price of a sale
    text_values   functions that return values of placeholders of agreements (`text_values`)
    accounting_papers functions (loan) -> (day, document id) of its papers kept as accounts
    places        functions that suggest places for a training (`loans.handovers.forms`)
    structures    functions that return open-data structures of data.inclusion: dictionaries by
                  column, and `of`, the row
    free_texts    the `Text`s that may name people
    frozen_papers (model, function (donors) -> rows), for papers of donors with stored content
    certificate_statements  functions (ids of erasures) -> sentence of an erasure certificate, or ""
    report_readers  {form of file: functions}, as `inventory.erasure.report_files.READERS`
    machine_readers {form of file: readers}, as `inventory.workshop.machine_reports.readers.READERS`
    bindings      papers that bind a lot (`donations.binding`)
    numbered      models whose rows are found by scanning their number; `shared_numbers` are the
                  models that associations find too
    secret_columns {column: reason to omit it from exports}
    processing    {line of the record of processing, or "" for all: {part: text to add}}
    forget        functions (anonymised people) that erase data outside columns and free texts
    new_figures   (figure, key of the figure before it in reports, or ""); `figures` names them
    row_summaries {model: (function (row, user) -> `RowSummary`, function (rows) -> rows with
                  joins)}, for pages of figures that count rows of the module
    home_panels   {role: functions (`Look`) -> the last `Panel`s of its home page}
    todos         (role, heading, line, key of the line before it) of to-do lists
    followers     functions called in each transaction that writes events
    steps         steps of the tick, by name
    list_kinds    kinds of imported lists
    scan_modes    the `ModeConfig` of each mode of scan sessions, by its member of a `TextChoices`
    scan_undos    {scan result: function that undoes it}
    scan_tasks    tasks that a phone takes along: key, page (of their list), model, find (user, pk),
                  title (row), expected (row, user): devices, scan (row, by, code): (tone, words)
    phone_files   static files that a phone keeps for the time without network
    fed           API resources whose events are in its feed
    token_scopes  (scope of tokens, further permissions that it keeps, its description)
    activities    functions (scope) -> activities as {field of the Coop: value}, for their export
    measures      function (user) -> measures for `make bench`: (name, function, maximum in
                  milliseconds) or (name, function, maximum, unit, repetitions); for its pages,
                  (name, URL, `Measure`)
    demo          a function that adds demo data to a `demo.world.World`
    """

    permissions: dict = field(default_factory=dict)
    sections: tuple = ()
    menu: tuple = ()
    acts: tuple = ()
    search_words: dict = field(default_factory=dict)
    paths: dict = field(default_factory=dict)
    topics: tuple = ()
    help_pages: dict = field(default_factory=dict)
    help_lines: dict = field(default_factory=dict)
    stations: tuple = ()
    list_actions: dict = field(default_factory=dict)
    panels: tuple = ()
    new_columns: dict = field(default_factory=dict)
    reference_pages: tuple = ()
    new_filters: dict = field(default_factory=dict)
    search: tuple = ()
    first_steps: tuple = ()
    personal_data: tuple = ()
    records: dict = field(default_factory=dict)
    third_parties: dict = field(default_factory=dict)
    contacts: tuple = ()
    under_way: tuple = ()
    withheld: tuple = ()
    restricted: tuple = ()
    takes: tuple = ()
    sealed: tuple = ()
    own_pages: tuple = ()
    freed: tuple = ()
    printed_help: tuple = ()
    handed_over: tuple = ()
    sale_checks: tuple = ()
    sale_prices: tuple = ()
    text_values: tuple = ()
    accounting_papers: tuple = ()
    places: tuple = ()
    structures: tuple = ()
    free_texts: tuple = ()
    frozen_papers: tuple = ()
    certificate_statements: tuple = ()
    report_readers: dict = field(default_factory=dict)
    machine_readers: dict = field(default_factory=dict)
    bindings: tuple = ()
    numbered: tuple = ()
    shared_numbers: tuple = ()
    secret_columns: dict = field(default_factory=dict)
    processing: dict = field(default_factory=dict)
    forget: tuple = ()
    new_figures: tuple = ()
    row_summaries: dict = field(default_factory=dict)
    home_panels: dict = field(default_factory=dict)
    todos: tuple = ()
    followers: tuple = ()
    steps: dict = field(default_factory=dict)
    list_kinds: tuple = ()
    scan_modes: dict = field(default_factory=dict)
    scan_undos: dict = field(default_factory=dict)
    scan_tasks: tuple = ()
    phone_files: tuple = ()
    fed: tuple = ()
    token_scopes: tuple = ()
    activities: tuple = ()
    measures: Callable | None = None
    demo: Callable | None = None


def install(module, folder):
    """Register a declaration with each part of the kernel that it extends."""
    registry.register(module)
    for role, names in module.permissions.items():
        roles.grant(role, names)
    FED.extend(module.fed)
    for scope, names, words in module.token_scopes:
        scopes.extend(scope, names, words)
    _install_pages(module)
    _install_help(module, Path(folder) / "help")
    _install_lists(module)
    _install_papers(module)
    _install_loans(module)
    _install_figures(module)
    dossier.SECTIONS.extend(module.personal_data)
    exclusions.COLUMNS.update(module.secret_columns)
    anonymisation.register_texts(*module.free_texts)
    anonymisation.register(*module.forget)
    FOLLOWERS.extend(module.followers)
    tick.STEPS.update(module.steps)
    for kind in module.list_kinds:
        kinds.register(kind)
    modes.MODES.update(module.scan_modes)
    UNDOS.update(module.scan_undos)
    lifecycle.MODES.extend(module.scan_modes)
    lifecycle.RESULTS.extend(module.scan_undos)


def _install_pages(module):
    """Register the pages of a module in the menu and search, and its parts of kernel pages."""
    for section, before in module.sections:
        navigation.add_section(section, after=before)
    for section, tab, before in module.menu:
        navigation.add_tab(section, tab, after=before)
    navigation.ACTS.extend(module.acts)
    search_words.add(module.search_words)
    navigation.PATHS.update(module.paths)
    panels.add(module.key, *module.panels)
    find.KINDS.extend(module.search)
    steps.OF_MODULES.extend(module.first_steps)


def _install_help(module, folder):
    topics.add(*module.topics, folder=folder)
    for key, names in module.help_pages.items():
        topics.link_pages(key, names)
    pages.add_lines(module.key, module.help_lines)
    walk.STATIONS.extend(module.stations)


def _install_lists(module):
    """Register the additions of a module to kernel lists: bulk actions, columns and filters."""
    for table, more in module.list_actions.items():
        for action in more:
            add_action(table, action)
    for table, columns in module.new_columns.items():
        table.add_columns(columns)
    OTHER_PAGES.extend(module.reference_pages)
    for filter_set, filters in module.new_filters.items():
        filter_set.add_filters(filters)


def _install_figures(module):
    """Register the figures of a module, summaries of their rows, and parts of the home page."""
    for figure, after in module.new_figures:
        figure_registry.add(figure, after=after)
    presentation.TELLERS.update(module.row_summaries)
    for role, made in module.home_panels.items():
        page.PANELS[role] = (*page.PANELS[role], *made)
    for role, heading, line, after in module.todos:
        todo.add(role, heading, line, after=after)


def _install_papers(module):
    """Register the papers of donors, numbers and processing entries of a module."""
    for noun, of_donors in module.frozen_papers:
        donors.register_frozen(noun, of_donors)
    BINDINGS.extend(module.bindings)
    STATEMENTS.extend(module.certificate_statements)
    for form, readers in module.report_readers.items():
        READERS[form] += readers
    for form, readers in module.machine_readers.items():
        machine_reports.READERS[form] += readers
    scan.NOUNS.extend(module.numbered)
    scan.NUMBERED.update(module.numbered)
    scan.OF_ASSOCIATIONS.extend(module.shared_numbers)
    for code, parts in module.processing.items():
        processing_record.extend(code, module.key, parts)


def _install_loans(module):
    """Register the data about borrowers of a module, and its part in hand-overs."""
    dossier.THIRD_PARTIES.update(module.third_parties)
    dossier_paper.RECORDS.update(module.records)
    last_contact.SOURCES.extend(module.contacts)
    last_contact.UNDER_WAY_OF_MODULES.extend(module.under_way)
    jobs.WITHHELD.extend(module.withheld)
    RESTRICTED.extend(module.restricted)
    TAKES.extend(module.takes)
    SEALED.extend(module.sealed)
    FREED.extend(module.freed)
    HELP.extend(module.printed_help)
    HANDED_OVER.extend(module.handed_over)
    SALE_CHECKS.extend(module.sale_checks)
    PRICES.extend(module.sale_prices)
    text_values.OF_MODULES.extend(module.text_values)
    ACCOUNTS.extend(module.accounting_papers)
    PLACES.extend(module.places)
    OWN_PAGES.extend(module.own_pages)
    ACTIVITIES.extend((module.key, read) for read in module.activities)


def removable():
    """The declaration of each removable module in the tree."""
    return [module for module in registry.installed() if isinstance(module, RemovableModule)]

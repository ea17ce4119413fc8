"""Sections and tabs of the navigation, filtered by the user's permissions.

The menu, the bar at the bottom of a phone, the tabs above each page and the pages in the search box
are all read from one table, `SECTIONS`.
"""

from dataclasses import dataclass, replace
from functools import cache

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.modules.registry import is_url_on
from core.settings_page.registry import open_to
from desk.search_words import SEARCH_WORDS
from people.base.roles import Role


@cache
def _address(name):
    """URL of a page; cached, since resolving all tabs was a twentieth of each page."""
    return reverse(name)


@dataclass(frozen=True)
class Tab:
    """A page in a menu.

    A tab is current for its own URL name, for URL names with a prefix in `names`, and for URLs
    whose first segment is that of its own URL, or in `paths` (if several tabs match, the last one
    is current).
    """

    name: str
    label: str
    icon: str
    permission: str = ""
    unless: str = ""  # hidden from users with this permission
    paths: tuple = ()
    names: tuple = ()
    is_staff_only: bool = False
    # for users of an organisation; the URL may be the page of their own organisation
    is_of_organisation: bool = False
    is_current: bool = False

    def is_for(self, user):
        if not is_url_on(self.name):
            return False
        if self.is_staff_only and user.organisation_id:
            return False
        if self.is_of_organisation and not user.organisation_id:
            return False
        if self.unless and user.has_perm(self.unless):
            return False
        return not self.permission or user.has_perm(self.permission)

    def href(self, user):
        if self.name == "organisation_detail":
            return reverse(self.name, args=[user.organisation_id])
        return _address(self.name)


@dataclass(frozen=True)
class Section:
    """A menu entry, which links to the first of its tabs that the user may open."""

    key: str
    label: str
    icon: str
    tabs: tuple
    is_at_foot: bool = False
    is_current: bool = False
    href: str = ""


SECTIONS = [
    Section(
        "home",
        _("Home"),
        "house",
        (Tab("home", _("Home"), "house", paths=("figures",), names=("find", "scan")),),
    ),
    Section(
        "counter",
        pgettext_lazy("menu", "Counter"),
        "concierge-bell",
        (
            Tab(
                "appointment_day",
                _("Appointments"),
                "calendar-clock",
                "loans.view_appointment",
                is_staff_only=True,
                paths=("appointments", "closures"),
            ),
            Tab(
                "loan_new",
                _("New hand-over"),
                "plus",
                "loans.hand_over",
                names=(
                    "request_hand_over",
                    "agreement_sign",
                    "agreement_scan",
                    "agreement_decline",
                ),
            ),
            Tab(
                "return_scan",
                _("Returns"),
                "undo-2",
                "loans.take_back",
                paths=("returns",),
            ),
        ),
    ),
    Section(
        "requests",
        _("Requests"),
        "inbox",
        (
            Tab(
                "request_list",
                _("Requests"),
                "inbox",
                "loans.view_request",
                paths=("requests", "preparation-list"),
            ),
            Tab("answer_queue", _("Requests to answer"), "list-ordered", "loans.decide_request"),
            Tab("waiting_list", _("Waiting list"), "hourglass", "loans.hand_over"),
            Tab(
                "reservation_list",
                _("Items set aside"),
                "bookmark-check",
                "inventory.view_device",
            ),
        ),
    ),
    Section(
        "loans",
        pgettext_lazy("menu", "Loans"),
        "handshake",
        (
            Tab(
                "loan_list",
                pgettext_lazy("tab", "Loans and gifts"),
                "handshake",
                "loans.view_loan",
                paths=("loans", "loan-items", "amendments"),
            ),
            Tab("signing_list", pgettext_lazy("tab", "Signatures"), "pen-line", "loans.hand_over"),
            Tab("overdue_list", _("Overdue loans"), "clock-alert", "loans.report_incident"),
            Tab(
                "incident_list",
                _("Incidents"),
                "triangle-alert",
                "loans.report_incident",
            ),
            Tab("renewal_list", _("Extensions"), "calendar-plus", "loans.decide_request"),
            Tab("followup_list", _("Calls to make"), "phone-call", "loans.follow_up"),
        ),
    ),
    Section(
        "appointments",
        pgettext_lazy("menu", "Appointments"),
        "calendar-clock",
        (
            Tab(
                "appointment_list",
                _("Appointments"),
                "calendar-clock",
                "loans.view_appointment",
                is_of_organisation=True,
            ),
        ),
    ),
    Section(
        "stock",
        pgettext_lazy("menu", "Stock"),
        "warehouse",
        (
            Tab(
                "device_list",
                _("Devices"),
                "laptop",
                "inventory.view_device",
                paths=(
                    "devices",
                    "media",
                    "erasure-reports",
                    "certificates",
                    "codes",
                    "inventory.device",
                ),
            ),
            Tab(
                "donation_list",
                pgettext_lazy("tab", "Donations"),
                "truck",
                "inventory.view_device",
                paths=("donations", "donations.donation"),
            ),
            Tab(
                "import_list",
                pgettext_lazy("tab", "Imports"),
                "file-spreadsheet",
                "inventory.import_device",
                paths=("imports",),
            ),
            Tab("run_list", _("Scans"), "scan-barcode", "desk.scan"),
            Tab("place_list", _("Shelves"), "map-pin", "inventory.view_device"),
            Tab(
                "accessory_list",
                pgettext_lazy("tab", "Accessories"),
                "cable",
                "inventory.view_stock",
            ),
            Tab(
                "voucher_stock",
                pgettext_lazy("tab", "Vouchers"),
                "ticket",
                "inventory.view_voucher",
            ),
            Tab("transfer_list", _("Transfers"), "arrow-right-left", "inventory.view_device"),
            Tab(
                "outing_list",
                pgettext_lazy("tab", "Outside workshops"),
                "package-open",
                "inventory.view_device",
            ),
            Tab("exit_list", _("Disposals"), "recycle", "inventory.view_device"),
            Tab("tag_list", pgettext_lazy("tab", "Labels"), "tag", "inventory.print_label"),
        ),
    ),
    Section(
        "workshop",
        _("Workshop"),
        "wrench",
        (
            Tab(
                "bench",
                _("On the bench"),
                "wrench",
                "inventory.refurbish_device",
                paths=("machines", "checklists", "media", "erasure-reports"),
                names=(
                    *("device_bench", "device_check", "device_specify", "device_finish"),
                    *("machine_read", "report_attach", "medium_add"),
                ),
            ),
            Tab("workshop_queue", _("Queue"), "list-ordered", "inventory.refurbish_device"),
            Tab(
                "repair_list",
                _("Repairs"),
                "hammer",
                "inventory.refurbish_device",
                paths=("repair-files", "repair-parts"),
                names=("repair_open",),
            ),
        ),
    ),
    Section(
        "people",
        _("People"),
        "users",
        (
            Tab(
                "organisation_list",
                _("Organisations"),
                "building-2",
                "people.view_organisation",
                is_staff_only=True,
                paths=("conventions", "organisation"),
            ),
            Tab(
                "recipient_list",
                _("Recipients"),
                "users",
                "people.change_recipient",
                paths=("recipient",),
            ),
            Tab(
                "organisation_detail",
                _("My organisation"),
                "building-2",
                is_of_organisation=True,
                paths=("conventions",),
            ),
            Tab(
                "donor_list",
                _("Donors"),
                "heart-handshake",
                "donations.view_donor",
                paths=("donor",),
            ),
            Tab("message_list", _("Messages"), "mail", "people.view_message"),
            Tab("user_list", _("Users"), "user-cog", "people.invite_association"),
            Tab("privacy", _("Personal data"), "shield-check", "people.anonymise_recipient"),
        ),
    ),
    Section(
        "settings",
        _("Settings"),
        "settings",
        (
            Tab(
                "settings",
                _("Settings"),
                "settings",
                "catalogue.view_reference",
                paths=(
                    "agreement-texts",
                    "association",
                    "brand",
                    "catalogue",
                    "checklists",
                    "devicemodel",
                    "figures-rules",
                    "kits",
                    "letters",
                    "priorities",
                    "proposals",
                    "rules",
                    "sending",
                    "sites",
                    "tokens",
                ),
                names=("labelformat_", "labeldefaults_", "printer_", "refurbisher_"),
            ),
        ),
        is_at_foot=True,
    ),
    Section(
        "help",
        _("Help"),
        "circle-question-mark",
        (Tab("help_index", _("Help"), "circle-question-mark"),),
        is_at_foot=True,
    ),
]


# First path segments of removable modules, and their tabs, for segments that no tab has.
PATHS = {}


def add_section(section, *, after):
    """Add a section after the section with the key `after`."""
    SECTIONS.insert([one.key for one in SECTIONS].index(after) + 1, section)


def add_tab(key, tab, *, after):
    """Add a tab to the section `key`, after the tab with the URL name `after`."""
    number = next(number for number, section in enumerate(SECTIONS) if section.key == key)
    tabs = SECTIONS[number].tabs
    place = next(place for place, one in enumerate(tabs, 1) if one.name == after)
    SECTIONS[number] = replace(SECTIONS[number], tabs=(*tabs[:place], tab, *tabs[place:]))


# Common actions; the search box finds them like the pages of the menu.
ACTS = [
    Tab("request_new", _("New request"), "plus", "loans.ask"),
    Tab(
        "donation_arrive",
        _("Receive a donation"),
        "package-check",
        "inventory.receive_device",
    ),
    Tab("donation_add", _("New donation"), "plus", "donations.change_donation"),
    Tab("donor_add", _("New donor"), "plus", "donations.change_donor"),
    Tab("device_register", _("Register a device"), "plus", "inventory.receive_device"),
    Tab("recipient_add", _("New recipient"), "user-plus", "people.change_recipient"),
    Tab("organisation_add", _("New organisation"), "plus", "people.change_organisation"),
    Tab("user_invite", _("Invite someone"), "user-plus", "people.invite_association"),
    Tab("transfer_add", _("New transfer"), "plus", "inventory.move_device"),
    Tab("label_print", _("Print labels"), "printer", "inventory.print_label"),
    Tab("profile", _("My account"), "circle-user-round"),
]

# Entries of the bottom bar on a phone, beside the scan button; the menu has all others.
THUMB = {
    Role.VOLUNTEER: ("home", "stock", "help"),
    Role.TECHNICIAN: ("home", "workshop", "stock"),
    Role.COUNTER: ("home", "counter", "requests", "loans"),
    Role.COORDINATOR: ("home", "counter", "requests", "stock"),
    Role.ADMIN: ("home", "counter", "requests", "stock"),
    Role.ASSOCIATION: ("home", "requests", "appointments", "loans", "people"),
}


MAX_TABS = 7  # tabs beside each other; the rest are in a menu
OF_ANY_KIND = {"photos"}  # first path segments followed by a kind of rows; modules add theirs


class Navigation:
    """Menu of a user: its sections, and which entry is current for the URL of `match`."""

    def __init__(self, user, match=None, path=""):
        self._user = user
        self._name = match.url_name or "" if match else ""
        self._tabs = [[tab for tab in section.tabs if tab.is_for(user)] for section in SECTIONS]
        self._here = self._tab_at(path) if match else None

    @cached_property
    def sections(self):
        """Sections that the user may open, with their tabs; current entries are marked."""
        pairs = zip(SECTIONS, self._tabs, strict=True)
        return [self._own(section, tabs) for section, tabs in pairs if tabs]

    def _own(self, section, tabs):
        href, is_current = tabs[0].href(self._user), self._here in tabs
        if is_current:
            tabs = [replace(tab, is_current=tab is self._here) for tab in tabs]
        return replace(section, tabs=tuple(tabs), is_current=is_current, href=href)

    @property
    def pages(self):
        """All that the user may open or do from anywhere, as (label, icon, URL) with its further
        search words, and whether it is a setting.
        """
        tabs = [tab for section in self.sections for tab in section.tabs]
        acts = [act for act in ACTS if act.is_for(self._user)]
        for tab in [*acts, *tabs]:
            words = SEARCH_WORDS.get(tab.name, "")
            yield (tab.label, tab.icon, tab.href(self._user)), words, False
        for entry in open_to(self._user):
            words = SEARCH_WORDS.get(str(entry.page), "")
            yield (entry.label, entry.picture, entry.href), words, True

    @property
    def is_account(self):
        """Whether the page is about the user's own account, whose entry is in the header."""
        names = ("profile", "token_mine", "api_guide", "account_", "mfa_")
        return self._name.startswith(names)

    @property
    def thumb(self):
        """Sections of the bottom bar on a phone."""
        names = THUMB.get(self._user.role, ())
        return [section for section in self.sections if section.key in names]

    @property
    def tabs(self):
        """(tab, URL) of the current section; empty if it has a single page."""
        for section in self.sections:
            if section.is_current and len(section.tabs) > 1:
                return [(tab, tab.href(self._user)) for tab in section.tabs]
        return []

    @property
    def shown_tabs(self):
        """The tabs beside each other, the current one among them; `more_tabs` are in a menu."""
        first, more = self.tabs[:MAX_TABS], self.tabs[MAX_TABS:]
        current = [pair for pair in more if pair[0].is_current]
        return [*first[: MAX_TABS - len(current)], *current]

    @property
    def more_tabs(self):
        shown = self.shown_tabs
        return [pair for pair in self.tabs if pair not in shown]

    def _tab_at(self, path):
        """The tab of the current URL that the user may open, or None."""
        tabs = [tab for tabs in self._tabs for tab in tabs]
        for tab in tabs:
            if tab.name == self._name:
                return tab
        for tab in tabs:
            if self._name.startswith(tab.names):
                return tab
        segment = _segment_of(path)
        own = [tab for tab in tabs if segment and _segment_of(tab.href(self._user)) == segment]
        of_modules = PATHS.get(segment, "").split()
        named = [tab for tab in tabs if segment in tab.paths or tab.name in of_modules]
        return (own[:1] or named[-1:] or [None])[0]


def _segment_of(path):
    """First segment of a URL; for pages about rows of any kind, the kind."""
    first, _slash, rest = path.strip("/").partition("/")
    return rest.partition("/")[0] or first if first in OF_ANY_KIND else first

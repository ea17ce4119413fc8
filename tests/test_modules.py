"""Modules that are off are hidden everywhere, and complete when switched on again."""

import re

import pytest
from django.urls import Resolver404, get_resolver
from django_tables2 import Column

from core.lists.tables import Table
from core.modules.registry import installed, is_address_on, is_url_on, keys
from desk.figures.registry import FIGURES
from people.base.roles import LADDER, Role
from people.models import Site
from people.outbox.letter_kinds import LETTERS
from tests.access import PAGES, address, associations_of, boundary_of, is_opened, may_open, patterns
from tests.factories import UserFactory
from tests.inputs import links_of
from tests.modules import use
from tests.visits import undone

ROLES = [*LADDER, Role.ASSOCIATION]


def every(kind):
    return [name for module in installed() for name in getattr(module, kind)]


# pages of other modules that are off together with a kernel module
FROM_MODULES = {"personal_time"}


def test_modules_name_existing_parts_and_no_name_belongs_to_two():
    urls = {pattern.name for pattern in patterns(get_resolver())}
    names = {"urls": urls, "letters": set(LETTERS.values), "figures": set(FIGURES)}
    for kind, known in names.items():
        for pattern in every(kind):
            matched = {name for name in known if re.fullmatch(pattern.replace("*", ".*"), name)}
            if pattern not in FROM_MODULES:
                assert matched, f"{kind}: {pattern}"
            owners = {m.key for m in installed() for name in matched if m.has(kind, name)}
            assert len(owners) == bool(matched), f"{pattern} belongs to {owners}"


def addresses_in(answer):
    page = answer.content.decode()
    links = re.findall(r'\b(?:href|action|formaction|hx-get|hx-post)="(/[^"#?]*)', page)
    return links_of(answer) | set(links)


def is_led_to(link):
    try:
        return is_address_on(link.split("?")[0])
    except Resolver404:
        return True


ANY = r"\w+"
# Pages with most links; other pages are read weekly.
MOST_LINKS = r"\w+_(detail|list|new|add)|home|settings|privacy|bench|help"


def check_pages(world, visitor, role, names=ANY, words=None):
    """Assert that no page links to a page that is off, or contains one of these words."""
    found, links = set(), {}
    for name, page in PAGES.items():
        if not may_open(role, page) or page.file or page.may_be_absent or page.post:
            continue
        if not (is_url_on(name) and re.fullmatch(names, name)):
            continue  # closed pages are tested elsewhere
        with undone():
            answer = visitor.get(address(name, world))
        if answer.status_code == 200:
            links |= dict.fromkeys(addresses_in(answer), name)
            if words and name != "modules_edit":
                text = re.sub(r"<[^>]*>", "", answer.content.decode())
                around = [text[max(m.start() - 40, 0) : m.end() + 20] for m in words.finditer(text)]
                found |= {f"{name}: {' '.join(part.split())}" for part in around}
    assert len(links) > 50
    return found | {f"{name}: {link}" for link, name in links.items() if not is_led_to(link)}


def visitor_of(role, world, sign_in, language="fr"):
    is_theirs = role == Role.ASSOCIATION
    user = world.association_user if is_theirs else UserFactory(role=role, sites=[world.site])
    user.language = language
    user.save()
    return sign_in(user)


def open_ones(visitors, names):
    """Return the names of the pages that a user with access can open."""
    opened = []
    for name in names:
        page = PAGES[name]
        for who in {page.least, Role.ASSOCIATION} if page.association else {page.least}:
            with visitors.open(who, name) as answer:
                if answer.status_code != 404:
                    opened.append((name, who, answer.status_code))
    return opened


def test_with_the_small_set_urls_of_inactive_modules_are_closed(visitors):
    use()
    names = [name for name, page in PAGES.items() if not (is_url_on(name) or page.may_be_absent)]
    assert len(names) > 50
    assert open_ones(visitors, names) == []


@pytest.mark.audit
def test_with_the_small_set_the_other_urls_are_open_to_their_roles_only(visitors):
    use()
    wrong = []
    for name in filter(is_url_on, PAGES):
        for who, may in (boundary_of(name) | associations_of(name)).items():
            with visitors.open(who, name) as answer:
                if is_opened(answer, name) != may:
                    wrong.append((name, who, answer.status_code))
    assert not wrong


# Words on pages of modules that never describe parts of the kernel.
WORDS = re.compile(
    r"(?i)\b(?:vouchers?|SIM|(?<!online )appointments?|priority points|conventions?|quotas?"
    r"|referral slip|campaigns?|solidarity sales?|staff lists?|in bulk|outside workshops?"
    r"|by refurbisher|tax receipts?|kits?)\b"
)


@pytest.mark.parametrize("names", [MOST_LINKS, pytest.param(ANY, marks=pytest.mark.audit)])
def test_with_the_small_set_no_page_links_to_or_names_modules_that_are_off(world, sign_in, names):
    use()
    for role in (Role.ADMIN, Role.ASSOCIATION):
        visitor = visitor_of(role, world, sign_in, language="en")
        found = check_pages(world, visitor, role, names, WORDS)
        assert not found, "\n".join(sorted(found))


def test_with_the_small_set_no_letter_mentions_modules_that_are_off(db, english):
    use()
    letters = {
        letter.code: f"{letter.subject} {letter.body} {letter.sms}" for letter in LETTERS.in_use()
    }
    assert not {code for code, text in letters.items() if WORDS.search(text)}


DETAILS = ["device", "request", "loan", "recipient", "organisation"]


def test_detail_pages_show_panels_of_modules(visitors, monkeypatch):
    shown = {}
    tag = "core.templatetags.rebond.panels_at"
    monkeypatch.setattr(tag, lambda place, user, subject: shown.update({place: subject}) or [])
    for name in DETAILS:
        with visitors.open(Role.ADMIN, f"{name}_detail") as answer:
            assert answer.status_code == 200
        assert shown[f"{name}_detail"]._meta.model_name == name


def test_a_column_of_a_module_is_hidden_until_chosen(db):
    class Sites(Table):
        class Meta(Table.Meta):
            model = Site
            fields = ["name"]

    Sites.add_columns({"size": (Column("Size"), lambda table, site: len(site.name))})
    table = Sites([Site(name="Nord")])
    assert table.columns.names() == ["name"]
    table.show([])
    assert table.columns.names() == ["name", "size"]
    assert table.cell_size(Site(name="Nord")) == 4


@pytest.mark.audit
def test_with_the_small_set_no_redirect_goes_to_inactive_modules(world, sign_in):
    use()
    for role in ROLES:
        found = check_pages(world, visitor_of(role, world, sign_in), role)
        assert not found, "\n".join(sorted(found))


@pytest.mark.audit
@pytest.mark.parametrize("key", keys())
def test_each_module_works_alone_on_or_off(visitors, key):
    for on in ({key}, {*keys()} - {key}):
        use(*on)
        found = check_pages(visitors.world, visitors.client(Role.ADMIN), Role.ADMIN)
        assert not found, "\n".join(sorted(found))
        off = [name for name, page in PAGES.items() if not (is_url_on(name) or page.may_be_absent)]
        assert open_ones(visitors, off) == []

"""Inactive modules are shown nowhere, and complete when switched on again."""

import re

import pytest
from django.urls import Resolver404, get_resolver
from django.utils.html import strip_tags

from core.modules import MODULES, ModuleKey, is_address_on, is_url_on
from desk.figures.registry import FIGURES
from people.base.roles import LADDER, Role
from people.outbox.letter_kinds import LETTERS
from tests.access import PAGES, address
from tests.factories import UserFactory
from tests.modules import use
from tests.test_access import patterns
from tests.test_links import links_of, may_open
from tests.visits import undone

ROLES = [*LADDER, Role.ASSOCIATION]


def every(kind):
    return [name for module in MODULES for name in getattr(module, kind).split()]


def test_the_module_table_refers_to_existing_names():
    assert [module.key for module in MODULES] == list(ModuleKey)
    urls = {pattern.name for pattern in patterns(get_resolver())}
    names = {"urls": urls, "letters": set(LETTERS.values), "figures": set(FIGURES)}
    for kind, known in names.items():
        for pattern in every(kind):
            matched = {name for name in known if re.fullmatch(pattern.replace("*", ".*"), name)}
            assert matched, f"{kind}: {pattern}"
            owners = {m.key for m in MODULES for name in matched if m.has(kind, name)}
            assert len(owners) == 1, f"{pattern} belongs to {owners}"


def addresses_in(answer):
    page = answer.content.decode()
    links = re.findall(r'\b(?:href|action|formaction|hx-get|hx-post)="(/[^"#?]*)', page)
    return links_of(answer) | set(links)


def is_led_to(link):
    try:
        return is_address_on(link.split("?")[0])
    except Resolver404:
        return True


def check_pages(world, visitor, role):
    """Each page of what is off is not found; no other leads to one."""
    found = set()
    for name, page in PAGES.items():
        if not may_open(role, page) or page.file or page.may_be_absent or page.post:
            continue
        with undone():
            answer = visitor.get(address(name, world))
        if not is_url_on(name):
            found |= {f"{name} is open"} if answer.status_code != 404 else set()
        elif answer.status_code == 200:
            found |= {f"{name}: {link}" for link in addresses_in(answer) if not is_led_to(link)}
    return found


def visitor_of(role, world, sign_in):
    is_theirs = role == Role.ASSOCIATION
    user = world.association_user if is_theirs else UserFactory(role=role, sites=[world.site])
    return sign_in(user)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ASSOCIATION])
def test_with_the_small_set_no_page_links_to_inactive_modules(world, sign_in, role):
    use()
    found = check_pages(world, visitor_of(role, world, sign_in), role)
    assert not found, "\n".join(sorted(found))


# What a page calls them; other words of theirs are also those of what is always there.
WORDS = (
    r"vouchers?|SIM|(?<!online )appointments?|priority points|conventions?|quotas?|referral slip"
    r"|campaigns?|solidarity sales?|staff lists?|in bulk|outside workshops?|by refurbisher"
    r"|tax receipts?|kits?"
)


def test_with_the_small_set_no_page_speaks_of_what_is_off(world, sign_in):
    use()
    user, found = UserFactory(role=Role.ADMIN, language="en", sites=[world.site]), set()
    visitor = sign_in(user)
    for name, page in PAGES.items():
        if is_url_on(name) and name != "modules_edit" and not (page.file or page.post):
            with undone():
                text = strip_tags(visitor.get(address(name, world)).content.decode())
            words = re.findall(rf".{{0,40}}\b(?:{WORDS})\b.{{0,20}}", text, re.IGNORECASE)
            found |= {f"{name}: {word.strip()}" for word in words}
    assert not found, "\n".join(sorted(found))


def test_with_the_small_set_no_letter_speaks_of_what_is_off(db, english):
    use()
    letters = {
        letter.code: f"{letter.subject} {letter.body} {letter.sms}" for letter in LETTERS.in_use()
    }
    assert not {code for code, text in letters.items() if re.search(rf"\b(?:{WORDS})\b", text)}


@pytest.mark.audit
@pytest.mark.parametrize("role", [role for role in ROLES if role != Role.COORDINATOR])
def test_with_the_small_set_no_redirect_goes_to_inactive_modules(world, sign_in, role):
    use()
    found = check_pages(world, visitor_of(role, world, sign_in), role)
    assert not found, "\n".join(sorted(found))


@pytest.mark.audit
@pytest.mark.parametrize("key", ModuleKey.values)
def test_each_module_works_alone_on_or_off(world, sign_in, key):
    for keys in ({key}, {*ModuleKey.values} - {key}):
        use(*keys)
        found = check_pages(world, visitor_of(Role.ADMIN, world, sign_in), Role.ADMIN)
        assert not found, "\n".join(sorted(found))

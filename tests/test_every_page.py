"""What every page must do, by reading each page once as each of those who may open it.

Open to its roles and refused to others, free of the names of families where these are not known,
without a link that is refused, marked in the menu, with the versions of the rows that it changes.
"""

import re
from urllib.parse import urlsplit

import pytest
from django.urls import get_resolver, reverse

import core
from api.urls import BY_PATH, name_of
from desk.navigation import Navigation
from inventory.models import Voucher, VoucherList
from inventory.vouchers.encryption import decrypt
from people.base.roles import LADDER, Role
from tests.access import (
    PAGES,
    address,
    associations_of,
    boundary_of,
    is_opened,
    ladder_of,
    may_open,
    patterns,
)
from tests.factories import RequestFactory
from tests.inputs import Inputs, links_of
from tests.leaks import leaks, text_of
from tests.visits import OTHER_ASSOCIATION, STRANGER
from tests.world import PERSONAL

WAREHOUSE = (Role.VOLUNTEER, Role.TECHNICIAN)
READ = {name: page for name, page in PAGES.items() if not (page.post or page.file)}


def test_every_url_is_in_the_access_table():
    names = {pattern.name for pattern in patterns(get_resolver())}
    assert names - {name_of(path) for path in BY_PATH} == set(PAGES)  # `tests/api` has the others


def mistakes(answers):
    """A line for each (name, who, whether they may open it, answer) that contradicts itself."""
    return [
        f"{name}, {who}: {answer.status_code}, and open should be {may}"
        for name, who, may, answer in answers
        if is_opened(answer, name) != may
    ]


@pytest.mark.engine
def test_each_page_is_open_to_its_roles_only(visitors):
    """Of our team, the least that may and the greatest that may not: the others follow."""
    problems = mistakes(
        (name, who, may, visitors.read(who, name))
        for name in READ
        for who, may in (boundary_of(name) | associations_of(name)).items()
    )
    assert not problems, "\n".join(problems)


@pytest.mark.engine
@pytest.mark.parametrize("kind", ["file", "post"])
def test_each_file_and_act_is_open_to_its_roles_only(visitors, kind):
    names = [name for name, page in PAGES.items() if getattr(page, kind)]
    assert len(names) > 30
    problems = []
    for name in names:
        for who, may in (boundary_of(name) | associations_of(name)).items():
            with visitors.open(who, name) as answer:
                problems += mistakes([(name, who, may, answer)])
    assert not problems, "\n".join(problems)


@pytest.mark.engine
def test_a_stranger_is_sent_to_the_sign_in_except_from_public_pages(visitors):
    wrong = []
    for name, page in PAGES.items():
        with visitors.open(STRANGER, name) as answer:
            is_sent = answer.status_code == 302 and answer.url.startswith("/accounts/login/")
        if is_sent == page.public and not name.startswith(("account_", "mfa_")):
            wrong.append((name, answer.status_code))
    assert not wrong


def test_the_checker_of_leaks_detects_one(visitors):
    """The counter may know: what it reads holds these words, in each disguise."""
    text = "".join(
        text_of(visitors.read(Role.COUNTER, name)) for name in ("recipient_detail", "loan_detail")
    )
    assert sorted(set(leaks(text))) == sorted(PERSONAL)
    assert leaks("tel:0639987766") == ["06 39 98 77 66"]


def readers_of(name):
    """Who of those that may know nothing of a family opens this page."""
    opened = {who for who, may in ladder_of(name).items() if may}
    opened |= {who for who, may in associations_of(name).items() if may}
    if PAGES[name].association and not PAGES[name].is_of_one_association:
        opened.add(OTHER_ASSOCIATION)  # a list, in which it reads its own
    strangers = [STRANGER] if PAGES[name].public else []
    return strangers + [who for who in (*WAREHOUSE, OTHER_ASSOCIATION) if who in opened]


def test_no_page_shows_personal_data_to_the_warehouse_or_another_association(visitors):
    read = {
        (name, who): words
        for name in READ
        for who in readers_of(name)
        if (words := leaks(text_of(visitors.read(who, name))))
    }
    assert not read


def read_by(visitors, who, name):
    """The personal words in what `who` gets from this address, and in where that leads."""
    with visitors.open(who, name, follow=PAGES[name].post) as answer:
        way = " ".join(path for path, _ in getattr(answer, "redirect_chain", []))
        return leaks(text_of(answer) + way)


@pytest.mark.papers
def test_no_file_or_act_gives_personal_data_to_the_warehouse_or_another_association(visitors):
    read = {
        (name, who): words
        for name in PAGES.keys() - READ.keys()
        for who in readers_of(name)
        if (words := read_by(visitors, who, name))
    }
    assert not read


def test_refusal_reasons_are_visible_to_coordinators_and_the_association_only(visitors, world):
    refused = RequestFactory(
        refused=True,
        organisation=world.organisation,
        recipient=world.person,
        site=world.site,
        refusal="Zoraïde Quillévéré en a déjà un.",
    )
    path = reverse("request_detail", args=[refused.pk])
    assert leaks(text_of(visitors.client(Role.ASSOCIATION).get(path)))
    for role in WAREHOUSE:
        assert leaks(text_of(visitors.client(role).get(path))) == []


@pytest.mark.audit
@pytest.mark.papers
@pytest.mark.parametrize("who", [STRANGER, *WAREHOUSE, OTHER_ASSOCIATION])
def test_refused_pages_contain_no_personal_data(visitors, who):
    assert {name: words for name in PAGES if (words := read_by(visitors, who, name))} == {}


def test_a_revealed_code_is_on_no_other_page(visitors):
    """Every page there is, as who may see all sees it."""
    codes = [decrypt(voucher.code_encrypted) for voucher in Voucher.objects.all()]
    codes += [
        decrypt(waiting.content_encrypted).split()[1] for waiting in VoucherList.objects.all()
    ]
    assert len(codes) > 1
    assert all(codes)
    shown = {
        name
        for name in READ
        if any(code in text_of(visitors.read(Role.ADMIN, name)) for code in codes)
    }
    assert not shown


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.COUNTER, Role.COORDINATOR, Role.ASSOCIATION])
def test_every_link_of_a_page_opens(visitors, role):
    links, opened = {}, {}
    for name, page in READ.items():
        if may_open(role, page) and not page.may_be_absent:
            answer = visitors.read(role, name)
            opened[address(name, visitors.world)] = answer
            for link in links_of(answer):
                links.setdefault(urlsplit(link).path, (name, link))
    assert len(links) > 10
    client = visitors.client(role)
    refused = {
        f"{name}: {link}"
        for path, (name, link) in links.items()
        if (opened.get(path) or client.get(link)).status_code not in {200, 302}
    }
    assert refused == set()


@pytest.mark.parametrize("role", list(Role))
def test_all_links_of_the_menu_and_the_search_box_open(visitors, role):
    client = visitors.client(role)
    names = {address(name, visitors.world): name for name in READ}
    user = client.get(reverse("home")).context["user"]
    hrefs = [href for _label, _icon, href in Navigation(user).pages]
    answers = {
        href: visitors.read(role, names[href]) if href in names else client.get(href)
        for href in hrefs
    }
    refused = [href for href in hrefs if answers[href].status_code not in {200, 302}]
    assert refused == []
    assert len(hrefs) > 10


def marked_in(page):
    """The addresses that the menu or the account's link, then the tabs, mark as where one is."""
    html = page.content.decode()
    menu = re.search(r'<a class="btn btn-bare user-link".*?</aside>', html, re.DOTALL)[0]
    tabs = re.search(r'<nav class="tabs section-tabs".*?</nav>', html, re.DOTALL)
    pattern = r'href="([^"]*)"\s+aria-current'
    return re.findall(pattern, menu), re.findall(pattern, tabs[0]) if tabs else None


def test_every_page_of_a_section_is_marked_in_the_menu_and_its_tabs(visitors):
    unmarked, count = [], 0
    for name, page in READ.items():
        if page.public or page.debug:
            continue
        answer = visitors.read(page.least, name)
        if answer.status_code != 200 or b"<aside" not in answer.content:
            continue
        menu, tabs = marked_in(answer)
        assert f"Rebond {core.__version__}</p>" in answer.content.decode(), name
        count += 1
        if len(menu) != 1 or (tabs is not None and len(tabs) != 1):
            unmarked.append((name, menu, tabs))
    assert not unmarked, "\n".join(map(str, unmarked))
    assert count > 150


def test_every_page_that_changes_a_row_sends_its_version(visitors):
    """The version of each such form is among what a browser would send of the page."""
    shown, lacking = set(), []
    for name in READ:
        answer = visitors.read(Role.ADMIN, name)
        sent = answer.versioned and Inputs(answer.content.decode()).values.get("row_version", [])
        for form, version in answer.versioned.items():
            shown.add(form)
            if version not in sent:
                lacking.append(f"{name}: {form}")
    assert len(shown) > 20
    assert lacking == []


@pytest.mark.audit
@pytest.mark.parametrize("who", [*LADDER, OTHER_ASSOCIATION])
def test_each_role_opens_only_its_urls(visitors, who):
    problems = []
    for name, page in PAGES.items():
        is_of_everyone = not page.is_of_one_association or page.public or page.may_be_absent
        may = ladder_of(name) | {OTHER_ASSOCIATION: page.association and is_of_everyone}
        with visitors.open(who, name) as answer:
            problems += mistakes([(name, who, may[who], answer)])
    assert problems == []

"""Requirements on every page, checked by opening each page once as each permitted visitor.

A page is open to its roles only, contains no family names if these are hidden, has no links that
are refused, is marked in the menu, and has the versions of the rows that it changes.
"""

import re
from urllib.parse import urlsplit

import pytest
from django.contrib.messages import get_messages
from django.http import Http404, HttpResponse
from django.urls import get_resolver, is_valid_path, reverse
from django.utils.html import strip_tags

import core
from api.urls import BY_PATH, name_of
from config import urls
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
from tests.empty_forms import forms_of
from tests.factories import RequestFactory
from tests.inputs import Inputs, links_of
from tests.leaks import leaks, text_of
from tests.of_modules import listed
from tests.visits import ELSEWHERE, OTHER_ASSOCIATION, STRANGER, undone
from tests.world import PERSONAL

WAREHOUSE = (Role.VOLUNTEER, Role.TECHNICIAN)
READ = {name: page for name, page in PAGES.items() if not (page.post or page.file)}


def test_every_url_is_in_the_access_table():
    names = {pattern.name for pattern in patterns(get_resolver())}
    assert names - {name_of(path) for path in BY_PATH} == set(PAGES)  # `tests/api` has the others


def visitors_of(name):
    """Return {visitor: whether they may open it}, with the two roles at the limit of access.

    Access of the other roles of our team follows from these two.
    """
    return boundary_of(name) | associations_of(name)


@pytest.fixture
def short_refusals(monkeypatch):
    """Replace refusal pages with a short text, since only the status matters."""

    def refused(request, exception):
        return HttpResponse(status=404 if isinstance(exception, Http404) else 403)

    monkeypatch.setattr(urls, "handler403", refused, raising=False)
    monkeypatch.setattr(urls, "handler404", refused, raising=False)


@pytest.mark.engine
@pytest.mark.usefixtures("short_refusals")
def test_each_page_is_open_to_its_roles_only(visitors):
    wrong = [
        (name, who, answer.status_code)
        for name in READ
        for who, may in visitors_of(name).items()
        for answer in [visitors.read(who, name)]
        if is_opened(answer, name) != may
    ]
    assert not wrong


def readers_of(name):
    """Return the visitors of this page who may not see any data of a family."""
    opened = {who for who, may in ladder_of(name).items() if may}
    opened |= {who for who, may in associations_of(name).items() if may}
    if PAGES[name].association and not PAGES[name].is_of_one_association:
        opened.add(OTHER_ASSOCIATION)  # a list with its own rows
    strangers = [STRANGER] if PAGES[name].public else []
    return strangers + [who for who in (*WAREHOUSE, OTHER_ASSOCIATION) if who in opened]


def words_in(answer):
    """Return the personal words in a response, its redirects, and messages of the next page."""
    messages = map(str, get_messages(answer.wsgi_request)) if answer.wsgi_request else ()
    way = (path for path, _status in getattr(answer, "redirect_chain", ()))
    return leaks("\n".join([text_of(answer), *way, *messages]))


def test_the_checker_of_leaks_detects_one(visitors):
    """The counter may see names, so its pages contain these words in each form."""
    pages = [
        visitors.read(Role.COUNTER, name)
        for name in ("recipient_detail", "loan_detail", "request_detail")
    ]
    assert {word for page in pages for word in words_in(page)} == set(PERSONAL)
    assert leaks("tel:0639987766") == ["06 39 98 77 66"]


def test_no_page_shows_personal_data_to_the_warehouse_or_another_association(visitors):
    read = {
        (name, who): words
        for name in READ
        for who in readers_of(name)
        if (words := words_in(visitors.read(who, name)))
    }
    assert not read


def names_of(world):
    """Return {path: name} of pages opened by a link, which need not be opened again."""
    linked = (name for name, page in PAGES.items() if not page.post)
    return {address(name, world).partition("?")[0]: name for name in linked}


@pytest.mark.engine
@pytest.mark.usefixtures("short_refusals")
def test_each_file_and_act_is_open_to_its_roles_only_and_gives_them_no_personal_data(visitors):
    """This includes the page after an action, unless the test above reads it."""
    wrong, paths, names = [], names_of(visitors.world), PAGES.keys() - READ.keys()
    assert len(names) > 200
    for name in sorted(names):
        access = visitors_of(name)
        readers = [who for who in readers_of(name) if who in access or who not in LADDER]
        for who, may in (dict.fromkeys(readers, True) | access).items():
            with visitors.open(who, name) as answer:
                words = words_in(answer) if who in readers else []
                next_page = answer.headers.get("Location", "#").partition("#")[0]
                if who in readers and next_page and next_page not in paths:
                    words += words_in(answer.client.get(next_page, follow=True))
                if words or is_opened(answer, name) != may:
                    wrong.append((name, who, answer.status_code, words))
    assert not wrong


@pytest.mark.engine
def test_a_stranger_is_sent_to_the_sign_in_except_from_public_pages(visitors):
    wrong = []
    for name, page in PAGES.items():
        with visitors.open(STRANGER, name) as answer:
            is_sent = answer.status_code == 302 and answer.url.startswith("/accounts/login/")
        if is_sent == page.public and not name.startswith(("account_", "mfa_")):
            wrong.append((name, answer.status_code))
    assert not wrong


def test_refusal_reasons_are_visible_to_coordinators_and_the_association_only(visitors, world):
    refused = RequestFactory(
        refused=True,
        organisation=world.organisation,
        recipient=world.person,
        site=world.site,
        refusal="Zoraïde Quillévéré en a déjà un.",
    )
    path = reverse("request_detail", args=[refused.pk])
    assert words_in(visitors.client(Role.ASSOCIATION).get(path))
    for role in WAREHOUSE:
        assert words_in(visitors.client(role).get(path)) == []


@pytest.mark.audit
@pytest.mark.papers
def test_refused_pages_contain_no_personal_data(visitors):
    read = {}
    for who in (STRANGER, *WAREHOUSE, OTHER_ASSOCIATION):
        for name, page in PAGES.items():
            with visitors.open(who, name, follow=page.post) as answer:
                read |= {(name, who): words} if (words := words_in(answer)) else {}
    assert not read


def overseen(visitors):
    """Return {name: response} of every page, as the lowest role from coordinator on."""
    pages = {
        name: max(page.least, Role.COORDINATOR, key=LADDER.index) for name, page in READ.items()
    }
    return {name: visitors.read(who, name) for name, who in pages.items()}


def test_every_page_has_a_heading_no_code_and_the_version_of_each_row_it_changes(visitors):
    """The version of each form of a row is among the values that a browser would submit."""
    codes = [decrypt(voucher.code_encrypted) for voucher in Voucher.objects.all()]
    codes += [
        decrypt(waiting.content_encrypted).split()[1] for waiting in VoucherList.objects.all()
    ]
    assert len(codes) > 1
    assert all(codes)
    wrong, forms = set(), set()
    for name, answer in overseen(visitors).items():
        page = answer.content.decode()
        wrong |= {f"{name}: a code" for code in codes if code in page}
        wrong |= {f"{name}: Django's dashes"} if ">---------<" in page else set()
        headings = re.findall(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
        is_page = answer.status_code == 200 and "</html>" in page
        if is_page and [bool(strip_tags(text).strip()) for text in headings] != [True]:
            wrong.add(f"{name}: {headings} instead of one heading")
        sent = answer.versioned and Inputs(page).values.get("row_version", [])
        wrong |= {f"{name}: {f}" for f, version in answer.versioned.items() if version not in sent}
        forms |= answer.versioned.keys()
    assert not wrong
    assert len(forms) > 20


def links_for(visitors, role):
    """Return (path, page, link) for the links of a role, in its menu, search box and pages.

    One link from a page to each view is returned, as lists have many.
    """
    user = visitors.client(role).get(reverse("home")).context["user"]
    links = [("the menu", href) for (_label, _icon, href), *_more in Navigation(user).pages]
    assert len(links) > 10
    if role in {Role.VOLUNTEER, Role.TECHNICIAN, Role.COORDINATOR, Role.ASSOCIATION}:
        opened = [n for n, p in READ.items() if may_open(role, p) and not p.may_be_absent]
        links += [(name, link) for name in opened for link in links_of(visitors.read(role, name))]
    one_of_each = {}
    for page, link in links:
        path = urlsplit(link).path
        view = page != "the menu" and getattr(is_valid_path(path), "url_name", None)
        one_of_each[page, view or path] = path, page, link
    return one_of_each.values()


@pytest.mark.audit
def test_every_link_opens(visitors):
    """Access to the URLs above is tested there; higher roles can open the pages of lower roles."""
    names, opened, refused = names_of(visitors.world), set(), set()
    for role in (*LADDER, Role.ASSOCIATION):
        opened = opened if role in LADDER else set()
        for path, page, link in links_for(visitors, role):
            if path in names:
                opens = may_open(role, PAGES[names[path]])
            else:
                opens = path in opened or visitors.client(role).get(link).status_code in {200, 302}
            opened.add(path)
            refused |= set() if opens else {f"{page}, {role}: {link}"}
    assert not refused


def marked_in(page):
    """Return the URLs marked as current by the menu or account link, and by the tabs."""
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
        assert f"Rebond {core.__version__}<br>" in answer.content.decode(), name
        count += 1
        if len(menu) != 1 or (tabs is not None and len(tabs) != 1):
            unmarked.append((name, menu, tabs))
    assert not unmarked, "\n".join(map(str, unmarked))
    assert count > 150


# URLs of rows of a site; other rows are global or belong to an association.
OF_A_SITE = {
    *listed("OF_A_SITE"),
    "device",
    "result",
    "repair",
    "repair_part",
    "machine_report",
    "medium",
    "erasure_report",
    "certificate",
    "exit_batch",
    "certified_exit",
    "exit_line",
    "stock",
    "freight",
    "photo",
}
# The highest role limited to its own sites, which can open the pages of lower roles.
OF_ROWS_OF_A_SITE = [
    name
    for name, page in PAGES.items()
    if page.of in OF_A_SITE and not page.public and may_open(Role.COUNTER, page)
]


@pytest.mark.engine
@pytest.mark.usefixtures("short_refusals")
def test_rows_of_other_sites_are_404(visitors):
    assert len(OF_ROWS_OF_A_SITE) > 60
    opened = []
    for name in OF_ROWS_OF_A_SITE:
        with visitors.open(ELSEWHERE, name) as answer:
            if answer.status_code != 404:
                opened.append(f"{name}: {answer.status_code}")
    assert not opened


@pytest.mark.audit
def test_each_role_opens_only_its_urls(visitors):
    wrong = []
    for who in (*LADDER, OTHER_ASSOCIATION):
        for name, page in PAGES.items():
            is_of_everyone = not page.is_of_one_association or page.public or page.may_be_absent
            may = ladder_of(name) | {OTHER_ASSOCIATION: page.association and is_of_everyone}
            with visitors.open(who, name) as answer:
                if is_opened(answer, name) != may[who]:
                    wrong.append((name, who, answer.status_code))
    assert not wrong


def empty_forms(visitors):
    """Yield (page, visitor, form) for the forms of each page, each URL once."""
    seen = set()
    for name, page in READ.items():
        if page.debug or page.may_be_absent or name.startswith(("account_", "mfa_")):
            continue
        for who in [page.least, *([Role.ASSOCIATION] if page.association else [])]:
            answer = visitors.read(who, name)
            html = answer.content.decode() if answer.status_code == 200 else ""
            for form in forms_of(html, address(name, visitors.world)) if "</html>" in html else ():
                key = who, urlsplit(form.action).path, *form.values
                if key not in seen:
                    yield name, who, form
                seen.add(key)


# Forms that search, print the proposed sheet, or turn the screen to the signatory.
NEVER_REFUSED = {"row_merge", "label_print", "agreement_sign", "amendment_sign"}


@pytest.mark.audit
def test_each_form_sent_empty_is_saved_or_shows_what_is_wrong_first(visitors):
    wrong, count = [], 0
    for name, who, form in empty_forms(visitors):
        count += 1
        with undone():
            answer = visitors.client(who).post(form.action, form.values)
            if answer.status_code == 302 and not form.required:
                continue  # saved
            if answer.status_code == 302:
                answer = answer.client.get(answer.url, follow=True)
            text = answer.content.decode(errors="replace")
        is_refused = "error-summary" in text or "alert-danger" in text
        summary = text.partition("error-summary")[2].partition("</ul>")[0]
        links = re.findall(r'href="#([^"]*)">([^<]*)<', summary)
        dead = [link for link in links if f'id="{link[0]}"' not in text or not link[1]]
        if answer.status_code not in {200, 422} or dead or not is_refused:
            wrong.append((name, who, form.action, answer.status_code, dead))
    assert [row for row in wrong if row[0] not in NEVER_REFUSED] == []
    assert count > 180


@pytest.mark.audit
def test_a_url_that_takes_only_post_leads_to_a_page_when_it_is_opened(visitors):
    wrong, opened = [], set()
    for name in PAGES.keys() - READ.keys():
        if PAGES[name].post:
            client = visitors.client(PAGES[name].least)
            answer = client.get(address(name, visitors.world))
            place = answer.headers.get("Location", "").partition("#")[0]
            if place in opened:
                continue
            if place:
                opened.add(place)
                answer = client.get(place, follow=True)
            if answer.status_code != 200 or "</html>" not in answer.content.decode():
                wrong.append((name, answer.status_code, place))
    assert not wrong

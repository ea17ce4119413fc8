"""The menu: a handful of entries for each role, and the one under way marked on every page."""

import re

import pytest
from django.urls import reverse

from desk.navigation import Navigation
from people.base.roles import Role
from tests.access import PAGES
from tests.factories import DonationFactory, DonorFactory

# Of the frame itself, of who has not signed in, or of no section.
ELSEWHERE = {
    "code_attach",
    "figure",
    "find",
    "help_index",
    "language",
    "photo_add",
    "photo_remove",
    "profile",
    "row_merge",
    "scan",
    "styleguide",
    "view_edit",
}
MOST = {Role.VOLUNTEER: 6, Role.TECHNICIAN: 6, Role.ASSOCIATION: 6}


@pytest.mark.parametrize("role", list(Role))
def test_the_menu_has_few_entries(visitors, role):
    with visitors.open(role, "home") as page:
        shown = [s for s in page.context["navigation"].sections if not s.is_at_foot]
    assert 4 <= len(shown) <= MOST.get(role, 8)
    thumb = page.context["navigation"].thumb
    assert 3 <= len(thumb) <= 4


def _is_elsewhere(name):
    return name in ELSEWHERE or name.startswith(("account_", "mfa_"))


def marked_in(page):
    """The addresses that the menu, then the tabs, mark as where one is."""
    html = page.content.decode()
    menu = re.search(r"<aside.*?</aside>", html, re.DOTALL)[0]
    tabs = re.search(r'<nav class="tabs section-tabs".*?</nav>', html, re.DOTALL)
    pattern = r'href="([^"]*)"\s+aria-current'
    return re.findall(pattern, menu), re.findall(pattern, tabs[0]) if tabs else None


def test_every_page_of_a_section_is_marked_in_the_menu_and_its_tabs(visitors):
    unmarked, count = [], 0
    for name, page in PAGES.items():
        if page.post or page.file or page.public or page.debug or _is_elsewhere(name):
            continue
        with visitors.open(page.least, name) as answer:
            if answer.status_code != 200 or b"<aside" not in answer.content:
                continue
            menu, tabs = marked_in(answer)
        count += 1
        if len(menu) != 1 or (tabs is not None and len(tabs) != 1):
            unmarked.append((name, menu, tabs))
    assert not unmarked, "\n".join(map(str, unmarked))
    assert count > 150


@pytest.mark.parametrize("role", list(Role))
def test_all_links_of_the_menu_and_the_search_box_open(visitors, role):
    client = visitors.client(role)
    user = client.get(reverse("home")).context["user"]
    pages = list(Navigation(user).pages)
    refused = [
        href for _label, _icon, href in pages if client.get(href).status_code not in {200, 302}
    ]
    assert refused == []
    assert len(pages) > 10


def test_the_search_box_finds_pages_and_actions(sign_in, coordinator, association):
    def suggested(user, text):
        page = sign_in(user).post(reverse("find_suggest"), {"code": text})
        return [href for _label, _icon, href in page.context["pages"]]

    assert suggested(coordinator, "rapp") == [reverse("report")]
    assert reverse("loan_new") in suggested(coordinator, "nouvelle rem")
    assert reverse("settings") in suggested(coordinator, "réglages")
    assert suggested(association, "rapports") == []
    assert suggested(coordinator, "") == []


def test_lots_are_found_by_the_name_of_a_visible_donor(sign_in, volunteer, coordinator, site):
    company = DonorFactory(name="Ateliers Belvoir", siren="732829320")
    person = DonorFactory(individual=True, name="Irma Delvaux")
    lots = [DonationFactory(donor=donor, site=site) for donor in (company, person)]

    def found(user, text):
        page = sign_in(user).post(reverse("find"), {"code": text}, follow=True)
        return {row for group in page.context["found"] for row, *_ in group.rows}

    assert found(volunteer, "belvoir") == {lots[0]}
    assert found(volunteer, "delvaux") == set()
    assert found(coordinator, "delvaux") == {lots[1], person}
    assert company in found(coordinator, "732 829 320")
    page = sign_in(volunteer).get(reverse("donation_list")).content.decode()
    assert "Ateliers Belvoir" in page
    assert "I. D." in page
    assert "Delvaux" not in page

"""Navigation: few entries for each role, and the current entry marked on every page."""

import pytest
from django.urls import get_resolver, resolve, reverse

from desk.navigation import Navigation
from people.base.roles import Role
from tests.access import address, patterns
from tests.factories import ImportBatchFactory
from tests.modules import use
from tests.of_modules import merged

MOST = {Role.VOLUNTEER: 6, Role.TECHNICIAN: 6, Role.ASSOCIATION: 6}


def test_the_menu_has_few_entries(visitors):
    users = {}
    for role in Role:
        with visitors.open(role, "home") as page:
            shown = [s for s in page.context["navigation"].sections if not s.is_at_foot]
        assert 4 <= len(shown) <= MOST.get(role, 8), role
        users[role] = page.context["user"]
    for modules in ("all", "small set"):
        if modules == "small set":
            use()
        for role, user in users.items():
            assert 3 <= len(Navigation(user).thumb) <= 5, (role, modules)


def test_a_hand_over_stays_in_the_counter_section_until_it_is_done(visitors, counter):
    """Pages and form actions are tested, including the signature, with and without appointments."""
    names = {p.name for p in patterns(get_resolver()) if str(p.pattern).startswith("hand-overs/")}
    names |= {"request_hand_over", "agreement_sign", "agreement_scan", "agreement_decline"}
    assert names > {"loan_new", "loan_what", "loan_scan", "loan_terms", "loan_signed"}
    for modules in ("all", "small set"):
        if modules == "small set":
            use()
        for name in names:
            path = address(name, visitors.world)
            sections = Navigation(counter, resolve(path.partition("?")[0]), path).sections
            current = [section.key for section in sections if section.is_current]
            assert current == ["counter"], (modules, name, current)


def test_photos_are_in_the_section_of_their_subject(visitors, counter):
    for noun, tab in {"inventory.device": "device_list", **merged("PHOTOS")}.items():
        path = reverse("photo_add", args=[noun, 1])
        sections = Navigation(counter, resolve(path), path).sections
        current = [tab.name for section in sections for tab in section.tabs if tab.is_current]
        assert current == [tab], noun


def test_a_repair_is_opened_in_the_section_of_repairs(visitors):
    with visitors.open(Role.TECHNICIAN, "repair_open") as page:
        tabs = [t.name for s in page.context["navigation"].sections for t in s.tabs if t.is_current]
    assert tabs == ["repair_list"]


def test_a_list_is_in_the_section_of_its_rows(sign_in, coordinator):
    visitor = sign_in(coordinator)
    tabs = {"organisations": "organisation_list", "models": "settings"}
    for kind, tab in tabs.items():
        batch = ImportBatchFactory(kind=kind, donation=None)
        page = visitor.get(batch.get_absolute_url())
        sections = page.context["navigation"].sections
        current = [tab.name for section in sections for tab in section.tabs if tab.is_current]
        assert current == [tab], kind


@pytest.mark.usefixtures("unrendered")
def test_the_search_box_finds_pages_and_actions(sign_in, coordinator, association):
    def suggested(user, text):
        page = sign_in(user).post(reverse("find_suggest"), {"code": text})
        return [href for _label, _icon, href in page.context["pages"]]

    assert suggested(coordinator, "donateurs") == [reverse("donor_list"), reverse("donor_add")]
    assert reverse("loan_new") in suggested(coordinator, "nouvelle rem")
    assert reverse("settings") in suggested(coordinator, "réglages")
    for word in ("import", "liste", "registre", "CSV", "Excel"):
        assert reverse("import_list") in suggested(coordinator, word)
    assert suggested(association, "donateurs") == []
    assert suggested(coordinator, "") == []

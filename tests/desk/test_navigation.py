"""The menu: a handful of entries for each role, and the one under way marked on every page."""

import pytest
from django.urls import get_resolver, resolve, reverse

from desk.navigation import Navigation
from people.base.roles import Role
from tests.access import address, patterns
from tests.factories import DonationFactory, DonorFactory, ImportBatchFactory
from tests.modules import use

MOST = {Role.VOLUNTEER: 6, Role.TECHNICIAN: 6, Role.ASSOCIATION: 6}


@pytest.mark.parametrize("role", list(Role))
def test_the_menu_has_few_entries(visitors, role):
    with visitors.open(role, "home") as page:
        shown = [s for s in page.context["navigation"].sections if not s.is_at_foot]
    assert 4 <= len(shown) <= MOST.get(role, 8)
    user = page.context["user"]
    assert 3 <= len(Navigation(user).thumb) <= 4
    use()
    assert 3 <= len(Navigation(user).thumb) <= 4  # with the small set of modules too


def test_a_hand_over_stays_at_the_counter_until_it_is_done(visitors, counter):
    """Pages and what they send, signature included; with appointments or without."""
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


def test_photos_are_under_the_tab_of_what_they_show(visitors, counter):
    for noun, tab in {
        "inventory.device": "device_list",
        "inventory.countline": "count_list",
    }.items():
        path = reverse("photo_add", args=[noun, 1])
        sections = Navigation(counter, resolve(path), path).sections
        current = [tab.name for section in sections for tab in section.tabs if tab.is_current]
        assert current == [tab], noun


def test_a_list_is_under_the_tab_of_what_it_brings(sign_in, coordinator):
    visitor = sign_in(coordinator)
    tabs = {"register": "device_list", "organisations": "organisation_list", "areas": "settings"}
    for kind, tab in tabs.items():
        batch = ImportBatchFactory(kind=kind, donation=None, names_people=kind == "register")
        page = visitor.get(batch.get_absolute_url())
        sections = page.context["navigation"].sections
        current = [tab.name for section in sections for tab in section.tabs if tab.is_current]
        assert current == [tab], kind


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

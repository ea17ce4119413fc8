"""The warehouse reads no name, phone or address of a family, whatever it opens; others neither."""

import pytest
from django.urls import reverse

from people.base.roles import Role
from tests.access import PAGES
from tests.factories import RequestFactory
from tests.leaks import leaks, text_of
from tests.test_access import associations_of, ladder_of
from tests.visits import OTHER_ASSOCIATION, STRANGER
from tests.world import PERSONAL

pytestmark = pytest.mark.papers  # it reads what is drawn

WAREHOUSE = (Role.VOLUNTEER, Role.TECHNICIAN)


def test_the_checker_detects_a_leak(visitors):
    """The counter may know: what it reads holds these words, in each disguise."""
    text = ""
    for name in ("recipient_detail", "loan_detail"):
        with visitors.open(Role.COUNTER, name) as answer:
            text += text_of(answer)
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


def read_by(visitors, who, name):
    """The personal words in what `who` gets from this address, and in where that leads."""
    with visitors.open(who, name, follow=PAGES[name].post) as answer:
        way = " ".join(path for path, _ in getattr(answer, "redirect_chain", []))
        return leaks(text_of(answer) + way)


@pytest.mark.parametrize("name", [name for name in PAGES if readers_of(name)])
def test_no_personal_data_for_the_warehouse_and_other_associations(visitors, name):
    read = {who: read_by(visitors, who, name) for who in readers_of(name)}
    assert not any(read.values()), read


@pytest.mark.audit
@pytest.mark.parametrize("who", [STRANGER, *WAREHOUSE, OTHER_ASSOCIATION])
def test_refused_pages_contain_no_personal_data(visitors, who):
    assert {name: words for name in PAGES if (words := read_by(visitors, who, name))} == {}


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

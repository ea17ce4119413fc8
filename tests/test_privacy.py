"""The warehouse reads no name, phone or address of a family, whatever it opens; others neither."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.access import PAGES, address
from tests.factories import RequestFactory, UserFactory
from tests.leaks import leaks, text_of
from tests.world import PERSONAL

WAREHOUSE = ("volunteer", "technician")


def test_a_leak_would_be_seen(world, sign_in):
    """The counter may know: what it reads holds these words, in each disguise."""
    client = sign_in(UserFactory(counter=True, sites=[world.site]))
    pages = [client.get(address(name, world)) for name in ("recipient_detail", "loan_detail")]
    assert sorted(set(leaks(" ".join(map(text_of, pages))))) == sorted(PERSONAL)
    assert leaks("tel:0639987766") == ["06 39 98 77 66"]


@pytest.mark.parametrize("name", PAGES)
def test_the_warehouse_and_others_read_nothing_personal(world, name, sign_in, other_association):
    visitors = [UserFactory(**{role: True}, sites=[world.site]) for role in WAREHOUSE]
    for client in [Client(), *map(sign_in, [*visitors, other_association])]:
        path = address(name, world)
        answer = client.post(path, follow=True) if PAGES[name].post else client.get(path)
        assert leaks(text_of(answer)) == []
        assert leaks(" ".join(path for path, _ in getattr(answer, "redirect_chain", []))) == []


def test_why_a_family_was_refused_is_between_the_office_and_its_association(world, sign_in):
    refused = RequestFactory(
        refused=True,
        organisation=world.organisation,
        recipient=world.person,
        site=world.site,
        refusal="Zoraïde Quillévéré en a déjà un.",
    )
    path = reverse("request_detail", args=[refused.pk])
    assert leaks(text_of(sign_in(world.association_user).get(path)))
    for role in WAREHOUSE:
        visitor = sign_in(UserFactory(**{role: True}, sites=[world.site]))
        assert leaks(text_of(visitor.get(path))) == []

"""A page that refuses access names colleagues to ask."""

import pytest
from django.urls import reverse

from tests.factories import IdentityFactory, SiteFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def test_a_page_that_refuses_says_whom_to_ask_and_how(sign_in, site):
    IdentityFactory(phone="02 99 00 00 00")
    visitor = sign_in(UserFactory(volunteer=True, sites=[site], site=site, language="en"))
    elsewhere = UserFactory(coordinator=True, name="Aude", sites=[SiteFactory()])
    here = UserFactory(coordinator=True, name="Zoé", sites=[site])
    UserFactory(coordinator=True, name="Gone", is_active=False)
    page = visitor.get(reverse("donation_add"))
    assert page.status_code == 403
    text = page.content.decode()
    assert text.index(here.name) < text.index(elsewhere.name)
    assert f"mailto:{here.email}" in text
    assert "02 99 00 00 00" in text
    assert "Gone" not in text

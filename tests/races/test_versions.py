"""If two tabs save a row at once, one is saved and the other is shown the changes."""

import pytest
from django.urls import reverse

from tests.core.test_versions import opened
from tests.factories import RecipientFactory, RepairFactory, SiteFactory, UserFactory
from tests.races.together import race

pytestmark = pytest.mark.usefixtures("again")


def person(site):
    row = RecipientFactory(phone="", town="Rennes")
    path = reverse("recipient_edit", args=[row.pk])
    return row, path, path, {"phone": "06 39 98 10 01"}, {"town": "Redon"}


def repair(site):
    row = RepairFactory(underway=True, device__site=site)
    path = reverse("repair_note", args=[row.pk])
    return row, row.get_absolute_url(), path, {"found": "Jack"}, {"done": "Soudé"}


@pytest.mark.parametrize("make", [person, repair])
def test_concurrent_stale_forms_overwrite_nothing(make, sign_in):
    site = SiteFactory()
    users = UserFactory.create_batch(2, admin=True, sites=[site])
    row, page, path, *changes = make(site)
    tabs = [sign_in(user) for user in users]
    sent = [opened(tab, page) | changes[number] for number, tab in enumerate(tabs)]
    answers = race(lambda number: tabs[number].post(path, sent[number]), count=2)
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    row.refresh_from_db()
    won = next(number for number in range(2) if answers[number].status_code == 302)
    for number, change in enumerate(changes):
        for name, value in change.items():
            assert (getattr(row, name) == value) is (number == won)

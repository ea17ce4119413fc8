"""Pages and measures on the demo, where each list has something in it."""

import pytest
from django.test import override_settings
from django.urls import reverse

from desk.bench.measures import measures
from desk.management.commands.bench import AS_SERVED
from inventory.models import Device
from people.models import User
from people.roles import Role

pytestmark = pytest.mark.usefixtures("demo", "db")


@pytest.mark.parametrize("role", list(Role))
def test_every_number_of_a_home_leads_to_a_list_that_opens(sign_in, role):
    visitor = sign_in(User.objects.get(email=f"{role}@rebond.test"))
    page = visitor.get(reverse("home"))
    hrefs = [number.href for number in page.context["numbers"]]
    hrefs += [panel.more for panel in page.context["panels"]]
    assert {visitor.get(href).status_code for href in hrefs} == {200}


def test_the_numbers_of_a_home_are_those_of_their_lists(sign_in):
    visitor = sign_in(User.objects.get(email="counter@rebond.test"))
    for number in visitor.get(reverse("home")).context["numbers"]:
        assert visitor.get(number.href).context["table"].paginator.count == number.count


def test_everything_that_is_measured_can_be_done():
    with override_settings(**AS_SERVED):
        rows = measures()
        for measure in rows:
            measure.act()
    assert rows[0].target is None
    assert not Device.objects.filter(serial__startswith="BENCH").exists()

"""Pages and benchmarks on the demo, where each list has rows."""

import pytest
from django.test import override_settings
from django.urls import reverse

from bench.measures import measures
from bench.minimal import floor
from inventory.models import Device
from people.base.roles import Role
from people.models import User
from tests.desk.home.test_home_numbers import numbers_of, wrong_ones
from tests.of_modules import merged

pytestmark = pytest.mark.usefixtures("demo", "db")


@pytest.mark.usefixtures("unrendered")
def test_numbers_on_the_home_page_match_their_lists(sign_in):
    for role in (Role.COORDINATOR, Role.ASSOCIATION):
        visitor = sign_in(User.objects.get(email=f"{role}@rebond.test"))
        home = visitor.get(reverse("home"))
        numbers = numbers_of(home)
        assert numbers
        assert wrong_ones(visitor, numbers) == {}
        hrefs = [panel.more for panel in home.context["panels"]]
        hrefs += [act.href for act in home.context["acts"]]
        assert {visitor.get(href).status_code for href in hrefs} <= {200}


@pytest.mark.audit
@pytest.mark.papers
def test_every_bench_measure_runs_on_the_demo(monkeypatch):
    for name, few in merged("FEW").items():
        monkeypatch.setattr(name, few)
    monkeypatch.setattr("bench.acts.INTAKE", 20)  # instead of 5,000
    user = User.objects.get(email="coordinator@rebond.test")
    with override_settings(ROOT_URLCONF="bench.urls", MFA_REQUIRED=False):
        for act in [floor(user, 50), *(measure.act for measure in measures())]:
            act()
    assert not Device.objects.filter(serial__startswith="BENCH").exists()

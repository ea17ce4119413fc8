"""Fixtures: a shelf with three devices, and a user of each role."""

import pytest

from donations import binding
from tests.factories import DeviceFactory, PlaceFactory


@pytest.fixture
def shelf(site):
    return PlaceFactory(site=site, code="A1", name="Étagère des portables")


@pytest.fixture
def devices(site, shelf):
    return DeviceFactory.create_batch(3, site=site, place=shelf, ready=True)


@pytest.fixture
def deciding(sign_in, coordinator):
    return sign_in(coordinator)


@pytest.fixture
def bind(monkeypatch):
    """Factory `bind(papers)`, which makes these rows the valid papers that bind every lot."""

    def bind(papers):
        reasons = ["%(paper)s names the donor.", "%(paper)s states the values."]
        monkeypatch.setattr(binding, "BINDINGS", [binding.Binding(lambda lots: papers, *reasons)])

    return bind

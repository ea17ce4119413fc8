"""Each package at run time has a licence that goes with the AGPL."""

import tomllib

import pytest

from tools import licences


def test_every_package_has_an_allowed_licence():
    assert licences.faults() == []
    assert len(licences.licences()) > 60


def test_licences_read_by_hand_belong_to_pinned_packages():
    known = tomllib.loads((licences.REQUIREMENTS / "licences.toml").read_text())
    assert set(known["reviewed"] | known["elsewhere"]) <= set(licences.pinned())


@pytest.mark.parametrize("licence", ["Proprietary", "", "SSPL-1.0"])
def test_another_licence_is_named(monkeypatch, licence):
    monkeypatch.setattr(licences, "stated", lambda package: licence)
    assert any(fault.startswith("django 5.2") for fault in licences.faults())

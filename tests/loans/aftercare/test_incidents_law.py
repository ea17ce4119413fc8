"""Database rules of incidents."""

from datetime import timedelta

import pytest
from django.utils import timezone

from loans.base.lifecycle.aftercare import IncidentStatus, Settlement
from loans.models import Incident
from tests.factories import (
    AmendmentFactory,
    FaultTypeFactory,
    IncidentFactory,
    LoanItemFactory,
    UserFactory,
)
from tests.law import copy, refused, refused_as, unique_sentence, write

pytestmark = pytest.mark.django_db


def test_incident_kind_and_declarer_are_closed_lists():
    for change in ({"kind": "fire"}, {"declared_by": "nobody"}):
        with refused("loans_incident_kind"):
            IncidentFactory(**change)


def test_only_a_theft_has_a_complaint():
    with refused("loans_incident_complaint"):
        IncidentFactory(complaint_number="12")


def test_lost_items_have_no_fault_type():
    for kind in ("loss", "theft"):
        with refused("loans_incident_fault"):
            IncidentFactory(kind=kind, fault=FaultTypeFactory())


def test_a_settled_incident_says_how_and_when_and_an_open_one_does_not():
    for change in (
        {"status": IncidentStatus.SETTLED},
        {"status": IncidentStatus.SETTLED, "outcome": Settlement.WORKS},
        {"status": IncidentStatus.SETTLED, "settled_at": timezone.now()},
        {"outcome": Settlement.WORKS},
        {"settled_at": timezone.now()},
    ):
        with refused("loans_incident_settled"):
            write(IncidentFactory(), **change)


def test_an_incident_has_a_valid_resolution():
    settled = {"status": IncidentStatus.SETTLED, "settled_at": timezone.now()}
    with refused("loans_incident_outcome"):
        write(IncidentFactory(), outcome="eaten", **settled)


def test_an_item_has_one_open_incident_of_a_kind():
    incident = IncidentFactory()
    with refused("loans_incident_one_open"):
        IncidentFactory(item=incident.item)


def test_the_number_of_an_incident_is_unique():
    with refused_as(unique_sentence(Incident, "number")):
        copy(IncidentFactory(settled=True))


def test_a_reported_incident_is_frozen():
    incident = IncidentFactory()
    for name, value in (
        ("number", "I99-00001"),
        ("item", lambda: LoanItemFactory(open=True)),
        ("kind", "breakage"),
        ("happened_on", lambda: timezone.localdate() - timedelta(days=9)),
        ("declared_by", "ours"),
        ("by", UserFactory),
        ("at", timezone.now),
    ):
        with refused("loans_incident_frozen"):
            write(incident, **{name: value() if callable(value) else value})


def test_a_settled_incident_is_frozen():
    incident = IncidentFactory(settled=True)
    for change in (
        {"outcome": Settlement.KEPT},
        {"settled_at": timezone.now()},
        {"amendment": AmendmentFactory()},
    ):
        with refused("loans_incident_settled_frozen"):
            write(incident, **change)


def test_an_accessory_has_no_incident():
    with refused("loans_incident_of_device"):
        IncidentFactory(item=LoanItemFactory(of_accessories=True, open=True))

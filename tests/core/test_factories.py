"""Factories create every status without bypassing database rules."""

import pytest

from core.workflow.lifecycle import Refused
from tests import factories
from tests.of_modules import listed, merged
from tests.visits import undone

STATES = {
    "OrganisationFactory": ["asked", "approved", "suspended", "expired"],
    "ConventionFactory": ["agreed", "expired", "ended"],
    "DonationFactory": ["promised", "scheduled", "received", "closed", "cancelled"],
    "DeviceFactory": [
        "received",
        "refurbishing",
        "ready",
        "reserved",
        "on_loan",
        "given",
        "lost",
        "stolen",
        "quarantined",
        "retired",
        "withdrawn",
    ],
    "MediumFactory": ["present", "removed", "moved", "destroyed"],
    "VoucherFactory": [
        "in_stock",
        "reserved",
        "consigned",
        "handed_out",
        "activated",
        "expired",
        "lost",
        "cancelled",
    ],
    "ImportBatchFactory": [
        "checking",
        "checked",
        "applying",
        "applied",
        "undoing",
        "undone",
        "dropped",
    ],
    "MessageFactory": ["waiting", "sending", "sent", "kept", "failed", "unsure", "dropped"],
    "RequestFactory": ["draft", "sent", "accepted", "refused", "closed", "cancelled"],
    "LoanFactory": ["prepared", "active", "closed", "cancelled"],
    "LoanItemFactory": [
        "reserved",
        "open",
        "returned",
        "lost",
        "stolen",
        "swapped",
        "transferred",
        "cancelled",
    ],
    "AppointmentFactory": ["booked", "kept", "missed", "cancelled"],
    "AgreementFactory": ["issued", "signed", "declined"],
    "TransferFactory": ["prepared", "sent", "received", "cancelled"],
    "FreightFactory": [
        "listed",
        "taken_out",
        "sent",
        "arrived",
        "extra",
        "lost",
        "stayed",
        "kept",
    ],
    "ExitBatchFactory": ["open", "sent", "certified", "cancelled"],
    "ExitLineFactory": ["listed", "taken_out", "sent"],
    "AmendmentFactory": ["issued", "signed", "noted", "declined"],
    "RenewalFactory": ["asked", "agreed", "refused", "withdrawn"],
    "IncidentFactory": ["open", "settled", "found", "cancelled"],
    "ReturnSessionFactory": ["open", "done", "dropped"],
    "ReturnLineFactory": ["waiting", "done", "undone"],
    "ScanSessionFactory": ["open", "ended"],
    "ScanLineFactory": ["waiting", "done", "refused", "undone"],
} | merged("STATES")
FACTORIES = {name: getattr(factories, name) for name in factories.__all__}
FACTORIES |= {factory.__name__: factory for factory in listed("FACTORIES")}


def is_refused(row, status):
    with pytest.raises(Refused):
        row.transition_to(status)


@pytest.mark.django_db
@pytest.mark.audit
def test_a_trait_gives_the_state_it_names_and_only_declared_transitions_leave_it():
    for name, state in ((name, state) for name, states in STATES.items() for state in states):
        with undone():
            row = FACTORIES[name](**{state: True})
            row.refresh_from_db()
            assert row.status == state, name
            for status in set(row.Status) - row.Status.TRANSITIONS[row.Status(state)]:
                is_refused(row, status)
            row.refresh_from_db()
            assert row.status == state, name


def test_every_state_has_its_trait():
    for name, states in STATES.items():
        model = FACTORIES[name]._meta.model
        assert set(states) == set(model.Status.values), name


@pytest.mark.django_db
def test_every_factory_makes_a_row():
    for name in sorted(set(FACTORIES) - set(STATES)):
        with undone():
            row = FACTORIES[name]()
            assert type(row).objects.filter(pk=row.pk).exists(), name

"""Every state of every life can be made for a test, past no rule of the database."""

import pytest

from tests import factories

STATES = {
    "OrganisationFactory": ["asked", "approved", "suspended", "expired"],
    "AccessRequestFactory": ["unconfirmed", "waiting", "granted", "refused"],
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
    "StockCountFactory": ["open", "counted", "finalised", "cancelled"],
    "WholeExportFactory": ["asked", "ready", "failed", "forgotten"],
    "MessageFactory": ["waiting", "sending", "sent", "failed", "unsure", "dropped"],
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
    "CampaignFactory": ["prepared", "launched", "dropped"],
    "AgreementFactory": ["draft", "issued", "signed", "declined"],
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
    "ReturnRunFactory": ["open", "done", "dropped"],
    "ReturnLineFactory": ["waiting", "done", "undone"],
    "RunFactory": ["open", "ended"],
    "RunLineFactory": ["waiting", "done", "refused", "undone"],
}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "state"), [(name, state) for name, states in STATES.items() for state in states]
)
def test_a_trait_gives_the_state_it_names(name, state):
    thing = getattr(factories, name)(**{state: True})

    thing.refresh_from_db()
    assert thing.status == state


@pytest.mark.parametrize("name", STATES)
def test_every_state_has_its_trait(name):
    model = getattr(factories, name)._meta.model

    assert set(STATES[name]) == set(model.Status.values)


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(set(factories.__all__) - set(STATES)))
def test_every_factory_makes_a_row(name):
    thing = getattr(factories, name)()

    assert type(thing).objects.filter(pk=thing.pk).exists()

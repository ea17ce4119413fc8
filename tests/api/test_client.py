"""Our API client over HTTP, from a donor's list to a signed agreement and a return."""

from datetime import timedelta

import pytest
from django.utils import timezone

from api.operations import open_token
from clients.python.rebond_client import Rebond, Refused
from tests.factories import (
    AgreementTextFactory,
    CategoryFactory,
    ChecklistFactory,
    ChecklistItemFactory,
    DonorFactory,
    RecipientFactory,
)
from tests.loans.conftest import drawing

LIST = (
    "Type,Brand,Model,Serial\nLaptop,Dell,Latitude 7490,5CG001\nLaptop,Dell,Latitude 7490,5CG002\n"
)
BRIEFED = {"switch_on": True, "charge": True, "who_to_call": True, "training": "declined"}


@pytest.fixture
def client_of(live_server, monkeypatch):
    """`client_of(user, scopes)`: our client with a new token of this user."""
    monkeypatch.setattr("api.views.is_within", lambda *_args, **_kwargs: True)
    ends = timezone.localdate() + timedelta(days=1)

    def make(user, *scopes):
        secret = open_token(by=user, name="test", scopes=list(scopes), expires_on=ends)
        return Rebond(live_server.url, secret)

    return make


@pytest.mark.audit
def test_a_list_becomes_devices_that_are_tested_requested_and_signed_for(
    client_of, site, admin, coordinator, technician, association
):
    laptop = CategoryFactory(code="laptop", holds_data=True)
    ChecklistItemFactory(checklist=ChecklistFactory(category=laptop), code="keyboard")
    AgreementTextFactory(kind="loan", audience="family", body="## For {borrower}")
    person = RecipientFactory(organisation=association.organisation)
    donor = DonorFactory()
    office = client_of(admin, "read", "intake", "counter", "requests", "recipients")
    bench, theirs = client_of(technician, "bench"), client_of(association, "read", "requests")

    first, _second = receive(office, donor, site, laptop)
    make_ready(bench, first)
    number = ask(theirs, office, person, laptop, site)
    hand_over(office, theirs, number, first["tag"])
    assert theirs.get(f"requests/{number}")["status"] in {"served", "closed"}

    kinds = [event["kind"] for event in office.each("events", limit=10)]
    assert [kinds.count(kind) for kind in ("device.received", "request.sent", "loan.signed")] == [
        2,
        1,
        1,
    ]


def receive(office, donor, site, category):
    """Create a lot and import its donor's list; return its devices once they are registered."""
    lot = office.post("donations", donor=donor.name, site=site.pk)
    path = f"donations/{lot['id']}"
    office.post(f"{path}/receive")
    sent = office.post(
        f"{path}/list", file=("list.csv", LIST.encode()), default_category=category.pk
    )
    written = office.post(f"lists/{sent['id']}/apply")
    assert written["status"] == "applied", written
    devices, revision = office.changes("devices")
    assert [device["serial"] for device in devices] == ["5CG001", "5CG002"]
    assert office.changes("devices", revision) == ([], revision)
    return devices


def make_ready(bench, device):
    path = f"devices/{device['id']}"
    bench.post(f"{path}/refurbish")
    [medium] = bench.each(f"{path}/media")
    bench.post(
        f"{path}/media/{medium['id']}/erase",
        method="hdd:overwrite",
        tool="nwipe",
        tool_version="0.37",
        medium_serial="S3Z9",
        result="passed",
        started_at=timezone.now().isoformat(),
    )
    with pytest.raises(Refused) as refused:
        bench.post(f"{path}/finish", grade="B")
    assert refused.value.status == 409  # the checklist is not answered
    with pytest.raises(Refused, match="checklist has changed"):
        bench.post(f"{path}/test", results=[{"item": "wings", "outcome": "pass"}])
    bench.post(f"{path}/test", results=[{"item": "keyboard", "outcome": "pass"}])
    [result] = bench.each(f"{path}/results")
    assert (result["item"], result["outcome"]) == ("keyboard", "pass")
    assert bench.change(path, remark="From the town hall")["remark"] == "From the town hall"
    assert bench.post(f"{path}/finish", grade="B")["status"] == "ready"
    assert bench.find("devices", device["serial"])["id"] == device["id"]
    assert bench.find("devices", "nothing") is None


def ask(theirs, office, person, category, site):
    """Create and accept a request of an association."""
    lines = [{"kind": "category", "id": category.pk, "quantity": 1}]
    facts = {"lines": lines, "purpose": "school", "site": site.pk, "audience": "family"}
    for _time in range(2):  # sent twice, created once
        request = theirs.post("requests", key="one", recipient=person.pk, send=True, **facts)
    # without the scope of families
    assert (request["status"], request["recipient"]) == ("sent", None)
    with pytest.raises(Refused, match="403"):
        theirs.post(f"requests/{request['id']}/accept")
    office.post(f"requests/{request['id']}/accept")
    assert len(list(theirs.each("requests"))) == 1
    return request["id"]


def hand_over(office, theirs, number, tag):
    """Prepare, sign and return the loan of a request."""
    loan = office.post(f"requests/{number}/prepare")
    path = f"loans/{loan['id']}"
    office.post(f"{path}/scan", code=tag)
    office.post(f"{path}/brief", **BRIEFED)
    due = timezone.localdate() + timedelta(days=90)
    office.post(f"{path}/terms", kind="loan", due_on=due.isoformat())
    agreement = office.post(f"{path}/agreement")
    paper = f"agreements/{agreement['id']}"
    office.post(f"{paper}/sign", signature=drawing())
    assert office.file(f"{paper}/pdf").startswith(b"%PDF")
    with pytest.raises(Refused, match="403"):
        theirs.file(f"{paper}/pdf")
    assert office.get(path)["status"] == "active"
    assert office.find("devices", tag)["status"] == "on_loan"
    office.post(f"{path}/return", condition="good")
    assert theirs.get(path)["status"] == "closed"
    assert office.find("devices", tag)["status"] == "received"

"""The API matches its description, and operations are off with the module of their page."""

import json
from datetime import time

import pytest
from django.db import OperationalError
from django.urls import get_resolver

from api.document import document
from api.guide import guide
from api.urls import ROUTES
from core.models import Event
from core.modules.registry import is_noun_on, is_url_on, keys
from people.base.roles import Role
from tests.access import patterns
from tests.access_api import API
from tests.api.caller import Caller
from tests.factories import AgreementFactory, DonationFactory, LoanFactory, UserFactory
from tests.modules import use, use_all_but


def test_every_operation_names_a_page_of_ours():
    names = {pattern.name for pattern in patterns(get_resolver())}
    assert {route.page for route in ROUTES} <= names
    by_module = {route.module.key for route in ROUTES if route.module}
    assert {"vouchers", "accessories", "kits", "appointments"} <= by_module


def wrongly_open_or_closed(callers):
    """Return the operations that are off while their page is on, or the reverse."""
    wrong = []
    for route in ROUTES:
        is_page_on = is_url_on(route.page) and is_noun_on(route.noun)
        status = callers.call(Role.ADMIN, route.name, API[route.name]).status_code
        if (status != 404) != is_page_on:
            wrong.append(f"{route.name} answers {status}, and its page {route.page}: {is_page_on}")
    return wrong


def test_operations_of_modules_that_are_off_are_not_found_as_their_pages(callers):
    use()
    wrong = wrongly_open_or_closed(callers)
    assert not wrong, "\n".join(wrong)


@pytest.mark.audit
@pytest.mark.parametrize("key", keys())
def test_with_each_module_off_only_its_operations_are_not_found(callers, key):
    use_all_but(key)
    wrong = wrongly_open_or_closed(callers)
    assert not wrong, "\n".join(wrong)


def test_the_description_names_the_module_of_each_operation():
    paths = document()["paths"]
    for route in ROUTES:
        described = paths[f"/api/v1/{route.path}"][route.method.lower()]
        assert described.get("x-module") == (route.module and route.module.key)
        assert not route.module or str(route.module.label) in str(described["description"])


def test_a_field_of_a_module_that_is_off_is_refused(callers):
    name = "post_loans_brief"
    explained = {"switch_on": True, "charge": True, "who_to_call": True}
    use_all_but("training")
    answer = callers.call(Role.ADMIN, name, API[name], explained | {"training": "declined"})
    assert (answer.status_code, [*answer.json()["errors"]]) == (422, ["training"])
    assert callers.call(Role.ADMIN, name, API[name], explained).status_code == 200


def test_events_of_modules_that_are_off_are_not_in_the_feed(callers):
    world, by = callers.world, UserFactory()
    about = {"loans", "vouchers", "appointments"}
    for kind, row in (
        ("loan.signed", world.active_loan),
        ("voucher.lost", world.voucher),
        ("appointment.came", world.appointment),
    ):
        Event.objects.record(kind, row, by=by)
    assert subjects_fed(callers) == about | {"devices"}  # a device of the world was moved
    use()
    assert subjects_fed(callers) == {"devices", "loans"}


def subjects_fed(callers):
    feed = callers.client(Role.ADMIN).get("/api/v1/events?limit=200").json()["items"]
    return {event["about"] for event in feed}


def test_the_times_of_a_collection_are_as_described(admin, site):
    donation = DonationFactory(site=site, collect_from=time(9), collect_until=time(11, 30))
    row = Caller(admin).get(f"/api/v1/donations/{donation.pk}").json()
    assert (row["collect_from"], row["collect_until"]) == ("09:00:00", "11:30:00")


def test_a_scanned_agreement_is_of_a_described_type(admin, site):
    loan = LoanFactory(active=True, site=site)
    agreement = AgreementFactory(
        signed=True, loan=loan, document__content=b"\xff\xd8", document__content_type="image/jpeg"
    )
    answer = Caller(admin).get(f"/api/v1/agreements/{agreement.pk}/pdf")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")


@pytest.mark.parametrize("accept", ["application/json", "*/*"])
def test_a_busy_database_is_a_problem_with_its_sentence(admin, monkeypatch, accept):
    def lock(*_args):
        raise OperationalError("database is locked")

    monkeypatch.setattr("api.endpoints.Resource.values", lock)
    answer = Caller(admin).get("/api/v1/sites", accept=accept)
    assert answer.status_code == 503
    assert json.loads(answer.content)["detail"].startswith("Rebond is busy")
    assert answer.headers["Retry-After"]


def test_the_guide_shows_no_field_of_a_module_that_is_off(db):
    def fields():
        groups = dict(guide()["groups"])
        return {
            field["name"]
            for one in groups["loans"]
            if one["operationId"] == "post_loans_brief"
            for field in one["body"]
        }

    everything = fields()
    use_all_but("training")
    assert everything - fields() == {"training", "where", "outcome"}

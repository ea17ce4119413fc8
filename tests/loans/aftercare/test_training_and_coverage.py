"""Requests and follow-up calls record the mobile network at home, and training attendance."""

import pytest

from core.forms.base import attempt
from core.models import Identity
from core.workflow.lifecycle import Refused
from loans.aftercare.forms import CallForm
from loans.aftercare.operations.followups import record_calls
from loans.requests.forms.requests import RequestForm
from loans.requests.operations.requests import write_request
from loans.vouchers.forms import HandOutForm
from people.base.lifecycle import Network
from people.privacy.operations import anonymise
from people.recipients.forms import RecipientForm
from tests.factories import (
    BriefingFactory,
    FollowUpFactory,
    OrganisationFactory,
    RecipientFactory,
    RequestFactory,
    SiteFactory,
    VoucherProductFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def record(call, by, **values):
    record_calls([call], by=by, result="works", **values)
    call.refresh_from_db()
    return call


def test_a_call_notes_whether_the_person_went_to_the_training(coordinator):
    call = FollowUpFactory()
    BriefingFactory(loan=call.loan, training="accepted", where="Le Blosne", outcome="booked")
    assert record(call, coordinator, went="yes").went == "yes"


def test_attendance_is_not_recorded_for_a_training_that_was_not_accepted(coordinator):
    assert record(FollowUpFactory(), coordinator, went="yes").went == ""


def test_a_call_notes_the_network_that_works_at_home(coordinator):
    call = FollowUpFactory()
    data = {"call": [call.pk], "result": "works", "home": "Orange  4g"}
    form = CallForm(data, by=coordinator)
    assert attempt(form, record_calls, by=coordinator), form.errors
    person = call.loan.recipient
    person.refresh_from_db()
    assert (person.home_operator, person.home_network) == ("Orange", "4g")


def test_the_network_is_recorded_for_one_person_at_a_time(coordinator):
    calls = [FollowUpFactory(), FollowUpFactory()]
    with pytest.raises(Refused, match="one call"):
        record_calls(calls, by=coordinator, result="works", home={"home_operator": "Orange"})


def test_a_request_notes_the_network_of_the_person_it_names(association):
    person = RecipientFactory(organisation=association.organisation, home_operator="Free")
    product = VoucherProductFactory(operator="Orange")
    site = SiteFactory()
    data = {"audience": "family", "purpose": "school", "site": site.pk, f"product_{product.pk}": 1}
    for home, expected in (("", "Free"), ("Orange 5G", "Orange")):
        typed = data | {"home": home, "recipient": f"x · {person.pk}"}
        form = RequestForm(typed, by=association, organisation=association.organisation)
        assert attempt(form, write_request, by=association), form.errors
        person.refresh_from_db()
        assert person.home_operator == expected
    assert person.home_network == Network.G5
    nobody = RequestForm(
        data | {"home": "Orange"}, by=association, organisation=association.organisation
    )
    assert nobody.errors.keys() == {"home"}


def test_the_network_shown_of_one_person_is_not_saved_for_another(association):
    """The request is changed to another person or to nobody, but the network stays unchanged."""
    first, second = (
        RecipientFactory(organisation=association.organisation, home_operator=operator)
        for operator in ("Free", "")
    )
    product, site = VoucherProductFactory(), SiteFactory()
    data = {"purpose": "school", "site": site.pk, f"product_{product.pk}": 1}
    for audience, named in (("family", f"x · {second.pk}"), ("structure", "")):
        request = RequestFactory(
            organisation=association.organisation,
            recipient=first,
            site=site,
            created_by=association,
        )
        about = {"instance": request, "by": association, "organisation": association.organisation}
        shown = RequestForm(**about)
        typed = {name: shown[name].value() for name in ("home", "row_version")}
        form = RequestForm(data | typed | {"audience": audience, "recipient": named}, **about)
        assert attempt(form, write_request, by=association), form.errors
        second.refresh_from_db()
        assert second.home_operator == ""


def test_products_of_the_operator_that_works_at_home_come_first(counter):
    VoucherProductFactory(operator="Free")
    best = VoucherProductFactory(operator="Orange")
    person = RecipientFactory(home_operator=" orange ", home_network=Network.G4)
    field = HandOutForm(user=counter, person=person).fields["product"]
    choices = [(value, label) for value, label in field.choices if value]
    assert str(choices[0][0]) == str(best.pk)
    assert "works at home: 4G" in choices[0][1]
    assert "works at home" not in choices[1][1]


def test_the_network_is_forgotten_with_the_person(coordinator):
    person = RecipientFactory(home_operator="Orange", home_network=Network.G5)
    anonymise([person], by=coordinator)
    person.refresh_from_db()
    assert (person.home_operator, person.home_network) == ("", "")


def test_without_their_modules_no_field_is_shown(coordinator):
    Identity.objects.update_or_create(pk=1, defaults={"modules": ""})
    Identity.clear_cache()
    names = {"home_operator", "home_network", "home", "went"}
    assert not names & CallForm(by=coordinator).fields.keys()
    request = RequestForm(by=coordinator, organisation=OrganisationFactory())
    assert not names & request.fields.keys()
    assert not names & RecipientForm(by=coordinator).fields.keys()

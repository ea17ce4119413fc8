"""Calls after a hand-over are planned once, and recorded with a result and a next day."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import Event
from core.workflow.lifecycle import Refused
from loans.aftercare.lifecycle import CallResult
from loans.aftercare.operations.followups import plan_follow_ups, record_calls
from loans.models import FollowUp, Rules
from tests.factories import FollowUpFactory, LoanFactory, SiteFactory, UserFactory
from tests.law import copy, delete, refused, write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def in_days(count):
    return timezone.localdate() + timedelta(days=count)


def planned(loan):
    return [(call.due_on - timezone.localdate()).days for call in loan.follow_ups.all()]


def test_each_hand_over_has_three_follow_up_calls_by_the_rules():
    loan, gift = LoanFactory(active=True), LoanFactory(active=True, gift=True)
    older = LoanFactory(active=True, starts_on=in_days(-20))
    for facts in (
        {"prepared": True},
        {"closed": True},
        {"active": True, "taken_over_at": timezone.now()},  # from an earlier register
        {"active": True, "starts_on": in_days(-91)},  # long ago
    ):
        LoanFactory(**facts)
    for _time in range(2):
        plan_follow_ups(today=timezone.localdate())
    assert planned(loan) == planned(gift) == [7, 30, 90]
    assert planned(older) == [10, 70]  # future calls only
    assert FollowUp.objects.count() == 8
    Rules.objects.create(pk=1, follow_up_days="15")
    Rules.clear_cache()
    loan = LoanFactory(active=True)
    plan_follow_ups(today=timezone.localdate())
    assert planned(loan) == [15]
    Rules.objects.update(follow_up_days="")
    Rules.clear_cache()
    LoanFactory(active=True)
    assert plan_follow_ups(today=timezone.localdate()) == 0


def test_a_call_is_recorded_once_with_its_result(coordinator):
    call = FollowUpFactory()
    record_calls([call], by=coordinator, result=CallResult.WORKS, note=" screen is fine ")
    with pytest.raises(Refused, match="already"):
        record_calls([call], by=coordinator, result="needs_help")
    call.refresh_from_db()
    assert (call.result, call.note, call.by) == ("works", "screen is fine", coordinator)
    event = Event.objects.about(call.loan).get()
    assert event.sentence == "Call: it works"
    assert "screen" not in str(event.data)


def test_an_unreached_call_is_rescheduled_to_a_later_day_once(coordinator):
    for result in ("not_reached", "call_again"):
        call = FollowUpFactory()
        with pytest.raises(Refused, match="day to call again"):
            record_calls([call], by=coordinator, result=result)
        for days in (0, -1):
            with pytest.raises(Refused, match="later day"):
                record_calls([call], by=coordinator, result="works", next_on=in_days(days))
        if result == "call_again":
            FollowUpFactory(loan=call.loan, due_on=in_days(3))  # this call stays planned
        record_calls([call], by=coordinator, result=result, next_on=in_days(3))
        assert planned(call.loan) == [0, 3]


# --- The database ---------------------------------------------------------------------------------
def test_a_loan_has_one_call_a_day():
    with refused("loans_followup_once_a_day"):
        copy(FollowUpFactory())


def test_a_done_call_has_all_its_fields():
    call = FollowUpFactory()
    for half in (
        {"result": "works"},
        {"note": "x"},
        {"done_at": timezone.now()},
        {"result": "luck"},
    ):
        with refused("loans_followup_done"):
            write(call, **half)


def test_a_done_call_is_frozen_and_not_deleted():
    call = FollowUpFactory(done=True)
    with refused("loans_followup_frozen"):
        write(call, due_on=in_days(9))
    with refused("loans_followup_done_frozen"):
        write(call, result="needs_help")
    with refused("loans_followup_kept"):
        delete(call)


# --- Pages ----------------------------------------------------------------------------------------
@pytest.fixture
def visitor(coordinator, sign_in):
    coordinator.language = "en"
    coordinator.save()
    return sign_in(coordinator)


def test_due_calls_are_listed_with_the_organisations_phone_first(
    visitor, django_assert_max_num_queries
):
    def cost():
        with django_assert_max_num_queries(60) as counted:
            visitor.get(reverse("followup_list"))
        return len(counted)

    call = FollowUpFactory(
        loan__organisation__phone="02 61 91 00 01", loan__recipient__phone="06 39 98 00 01"
    )
    later = FollowUpFactory(due_on=in_days(4))
    over = FollowUpFactory(loan__closed=True, loan__status="closed")
    page = visitor.get(reverse("followup_list")).content.decode()
    assert page.index("02 61 91 00 01") < page.index("06 39 98 00 01")
    assert call.loan.number in page
    assert later.loan.number not in page
    assert over.loan.number not in page
    assert reverse("followup_list") in visitor.get(reverse("home")).content.decode()
    one = cost()
    FollowUpFactory.create_batch(2)
    assert cost() == one


def test_several_calls_are_recorded_together(visitor):
    calls = [FollowUpFactory(), FollowUpFactory()]
    visitor.post(
        reverse("followup_record"),
        {"call": [call.pk for call in calls], "result": "not_reached", "next_on": in_days(2)},
    )
    assert set(FollowUp.objects.exclude(result="").values_list("result")) == {("not_reached",)}
    assert FollowUp.objects.filter(due_on=in_days(2)).count() == 2


def test_an_invalid_form_shows_errors_and_keeps_its_values(visitor):
    call = FollowUpFactory()
    sent = {"call": call.pk, "result": "call_again", "note": "the screen flickers"}
    page = visitor.post(reverse("followup_record"), sent).content.decode()
    assert "day to call again" in page
    assert "the screen flickers" in page
    assert not FollowUp.objects.exclude(result="").exists()
    page = visitor.post(reverse("followup_record"), {"result": "works"}).content.decode()
    assert "Tick" in page


def test_recording_a_call_from_a_loan_or_of_an_incident_leads_to_the_loan(visitor):
    for more in ({"result": "works"}, {"result": "incident"}):
        call = FollowUpFactory()
        address = call.loan.get_absolute_url()
        assert f'value="{call.pk}"' in visitor.get(address).content.decode()
        sent = {"call": call.pk} | more
        if more["result"] == "works":
            sent["loan"] = call.loan_id
        assert visitor.post(reverse("followup_record"), sent).url == address


def test_calls_need_a_coordinator_of_the_site(sign_in, site):
    call = FollowUpFactory(loan__site=site)
    counter = UserFactory(counter=True, sites=[SiteFactory()])
    sent = {"call": call.pk, "result": "works"}
    assert sign_in(counter).post(reverse("followup_record"), sent).status_code == 403

"""Pages about the allocation: the queue and the waiting list."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import Event
from inventory.models import Device
from loans.allocation.cases import case_of
from loans.allocation.operations import preparation as preparation_operations
from loans.allocation.operations import reservations as reservations_operations
from loans.models import Loan, Request, Weight
from people.models import Message
from tests.factories import (
    CategoryFactory,
    DeviceFactory,
    RequestFactory,
    RequestLineFactory,
    SpecificationFactory,
    UserFactory,
    VoucherFactory,
)
from tests.modules import use_all_but

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def visitor(sign_in, coordinator):
    coordinator.language = "en"
    coordinator.save()
    visitor = sign_in(coordinator)
    visitor.user = coordinator
    return visitor


def undo_on(visitor, text):
    """Press the undo that a page offers; return the text of the page after it."""
    (undo,) = re.findall(r'action="(/undo/\d+/)"', text)
    return visitor.post(undo, follow=True).content.decode()


def days_ago(count):
    return timezone.now() - timedelta(days=count)


def ask(site, category, *, days=0, number=1, state="sent", accepted=None, **facts):
    """Create a line of a request that has waited this number of days."""
    needs = {name: facts.pop(name) for name in list(facts) if name.startswith(("min_", "needs_"))}
    request = RequestFactory(
        **{state: True}, site=site, recipient=None, waiting_since=days_ago(days), **facts
    )
    return RequestLineFactory(
        request=request, category=category, requested=number, accepted=accepted, **needs
    )


def wait_for(site, category, **facts):
    return ask(site, category, state="accepted", accepted=facts.get("number", 1), **facts)


# --- The queue ------------------------------------------------------------------------------------
def cases(visitor):
    return visitor.get(reverse("answer_queue")).context["cases"]


def test_the_queue_is_sorted_by_points_then_age_for_every_site(unrendered, visitor, site, laptop):
    new = ask(site, laptop)
    old = ask(DeviceFactory().site, laptop, days=1)
    urgent = ask(site, laptop, urgency="online")
    shown = [case.request for case in cases(visitor)]
    assert shown == [urgent.request, old.request, new.request]


def test_the_terms_of_a_priority_are_shown_and_add_up(visitor, site, laptop):
    ask(site, laptop, days=22, urgency="job", household_size=3, devices_at_home=0)
    (case,) = cases(visitor)
    assert case.priority == sum(term.points for term in case.terms) == 20 + 15 + 10 + 6 + 6
    page = visitor.get(reverse("answer_queue")).content.decode()
    for label in ("school and studies", "a job or training is starting", "waiting for 3 weeks"):
        assert label in page
    assert "22 days" in page


def test_the_queue_shows_served_and_missing_quantities(visitor, site, laptop):
    for webcam in (True, True, False, None):
        device = DeviceFactory(ready=True, site=site, category=laptop, grade="B")
        SpecificationFactory(device=device, has_webcam=webcam)
    wait_for(site, laptop, needs_webcam=True)
    ask(site, laptop, number=3, needs_webcam=True)
    ((_bundle, ((_line, offer),)),) = cases(visitor)[0].bundles
    assert (offer.ready, offer.unknown, offer.left) == (2, 1, 1)
    assert (offer.now, offer.missing, offer.grades) == (1, 2, {"B": 2})
    page = visitor.get(reverse("answer_queue")).content.decode()
    assert "2 short" in page
    assert re.search(
        r"2 suitable on the shelf, 1 promised to accepted requests \(1 of them to \S+\), 1 for",
        page,
    )
    assert "1 more may be suitable: check it" in page


def test_the_queue_counts_all_that_is_promised_to_accepted_requests(visitor, site, laptop):
    DeviceFactory.create_batch(3, ready=True, site=site, category=laptop)
    large, small = (wait_for(site, laptop, number=number).request for number in (4, 1))
    urgent = ask(site, laptop, number=2, urgency="online").request
    page = " ".join(visitor.get(reverse("answer_queue")).content.decode().split())
    assert f"3 on the shelf, 5 promised to accepted requests (4 of them to {large}), 0 for" in page
    assert "This request has priority: the others would wait longer." in page
    assert "Accept and set aside with priority" in page
    assert "all available now" not in page
    device = Device.objects.first()
    reservations_operations.reserve_for(small, by=visitor.user, devices=[device], override=True)
    (case,) = cases(visitor)
    ((_line, offer),) = case.bundles[0][1]
    assert (case.request, offer.ready, offer.accepted, case.is_before_others) == (
        urgent,
        2,
        4,
        True,
    )


def test_the_queue_takes_constant_queries(visitor, laptop, django_assert_max_num_queries):
    """This includes needs that are compared with the stock of many sites."""

    def ask_elsewhere(days):
        ready = DeviceFactory(ready=True, category=laptop)
        ask(ready.site, laptop, days=days, needs_webcam=True)

    ask_elsewhere(0)
    with django_assert_max_num_queries(25) as few:
        cases(visitor)
    for number in range(20):
        ask_elsewhere(number)
    with django_assert_max_num_queries(len(few)):
        assert len(cases(visitor)) == 20


def test_a_case_counts_the_same_on_the_page_and_alone(
    unrendered, visitor, site, laptop, coordinator
):
    """The page reads only the requests before the last request shown."""
    for days in (20, 15, 10, 5):
        ask(site, laptop, days=days, number=2)
    wait_for(site, laptop, days=12, number=2)
    wait_for(site, laptop, days=1)
    DeviceFactory.create_batch(5, ready=True, site=site, category=laptop)
    for case in cases(visitor):
        (offer,) = (offer for _bundle, rows in case.bundles for _line, offer in rows)
        (alone,) = (
            offer
            for _bundle, rows in case_of(case.request, coordinator).bundles
            for _line, offer in rows
        )
        assert offer == alone._replace(unpromised=None), case.days


# --- Points ---------------------------------------------------------------------------------------
def test_an_administrator_changes_the_points_and_the_order_follows(
    unrendered, visitor, sign_in, admin, site, laptop, django_capture_on_commit_callbacks
):
    school, care = ask(site, laptop, days=2), ask(site, laptop, days=1, purpose="telework")
    assert [case.request for case in cases(visitor)] == [school.request, care.request]
    points = Weight.cached() | {"purpose_telework": 90}
    with django_capture_on_commit_callbacks(execute=True):
        answer = sign_in(admin).post(reverse("weights_edit"), points)
    assert answer.status_code == 302
    assert [case.request for case in cases(visitor)] == [care.request, school.request]
    (events,) = Event.objects.about(Weight.objects.get())
    assert events.data == {"weighs": "purpose_telework", "points": 90}
    assert "working from home, now 90" in events.sentence


def test_points_out_of_bounds_are_kept_and_shown(unrendered, sign_in, admin):
    visitor = sign_in(admin)
    for wrong in ("-1", "101", "many", ""):
        form = visitor.post(reverse("weights_edit"), Weight.cached() | {"week": wrong})
        assert "week" in form.context["form"].errors, wrong
        assert form.context["form"]["week"].value() == wrong
    assert not Weight.objects.exists()


# --- The waiting list -----------------------------------------------------------------------------
def listed(visitor, **query):
    page = visitor.get(reverse("waiting_list"), query).context
    rows = [*page["served_now"], *page["rows"]]
    return [(turn.place, line.request, turn.left, served) for turn, line, _person, served in rows]


def test_the_waiting_list_is_by_priority_then_age_for_each_kind_and_site(
    unrendered, visitor, site, laptop
):
    phone = CategoryFactory()
    second = wait_for(site, laptop, days=3)
    first = wait_for(site, laptop, days=3, urgency="online")
    third = wait_for(site, laptop, number=2)
    alone = wait_for(site, phone, days=5)
    DeviceFactory.create_batch(2, ready=True, site=site, category=laptop)
    assert listed(visitor, category=laptop.pk) == [
        (1, first.request, 1, 1),
        (2, second.request, 1, 1),
        (3, third.request, 2, 0),
    ]
    assert (1, alone.request, 1, 0) in listed(visitor)


def test_what_can_be_served_now_is_apart_and_set_aside_at_once(visitor, site, laptop):
    """Only the first lines of a kind are compared with the stock, and each by its needs."""
    first, second, demanding = (
        wait_for(site, laptop, days=days, **needs)
        for days, needs in ((9, {"number": 2}), (8, {}), (1, {"needs_webcam": True}))
    )
    ready = DeviceFactory.create_batch(3, ready=True, site=site, category=laptop)
    SpecificationFactory(device=ready[0], has_webcam=True)
    page = visitor.get(reverse("waiting_list")).context
    assert [(line, served) for _turn, line, _who, served in page["served_now"]] == [
        (first, 2),
        (second, 1),
    ]
    assert [line for _turn, line, _who, _served in page["rows"]] == [demanding]
    answer = visitor.post(reverse("waiting_serve"), follow=True)
    assert "Set aside for 2 requests." in answer.content.decode()
    assert [line.request.loans.get().items.count() for line in (first, second)] == [2, 1]
    assert not demanding.request.loans.exists()
    assert answer.context["served_now"] == []


def test_bulk_act_names_its_totals_leaves_part_served_requests_apart_and_is_undone(
    visitor, sign_in, site, laptop
):
    small, other = (wait_for(site, laptop, days=days, number=2) for days in (9, 8))
    large = wait_for(site, laptop, number=9)
    waiting = ask(site, laptop, urgency="online")
    DeviceFactory.create_batch(6, ready=True, site=site, category=laptop)
    page = visitor.get(reverse("waiting_list"))
    rows = {
        name: [line for _t, line, *_ in page.context[name]] for name in ("served_now", "in_part")
    }
    assert rows == {"served_now": [small, other], "in_part": [large]}
    text = " ".join(page.content.decode().split())
    assert f"Set aside 4\u00a0×\u00a0{laptop} for these 2 requests" in page.content.decode()
    assert f"4 × {laptop} of 6 on the shelf: 2 will be left" in text
    assert "1 request is waiting for your answer</a>: handle those with more points first." in text
    assert "<div>22</div>" in text  # points: 20 for the purpose, 2 for the week
    assert waiting.request.number not in text
    counter = sign_in(UserFactory(counter=True, sites=[site]))
    of_counter = counter.get(reverse("waiting_list")).content.decode()
    assert "requests/queue/" not in of_counter  # a counter volunteer may not answer
    use_all_but("priority")
    assert "points first" not in visitor.get(reverse("waiting_list")).text
    done = visitor.post(reverse("waiting_serve"), follow=True).content.decode()
    assert Device.objects.filter(status="reserved").count() == 4
    undone = undo_on(visitor, done)
    assert f"{small.request}, {other.request}" in undone
    assert Device.objects.filter(status="ready").count() == 6
    assert {loan.status for loan in Loan.objects.all()} == {"cancelled"}


def test_only_the_first_lines_of_a_kind_are_compared_with_the_stock(
    unrendered, visitor, site, laptop, monkeypatch
):
    monkeypatch.setattr("loans.allocation.waiting.MAX_CHECKED", 1)
    for days in (3, 2):
        wait_for(site, laptop, days=days)
    DeviceFactory.create_batch(2, ready=True, site=site, category=laptop)
    page = visitor.get(reverse("waiting_list")).context
    assert (len(page["served_now"]), len(page["rows"])) == (1, 1)


# --- Answers, one after another -------------------------------------------------------------------
def test_a_request_is_accepted_and_set_aside_in_one_step_with_undo(visitor, site, laptop):
    line = ask(site, laptop, days=1)
    device = DeviceFactory(ready=True, site=site, category=laptop)
    page = visitor.post(reverse("request_serve", args=[line.request.pk]), follow=True)
    text = page.content.decode()
    assert page.request["PATH_INFO"] == reverse("answer_queue")
    assert f"{line.request} has been accepted" in text
    assert f"1 item is set aside ({device})." in text
    device.refresh_from_db()
    assert (device.status, line.request.loans.get().status) == ("reserved", "prepared")
    undone = undo_on(visitor, text)
    assert f"{line.request} is waiting for your answer again." in undone
    loan, own = line.request.loans.get(), Request.objects.get(pk=line.request.pk)
    device.refresh_from_db()
    assert (device.status, own.status, loan.status) == ("ready", "sent", "cancelled")
    assert own.lines.get().accepted is None
    assert Event.objects.about(own)[0].kind == "request.reopened"
    assert [case.request for case in cases(visitor)] == [own]
    letters = {(m.kind, m.status) for m in Message.objects.about(own)}
    assert letters == {("request.accepted", "dropped"), ("request.ready", "dropped")}


def test_undone_acceptance_withdrawn_by_letter_if_its_mail_left(visitor, site, laptop):
    line = ask(site, laptop, number=2)
    card = VoucherFactory(batch__site=site)
    RequestLineFactory(request=line.request, category=None, product=card.batch.product, requested=1)
    devices = DeviceFactory.create_batch(2, ready=True, site=site, category=laptop)

    def serve():
        url = reverse("request_serve", args=[line.request.pk])
        return visitor.post(url, follow=True).content.decode()

    text = serve()
    assert f"3 items are set aside ({devices[0]}, {devices[1]}, {card})." in text
    Message.objects.filter(kind="request.accepted").update(status="sending")
    undo_on(visitor, text)
    notices = Message.objects.about(line.request).filter(kind="request.reopened")
    assert notices.exists()
    text = serve()
    again = Message.objects.about(line.request).filter(kind="request.accepted", status="waiting")
    assert again.count() == notices.count()
    preparation_operations.free(
        line.request.loans.get(status="prepared").items.first(), by=visitor.user
    )
    assert "has changed since then: this can no longer be undone." in undo_on(visitor, text)


def test_nothing_is_accepted_if_nothing_can_be_set_aside(visitor, site, laptop):
    line = ask(site, laptop)
    page = visitor.post(reverse("request_serve", args=[line.request.pk]), follow=True)
    assert f"{line.request} · Nothing suitable is available." in page.content.decode()
    line.request.refresh_from_db()
    assert (line.request.status, line.request.loans.count()) == ("sent", 0)


def test_each_answer_in_the_queue_opens_the_next_request(visitor, site, laptop):
    first, second, third = (ask(site, laptop, days=days).request for days in (3, 2, 1))
    DeviceFactory(ready=True, site=site, category=laptop)

    def page_of(request, name="request_accept"):
        return f"{reverse(name, args=[request.pk])}?queue=1&site={site.pk}"

    skipping = visitor.get(page_of(first))
    assert skipping.context["following"] == page_of(second)
    line = first.lines.get()
    answer = {f"line_{line.pk}": 1, "set_aside": "1"}
    assert visitor.post(page_of(first), answer).url == page_of(second)
    refusal = page_of(second, "request_refuse")
    assert (
        f'btn-outline" href="{reverse("answer_queue")}?site={site.pk}"' in visitor.get(refusal).text
    )
    assert visitor.post(refusal, {"reason": "No."}).url == page_of(third)
    last = visitor.post(page_of(third), {f"line_{third.lines.get().pk}": 1})
    assert last.url == f"{reverse('answer_queue')}?queue=1&site={site.pk}"
    for request, status in ((first, "accepted"), (second, "refused"), (third, "accepted")):
        request.refresh_from_db()
        assert request.status == status


def test_reserved_and_served_lines_leave_the_waiting_list(
    unrendered, visitor, site, laptop, counter
):
    line = wait_for(site, laptop, number=2)
    device = DeviceFactory(ready=True, site=site, category=laptop)
    reservations_operations.reserve_for(line.request, by=counter, devices=[device])
    assert [left for _place, _request, left, _served in listed(visitor)] == [1]
    line.accepted = line.served = 1
    line.save()
    assert listed(visitor) == []


def test_an_association_sees_only_its_own_rank(sign_in, site, laptop):
    wait_for(site, laptop, days=9)
    line = wait_for(site, laptop, days=2)
    theirs = UserFactory(association=True, organisation=line.request.organisation, language="en")
    answer = sign_in(theirs).get(line.request.get_absolute_url())
    ((_line, wait),) = answer.context["standing"].places
    assert (wait.place, wait.of) == (2, 2)
    assert f"{line.category}: 2nd of 2" in answer.content.decode()
    assert sign_in(theirs).get(reverse("waiting_list")).status_code == 403


def test_collapsed_filters_show_the_number_changed_and_invalid_filters_are_ignored(visitor, laptop):
    def look(**query):
        return visitor.get(reverse("waiting_list"), query).context["look"]

    assert look().set_count == look(category="").set_count == 0
    assert look(category=laptop.pk).set_count == 1
    for name in ("answer_queue", "waiting_list", "reservation_list"):
        query = {"site": "x", "category": "0", "day": "soon", "grade": "Z", "page": "-4"}
        assert visitor.get(reverse(name), query).status_code == 200, name

"""The standing of a request: one state, the same on its page, in lists, letters and the API."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from core.caches.local_cache import local_cache
from loans.allocation.letters import READY_LETTERS
from loans.allocation.standing import Wait, standing_of
from loans.models import Request, Rules
from people.models import Message
from people.outbox.letter_kinds import LETTERS
from people.outbox.posting import post
from people.outbox.rendering import words_now
from tests.api.caller import Caller
from tests.factories import (
    CategoryFactory,
    DeviceFactory,
    LoanFactory,
    LoanItemFactory,
    OpeningHoursFactory,
    RequestFactory,
    RequestLineFactory,
)


def badges(page):
    return re.findall(r'class="status[^"]*">\s*([^<]+?)\s*<', page)


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

# A phrase that no other standing may contain, in letters or labels.
PHRASES = {
    "accepted": "in stock",
    "preparing": "preparing your equipment",
    "waiting": "2nd of 2",
    "ready": "set aside for you until",
    "partly_ready": "1 of 2 are ready until",
}
LABELS = {
    "accepted": "accepted",
    "preparing": "being prepared",
    "waiting": "waiting, 2nd of 2",
    "ready": "ready until 15 Dec.",
    "partly_ready": "1 of 2 ready until 15 Dec.",
}


@pytest.fixture
def laptop():
    return CategoryFactory(names={"fr": "Portable", "en": "Laptop"})


@pytest.fixture
def stand(site, laptop, organisation, desk):
    """Make an accepted request for two laptops with this standing."""
    OpeningHoursFactory(site=site, weekday=1)
    desk.language = "en"
    desk.save()

    def ahead():
        since = timezone.now() - timedelta(days=9)
        first = RequestFactory(accepted=True, site=site, waiting_since=since)
        RequestLineFactory(request=first, category=laptop, requested=1, accepted=1)

    def made(code):
        request = RequestFactory(
            accepted=True, site=site, organisation=organisation, recipient=None, created_by=desk
        )
        line = RequestLineFactory(request=request, category=laptop, requested=2, accepted=2)
        if code == "waiting":
            ahead()
        elif code in {"accepted", "preparing"}:
            DeviceFactory.create_batch(2, ready=True, site=site, category=laptop)
        if code in {"preparing", "ready", "partly_ready"}:
            until = timezone.localdate().replace(month=12, day=15)
            facts = {"organisation": organisation, "site": site, "recipient": None}
            loan = LoanFactory(prepared=True, request=request, held_until=until, **facts)
            for _number in range({"ready": 2, "partly_ready": 1}.get(code, 0)):
                device = DeviceFactory(ready=True, site=site, category=laptop)
                LoanItemFactory(loan=loan, line=line, device=device)
        return request

    return made


@pytest.mark.parametrize("code", LABELS)
def test_page_list_letters_and_api_state_one_standing(code, stand, desk, sign_in):
    request = stand(code)
    standing = standing_of(request)
    assert (standing.code, standing.status_label) == (code, LABELS[code])
    visitor = sign_in(desk)
    address = reverse("request_book", args=[request.pk])
    page = visitor.get(request.get_absolute_url()).content.decode()
    assert standing.status_label in page
    assert standing.sentence in page
    can_book = code in {"ready", "partly_ready"}
    assert (address in page) == can_book
    assert standing.status_label in visitor.get(reverse("request_list")).content.decode()
    assert standing.status_label in visitor.get("/").content.decode()
    assert (
        standing.status_label in visitor.get(desk.organisation.get_absolute_url()).content.decode()
    )
    for loan in request.loans.all():
        label = "being prepared" if code == "preparing" else "ready until 15 Dec."
        for address in (reverse("loan_list"), loan.get_absolute_url()):
            shown = badges(visitor.get(address).content.decode())
            assert label in shown
            assert code == "preparing" or "being prepared" not in shown
    answer = Caller(desk).get(f"/api/v1/requests/{request.pk}/standing").json()
    assert (answer["code"], answer["label"]) == (code, LABELS[code])
    for kind in (kind.code for kind in READY_LETTERS if kind.code.startswith("request.")):
        if kind != "request.message":
            check_letter(kind, request, desk, code, can_book)


def check_letter(kind, request, desk, code, can_book):
    """Check that a letter that is sent states this standing only, and when to book."""
    post(kind, request, to=desk)
    letter = Message.objects.get(kind=kind)
    if LETTERS(kind).is_moot(letter):
        assert kind != "request.accepted"
        assert kind.removeprefix("request.") != code
        return
    words = words_now(letter)
    stated = [name for name, phrase in PHRASES.items() if phrase in words.body]
    assert stated == [code], kind
    assert ("Choose a time to come" in words.body) == can_book, kind


def test_requests_ready_soonest_come_first_in_the_list_of_an_association(stand, desk):
    ready, draft = stand("ready"), RequestFactory(draft=True, organisation=desk.organisation)
    refused = RequestFactory(refused=True, organisation=desk.organisation)
    rows = Request.objects.visible_to(desk).filter(organisation=desk.organisation)
    assert list(rows.by_last_day()) == [ready, draft, refused]


def test_a_request_of_two_categories_shows_each_queue_position(
    stand, site, desk, sign_in, coordinator, monkeypatch
):
    request = stand("waiting")
    (line,) = request.lines.all()
    ready = RequestLineFactory(request=request, requested=1, accepted=1)
    DeviceFactory(ready=True, site=site, category=ready.category)
    waits = {line.pk: Wait(line, 3, 6, 4)}
    monkeypatch.setattr("loans.allocation.standing._waits_of", lambda lines: waits)
    places = f"\n{line.what}: 3rd of 6, about 4 weeks\n{ready.what}: on the shelf"
    assert standing_of(request).status_label == "waiting, 3rd of 6, about 4 weeks"
    assert standing_of(request).sentence.endswith(places)
    coordinator.language = "en"
    coordinator.save()
    for user, address in ((coordinator, request.get_absolute_url()), (desk, "/")):
        page = sign_in(user).get(address).content.decode()
        assert "3rd of 6, about 4 weeks" in page
        assert "on the shelf" in page


def test_the_wait_has_an_estimate_only_with_figures(stand, site, laptop, desk, sign_in):
    request = stand("waiting")
    assert [wait.weeks for _line, wait in standing_of(request).places] == [None]
    for _number in range(12):
        device = DeviceFactory(ready=True, site=site, category=laptop)
        loan = LoanFactory(active=True, site=site)
        LoanItemFactory(open=True, loan=loan, device=device)
    cache.clear()
    part = stand("partly_ready")
    Request.objects.filter(pk=part.pk).update(waiting_since=timezone.now())
    assert f"\n{laptop}: 3rd of 3, about" in standing_of(part).sentence
    sent = RequestFactory(sent=True, site=site, organisation=desk.organisation, created_by=desk)
    RequestLineFactory(request=sent, category=laptop, requested=1)
    page = sign_in(desk).get(sent.get_absolute_url()).content.decode()
    assert "none available here, expected in about 5 weeks" in page
    ((_line, wait),) = standing_of(request).places
    assert (wait.weeks, str(wait)) == (3, "2nd of 3, about 3 weeks")
    Rules.objects.update_or_create(pk=1, defaults={"shows_stock": False})
    local_cache.clear()
    assert str(standing_of(request).places[0][1]) == "2nd of 3"

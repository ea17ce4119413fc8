"""Mails about the progress of a request, without the name of a family."""

from datetime import timedelta

import pytest
from django.core import mail

from core.workflow import lifecycle as requests
from loans.base.lifecycle.loans import Refusal
from loans.base.redaction import family_details_in
from loans.models import Request
from loans.requests.operations import requests as request_operations
from tests.factories import (
    DeviceFactory,
    OpeningHoursFactory,
    RequestFactory,
    RequestLineFactory,
    UserFactory,
)
from tests.visits import undone

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def draft(organisation, person, site):
    loan_request = RequestFactory(
        draft=True,
        organisation=organisation,
        recipient=person,
        site=site,
        note="for Awa",
        reference="KERJEAN-1",
    )
    loan_request.created_by.language = "en"
    loan_request.created_by.save()
    RequestLineFactory(request=loan_request, requested=3, category__names__en="Laptop")
    return loan_request


@pytest.fixture
def sent(draft, django_capture_on_commit_callbacks):
    request_operations.send_request(draft, by=draft.created_by)
    mail.outbox.clear()
    return draft


def test_sending_and_acceptance_are_mailed_without_a_name(
    draft, coordinator, django_capture_on_commit_callbacks
):
    with (
        django_capture_on_commit_callbacks(execute=True),
        pytest.raises(requests.Refused),
    ):
        request_operations.refuse_request(draft, by=coordinator, reason="No.")
    assert mail.outbox == []
    with django_capture_on_commit_callbacks(execute=True):
        request_operations.send_request(draft, by=draft.created_by)
    with django_capture_on_commit_callbacks(execute=True):
        request_operations.accept_request(draft, by=coordinator, quantities={draft.lines.get(): 2})
    sent, accepted = mail.outbox
    assert sent.to == [draft.created_by.email]
    assert draft.number in sent.subject
    assert "Laptop × 3" in sent.body
    assert draft.get_absolute_url() in sent.body
    assert "Laptop: 2 of 3" in accepted.body
    for letter in mail.outbox:
        assert "Awa" not in letter.subject + letter.body
        assert "kerjean" not in (letter.subject + letter.body).casefold()


def test_mails_are_in_the_language_of_each_addressee_and_a_failing_server_stops_nothing(
    draft, settings, django_capture_on_commit_callbacks
):
    draft.created_by.language = "fr"
    draft.created_by.save()
    draft.lines.get().category.__class__.objects.update(names={"fr": "Ordinateur portable"})
    with undone(), django_capture_on_commit_callbacks(execute=True):
        request_operations.send_request(draft, by=draft.created_by)
    assert "Ordinateur portable × 3" in mail.outbox[0].body
    draft.refresh_from_db()
    settings.EMAIL_BACKEND = "nowhere.Backend"
    with django_capture_on_commit_callbacks(execute=True):
        request_operations.send_request(draft, by=draft.created_by)
    draft.refresh_from_db()
    assert draft.status == "sent"


NO_STOCK = "This equipment is not available, and we do not expect any soon."


def test_a_refusal_is_mailed_with_listed_reason_and_text(
    sent, coordinator, django_capture_on_commit_callbacks
):
    words = "Ask again in May: forty laptops come then."
    with django_capture_on_commit_callbacks(execute=True):
        request_operations.refuse_request(
            sent, by=coordinator, reason=words, usual=Refusal.NO_STOCK
        )
    (letter,) = mail.outbox
    assert f"{NO_STOCK} {words}" in letter.body
    assert sent.get_absolute_url() in letter.body


def test_partial_acceptance_is_mailed_with_its_reason(
    sent, coordinator, django_capture_on_commit_callbacks
):
    data = {"by": coordinator, "reason": "The rest comes in May.", "usual": Refusal.NO_STOCK}
    with django_capture_on_commit_callbacks(execute=True):
        request_operations.accept_request(sent, quantities={sent.lines.get(): 2}, **data)
    assert f"Laptop: 2 of 3\n\n{NO_STOCK} The rest comes in May.\n\n" in mail.outbox[0].body


def test_an_acceptance_mail_shows_the_rank_on_the_waiting_list(
    sent, coordinator, django_capture_on_commit_callbacks
):
    line = sent.lines.get()
    since = sent.waiting_since - timedelta(days=3)
    first = RequestFactory(accepted=True, site=sent.site, waiting_since=since)
    RequestLineFactory(request=first, category=line.category, requested=1, accepted=1)
    with django_capture_on_commit_callbacks(execute=True):
        request_operations.accept_request(sent, by=coordinator, quantities={line: 3})
    body = mail.outbox[0].body
    assert "Laptop: 2nd of 2" in body
    assert mail.outbox[0].subject.endswith("(waiting, 2nd of 2)")
    assert "Call us to agree on a day" not in body
    assert "ready at" not in body
    assert "in stock" not in body


def test_an_acceptance_mail_shows_stock_and_collection(
    sent, coordinator, django_capture_on_commit_callbacks
):
    site, line = sent.site, sent.lines.get()
    DeviceFactory.create_batch(3, ready=True, site=site, category=line.category)
    OpeningHoursFactory(site=site, weekday=1)
    with django_capture_on_commit_callbacks(execute=True):
        request_operations.accept_request(
            sent, by=coordinator, quantities={line: 3}, reason="Well asked."
        )
    body = mail.outbox[0].body
    assert "Accepted: the equipment is in stock. We will prepare it" in body
    assert f"Where to collect it: {site}" in body
    assert "Tuesday: " in body
    assert "Choose a time to come" not in body  # nothing is set aside yet
    assert sent.why_refused == ""  # a full acceptance has no reason
    assert "\n\n\n" not in body


def test_a_refusal_reason_is_redacted(sent, coordinator, django_assert_num_queries):
    names = "AWA has one.", "Ms Kerjéan has one.", "Call 06 39 98 12 34.", "awa@example.org"
    for words in names:
        with pytest.raises(requests.Refused, match="mentions the family"):
            request_operations.refuse_request(sent, by=coordinator, reason=words)
    sent.refresh_from_db()
    assert sent.status == "sent"
    loan_request = Request.objects.select_related("recipient").get(pk=sent.pk)
    with django_assert_num_queries(1):
        assert family_details_in("None, and Kerjean knows.", loan_request) == ["Kerjean"]


def test_a_reason_is_redacted_when_the_mail_is_sent(
    sent, coordinator, django_capture_on_commit_callbacks
):
    person, sent.recipient, sent.reference = sent.recipient, None, ""
    sent.save()
    data = {"reason": "Kerjean has one.", "usual": Refusal.SERVED}
    with django_capture_on_commit_callbacks(execute=True):
        request_operations.refuse_request(sent, by=coordinator, **data)
        sent.recipient = person
        sent.save(update_fields=["recipient"])
    assert "This person or service was equipped recently." in mail.outbox[0].body
    assert "Kerjean" not in mail.outbox[0].body


def test_requests_entered_by_staff_notify_the_whole_organisation(
    organisation, coordinator, site, django_capture_on_commit_callbacks
):
    users = [UserFactory(association=True, organisation=organisation) for _ in range(2)]
    UserFactory(association=True, organisation=organisation, disabled=True)
    UserFactory(association=True)
    loan_request = RequestFactory(
        draft=True, organisation=organisation, site=site, created_by=coordinator, recipient=None
    )
    RequestLineFactory(request=loan_request)
    with django_capture_on_commit_callbacks(execute=True):
        request_operations.send_request(loan_request, by=coordinator)
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted(user.email for user in users)

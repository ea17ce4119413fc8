"""What those who ask are told by mail: where their request stands, and no name of a family."""

import pytest
from django.core import mail

from loans import operations
from tests.factories import RequestFactory, RequestLineFactory, UserFactory

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def draft(organisation, person, site):
    asked = RequestFactory(
        draft=True,
        organisation=organisation,
        recipient=person,
        site=site,
        note="for Awa",
        reference="KERJEAN-1",
    )
    asked.created_by.language = "en"
    asked.created_by.save()
    RequestLineFactory(request=asked, requested=3, category__name_en="Laptop")
    return asked


@pytest.fixture
def sent(draft, django_capture_on_commit_callbacks):
    operations.send_request(draft, by=draft.created_by)
    mail.outbox.clear()
    return draft


def test_sending_is_confirmed(draft, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        operations.send_request(draft, by=draft.created_by)
    (letter,) = mail.outbox
    assert letter.to == [draft.created_by.email]
    assert draft.number in letter.subject
    assert "Laptop × 3" in letter.body
    assert draft.get_absolute_url() in letter.body


def test_accepting_says_how_many(sent, coordinator, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        operations.accept_request(sent, by=coordinator, quantities={sent.lines.get(): 2})
    assert "Laptop: 2 of 3" in mail.outbox[0].body


def test_a_refusal_leads_to_its_reason(sent, coordinator, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        operations.refuse_request(sent, by=coordinator, reason="Awa Kerjean has one already.")
    (letter,) = mail.outbox
    assert sent.get_absolute_url() in letter.body
    assert "Kerjean" not in letter.subject + letter.body


def test_no_mail_names_anybody(draft, coordinator, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        operations.send_request(draft, by=draft.created_by)
        operations.accept_request(draft, by=coordinator, quantities={draft.lines.get(): 1})
    assert len(mail.outbox) == 2
    for letter in mail.outbox:
        assert "Awa" not in letter.subject + letter.body
        assert "kerjean" not in (letter.subject + letter.body).casefold()


def test_each_is_written_to_in_their_language(draft, django_capture_on_commit_callbacks):
    draft.created_by.language = "fr"
    draft.created_by.save()
    draft.lines.get().category.__class__.objects.update(name_fr="Ordinateur portable")
    with django_capture_on_commit_callbacks(execute=True):
        operations.send_request(draft, by=draft.created_by)
    assert "Ordinateur portable × 3" in mail.outbox[0].body


def test_of_what_the_house_entered_the_whole_organisation_is_told(
    organisation, coordinator, site, django_capture_on_commit_callbacks
):
    users = [UserFactory(association=True, organisation=organisation) for _ in range(2)]
    UserFactory(association=True, organisation=organisation, disabled=True)
    UserFactory(association=True)
    asked = RequestFactory(
        draft=True, organisation=organisation, site=site, created_by=coordinator, recipient=None
    )
    RequestLineFactory(request=asked)
    with django_capture_on_commit_callbacks(execute=True):
        operations.send_request(asked, by=coordinator)
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted(user.email for user in users)


def test_a_refused_act_tells_nobody(draft, coordinator, django_capture_on_commit_callbacks):
    with (
        django_capture_on_commit_callbacks(execute=True),
        pytest.raises(operations.requests.Refused),
    ):
        operations.refuse_request(draft, by=coordinator, reason="No.")
    assert mail.outbox == []


def test_a_mail_server_that_fails_undoes_nothing(
    draft, settings, django_capture_on_commit_callbacks
):
    settings.EMAIL_BACKEND = "nowhere.Backend"
    with django_capture_on_commit_callbacks(execute=True):
        operations.send_request(draft, by=draft.created_by)
    draft.refresh_from_db()
    assert draft.status == "sent"

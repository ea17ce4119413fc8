"""Requests for access: anybody may apply, the address is confirmed, a coordinator answers."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from core.workflow.lifecycle import Refused
from modules.access_requests import operations as access_operations
from modules.access_requests.links import access_token
from modules.access_requests.models import AccessRequest
from modules.access_requests.tests.factories import AccessRequestFactory
from people.accounts import operations as user_operations
from people.models import Message, Organisation, User
from people.privacy.processing_record import line_of
from tests.factories import OrganisationFactory, UserFactory
from tests.leaks import text_of
from tests.visits import undone

pytestmark = pytest.mark.django_db
POSTED = {
    "name": "Les Genêts",
    "kind": "association",
    "town": "Belvoir",
    "contact": "Idriss Lagadec",
    "email": "idriss@genets.example.org",
    "siret": "",
    "rna": "",
    "phone": "",
    "message": "Trente familles",
}


@pytest.fixture
def ask(client, django_capture_on_commit_callbacks):
    """Send the public form; return the response."""

    def post(**data):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(reverse("access_ask"), POSTED | data)

    return post


def link_of(letter):
    return re.search(r"https?://[^/]+(/ask-access/\S+)", letter.body)[1]


# --- Applying -------------------------------------------------------------------------------------
def test_a_request_is_hidden_until_its_email_is_confirmed(ask, client, coordinator, sign_in):
    ask()
    access = AccessRequest.objects.get()
    assert mail.outbox[0].to == ["idriss@genets.example.org"]
    assert sign_in(coordinator).get(access.get_absolute_url()).status_code == 404
    assert not Organisation.objects.filter(name="Les Genêts").exists()
    assert not User.objects.filter(email=access.email).exists()

    link = link_of(mail.outbox[0])
    client.get(link)  # mail servers prefetch links
    access.refresh_from_db()
    assert access.status == "unconfirmed"
    client.post(link)
    access.refresh_from_db()
    assert access.status == "waiting"
    assert Message.objects.get(kind="access.confirmed").user == coordinator
    assert sign_in(coordinator).get(access.get_absolute_url()).status_code == 200


def test_the_confirmation_link_contains_no_personal_data(ask):
    ask()

    assert "genets" not in link_of(mail.outbox[0])


def test_an_invalid_link_shows_a_message(client):
    for token in ("x", "sent2", "WzEsInkiXQ:1abcde:zzzz"):
        with undone():
            answer = client.get(reverse("access_confirm", args=[token]))

            assert answer.status_code == 410, token
            assert "ne fonctionne plus" in text_of(answer), token


def test_a_link_of_another_address_confirms_nothing(client):
    access = AccessRequestFactory()
    link = reverse("access_confirm", args=[access_token(access)])
    AccessRequest.objects.filter(pk=access.pk).update(email="other@example.org")

    assert client.post(link).status_code == 410
    assert AccessRequest.objects.get().status == "unconfirmed"


def test_a_known_and_an_unknown_organisation_have_the_same_answer(ask, client):
    OrganisationFactory(approved=True, name="CCAS de Valbourg", siret="73282932000074")
    UserFactory(association=True, email="known@example.org")
    pages = []
    for data in (
        {},
        {"name": "CCAS de Valbourg", "siret": "732 829 320 00074"},
        {"email": "known@example.org"},
    ):
        answer = ask(**data)
        pages.append((answer.status_code, answer.url))

    assert set(pages) == {(302, reverse("access_asked"))}
    assert len(mail.outbox) == 3


def test_bad_input_is_explained_and_kept(ask):
    for data in ({"name": ""}, {"email": "no"}, {"siret": "123"}, {"rna": "X1"}, {"contact": ""}):
        with undone():
            answer = ask(**data)

            assert answer.status_code == 200, data
            assert set(answer.context["form"].errors) == set(data), data
            assert "Trente familles" in answer.text, data
            assert not AccessRequest.objects.exists(), data


def test_numbers_are_accepted_as_people_write_them(ask):
    ask(siret="732 829 320 00074", rna="w 351 000 001", phone="+33 (0)6 39 98 77 66")
    access = AccessRequest.objects.get()

    assert (access.siret, access.rna) == ("73282932000074", "W351000001")
    assert access.phone == "06 39 98 77 66"


def test_public_pages_lead_to_the_privacy_notice(client):
    for name in ("access_ask", "access_asked"):
        for notice in ("privacy_notice", "legal_notice", "licence"):
            assert f'href="{reverse(notice)}"' in client.get(reverse(name)).text, name


def test_the_register_says_how_long_requests_for_access_are_kept(english):
    assert "365 days" in line_of("structures").parts["term"]


def test_requests_are_limited_by_ip_address(ask, still_clock):
    for number in range(5):
        assert ask(email=f"a{number}@example.org").status_code == 302
    answer = ask(email="a6@example.org")

    assert answer.status_code == 429
    assert "dans une heure" in text_of(answer)
    assert "Trente familles" in answer.text
    assert (AccessRequest.objects.count(), len(mail.outbox)) == (5, 5)


def test_the_limit_does_not_affect_other_ip_addresses(ask, client):
    for number in range(6):
        ask(email=f"a{number}@example.org")
    answer = client.post(reverse("access_ask"), POSTED, REMOTE_ADDR="192.0.2.7")

    assert answer.status_code == 302


def test_mails_to_an_address_are_limited(ask):
    answers = {ask(email="Victim@example.org").url for _ in range(4)}

    assert answers == {reverse("access_asked")}
    assert len(mail.outbox) == 3


def test_the_public_form_is_available_in_english(client, django_capture_on_commit_callbacks):
    client.cookies["django_language"] = "en"
    page = client.get(reverse("access_ask"))
    assert "deleted after three days" in text_of(page)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("access_ask"), POSTED)

    assert AccessRequest.objects.get().language == "en"
    assert "To confirm your address, open this link:" in mail.outbox[0].body


# --- Answering ------------------------------------------------------------------------------------
@pytest.fixture
def waiting():
    return AccessRequestFactory(waiting=True, name="Les Genêts", email="i@example.org")


def test_a_granted_request_creates_an_organisation_with_its_manager(waiting, coordinator):
    organisation = access_operations.grant_access(waiting, by=coordinator)

    invited = organisation.users.get()
    assert (organisation.name, organisation.status) == ("Les Genêts", "approved")
    assert (invited.email, invited.is_manager, invited.is_active) == ("i@example.org", True, False)
    assert (waiting.status, waiting.organisation) == ("granted", organisation)
    with pytest.raises(Refused):
        access_operations.grant_access(waiting, by=coordinator)


def test_a_granted_request_may_join_an_existing_organisation(waiting, coordinator, sign_in):
    organisation = OrganisationFactory(expired=True, name="les genêts")
    UserFactory(association=True, organisation=organisation, is_manager=True)
    client = sign_in(coordinator)
    page = client.get(waiting.get_absolute_url())
    assert page.context["alike"] == [organisation]
    client.post(reverse("access_grant", args=[waiting.pk]), {"organisation": "les genêts"})

    organisation.refresh_from_db()
    assert organisation.status == "approved"
    assert not organisation.users.get(email="i@example.org").is_manager
    assert Organisation.objects.filter(name__iexact="les genêts").count() == 1


def test_a_duplicate_name_or_email_is_refused_with_a_message(waiting, coordinator, sign_in):
    UserFactory(association=True, email="i@example.org")
    answer = sign_in(coordinator).post(reverse("access_grant", args=[waiting.pk]), {})

    assert "déjà" in text_of(answer)
    waiting.refresh_from_db()
    assert waiting.status == "waiting"
    assert not Organisation.objects.filter(name="Les Genêts").exists()


def test_a_refusal_is_mailed_with_its_reason(
    waiting, coordinator, sign_in, django_capture_on_commit_callbacks
):
    client = sign_in(coordinator)
    address = reverse("access_refuse", args=[waiting.pk])
    assert "reason" in client.post(address, {"reason": " "}).context["refuse_form"].errors
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address, {"reason": "Nous ne couvrons pas Belvoir."})

    waiting.refresh_from_db()
    assert (waiting.status, mail.outbox[0].to) == ("refused", ["i@example.org"])
    assert "Nous ne couvrons pas Belvoir." in mail.outbox[0].body


def test_unconfirmed_and_answered_requests_are_deleted_in_time(coordinator):
    now = timezone.now()
    remaining = [AccessRequestFactory(), AccessRequestFactory(waiting=True)]
    AccessRequestFactory(created_at=now - timedelta(days=4))
    AccessRequestFactory(refused=True, status_since=now - timedelta(days=366))
    AccessRequestFactory(waiting=True, created_at=now - timedelta(days=400))
    remaining.append(AccessRequest.objects.latest("pk"))

    assert access_operations.forget_access(by=User.objects.system(), now=now) == 2
    assert set(AccessRequest.objects.all()) == set(remaining)


# --- People of an association ---------------------------------------------------------------------
@pytest.fixture
def manager():
    return UserFactory(association=True, is_manager=True)


def test_the_last_manager_stays_while_there_are_others(manager, coordinator):
    other = UserFactory(association=True, organisation=manager.organisation)
    with pytest.raises(Refused):
        user_operations.disable_user(manager, by=coordinator)
    with pytest.raises(Refused):
        user_operations.change_user(
            manager,
            by=coordinator,
            name=manager.name,
            role=manager.role,
            organisation=manager.organisation,
            is_manager=False,
        )
    User.objects.filter(pk=other.pk).update(is_manager=True)

    assert not user_operations.disable_user(manager, by=coordinator).is_active


def test_the_only_user_of_an_association_may_be_closed(manager, coordinator):
    assert not user_operations.disable_user(manager, by=coordinator).is_active


def test_no_invitation_for_an_unapproved_organisation(manager, coordinator):
    for state in ("asked", "suspended", "expired"):
        with undone():
            Organisation.objects.filter(pk=manager.organisation_id).update(status=state)
            organisation = Organisation.objects.get(pk=manager.organisation_id)
            for by in (coordinator, User.objects.get(pk=manager.pk)):
                with pytest.raises(Refused):
                    user_operations.invite(
                        by=by, email="n@example.org", name="N", organisation=organisation
                    )


def test_a_manager_cannot_change_users_of_another_association(manager, sign_in):
    stranger = UserFactory(association=True)
    client = sign_in(manager)

    assert client.get(reverse("user_edit", args=[stranger.pk])).status_code == 404
    for name in ("user_disable", "user_enable"):
        assert client.post(reverse(name, args=[stranger.pk])).status_code == 404
    stranger.refresh_from_db()
    assert stranger.is_active
    with pytest.raises(Refused):
        user_operations.disable_user(stranger, by=manager)

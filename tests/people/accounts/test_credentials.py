"""Events that end the sessions of a user also revoke their API tokens and calendar URL."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.test import Client
from django.utils import timezone

from api.models import Token
from core.models import Event
from people.accounts import operations
from people.accounts.links import password_reset_url
from people.models import Message, User
from tests.factories import TokenFactory, UserFactory
from tests.people.accounts.pages import PASSWORD, app_code, somebody, typed_in
from tests.visits import undone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("still_clock")]

NEW = "ombre tulipe azur colza"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _second_factor_is_optional(settings):
    settings.MFA_REQUIRED = False


def opened(secret):
    """Return the status code of the API with this secret."""
    headers = {"Authorization": f"Bearer {secret}"}
    return Client(headers=headers).get("/api/v1/devices").status_code


def change_password(user, admin):
    client, _answer = typed_in(user)
    data = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert client.post("/accounts/password/change/", data).status_code == 302
    assert client.get("/profile/").status_code == 200


def reset_password(user, admin):
    client, path = Client(), password_reset_url(user).split("/", 3)[3]
    page = client.get(f"/{path}")
    assert client.post(page.url, {"password1": NEW, "password2": NEW}).status_code == 302


def change_password_at_the_command_line(user, admin):
    user.set_password(NEW)
    user.save()


def close_and_open_again(user, admin):
    operations.disable_user(user, by=admin)
    operations.enable_user(user, by=admin)


def change(user, admin, **facts):
    now = {"name": user.name, "role": user.role, "sites": [*user.sites.all()]}
    operations.change_user(user, by=admin, **now | facts)


def lose_a_role(user, admin):
    change(user, admin, role="volunteer")


def change_email(user, admin):
    change(user, admin, email="elsewhere@example.org")


def reset_second_factor(user, admin):
    TOTP.activate(user, SECRET)
    operations.reset_second_factor(user, by=admin)


ENDS = [
    change_password,
    reset_password,
    change_password_at_the_command_line,
    close_and_open_again,
    lose_a_role,
    change_email,
    reset_second_factor,
]


def test_ending_sessions_revokes_secrets_permanently(admin, site):
    for end in ENDS:
        with undone():
            user = somebody(coordinator=True, sites=[site])
            TokenFactory(user=user, secret="mine")
            assert opened("mine") == 200
            end(user, admin)
            assert opened("mine") == 401, end
            assert User.objects.get(pk=user.pk).is_active, end
            assert Event.objects.filter(kind="token.revoked").exists(), end


def test_a_changed_name_does_not_revoke_tokens(admin, site):
    user = somebody(coordinator=True, sites=[site])
    TokenFactory(user=user, secret="mine")
    change(user, admin, name="Another name")
    assert opened("mine") == 200


def test_the_letter_about_a_changed_password_lists_revoked_secrets(
    django_capture_on_commit_callbacks,
):
    user = somebody(volunteer=True, language="en")
    with django_capture_on_commit_callbacks(execute=True):
        change_password(user, None)
    assert "API tokens" in mail.outbox[0].body
    assert "calendar address" in mail.outbox[0].body


# --- Creating a token requires reauthentication ---


def token_form(**more):
    ends = timezone.localdate() + timedelta(days=30)
    return {"name": "Tool", "scopes": ["read"], "expires_on": ends.isoformat()} | more


def later(minutes=6):
    return time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=False)


def test_creating_a_token_asks_for_the_password_and_keeps_typed_values():
    client, _answer = typed_in(somebody(coordinator=True))
    with later():
        assert client.get("/profile/tokens/").status_code == 200
        question = client.post("/profile/tokens/", token_form())
        assert question.headers["Location"].startswith("/accounts/reauthenticate/")
        assert not Token.objects.exists()
        client.post(question.headers["Location"], {"password": "wrong wrong wrong"})
        assert not Token.objects.exists()
        done = client.post(question.headers["Location"], {"password": PASSWORD})
        assert done.context["secret"].startswith("rebond_")
        assert Token.objects.get().name == "Tool"


def test_the_second_factor_is_the_proof_without_a_password():
    user = somebody(coordinator=True)
    user.set_unusable_password()
    user.save()
    TOTP.activate(user, SECRET)
    client = Client()
    client.force_login(user)
    question = client.post("/profile/tokens/", token_form())
    assert question.headers["Location"].startswith("/accounts/2fa/reauthenticate/")
    done = client.post(question.headers["Location"], {"code": app_code(SECRET)})
    assert done.context["secret"].startswith("rebond_")


def test_machine_tokens_ask_for_a_proof_too(site):
    pages = ["/tokens/machine/", f"/tokens/{TokenFactory().pk}/"]
    client, _answer = typed_in(somebody(admin=True, sites=[site]))
    with later():
        for page in pages:
            answer = client.post(page, {})
            assert answer.headers["Location"].startswith("/accounts/reauthenticate/"), page


def test_the_owner_is_notified_of_a_token_by_mail(django_capture_on_commit_callbacks):
    user = somebody(coordinator=True, language="en")
    client, _answer = typed_in(user)
    for number in (1, 2):
        with django_capture_on_commit_callbacks(execute=True):
            client.post("/profile/tokens/", token_form(name=f"Tool {number}"))
    assert [letter.to for letter in mail.outbox] == [[user.email]] * 2
    assert "Tool 1" in mail.outbox[0].body
    assert "Tool 2" in mail.outbox[1].body
    assert "rebond_" not in mail.outbox[0].body


def test_the_creator_of_a_machine_token_is_notified(site, django_capture_on_commit_callbacks):
    user = somebody(admin=True, sites=[site], language="en")
    client, _answer = typed_in(user)
    sent = token_form(name="Bench 2", role="technician", sites=[site.pk])
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/tokens/machine/", sent)
    assert Message.objects.get(kind="token.opened").user == user
    assert "Bench 2" in mail.outbox[0].body


def test_the_page_of_a_user_has_the_number_of_tokens(admin, sign_in):
    user = UserFactory(coordinator=True)
    TokenFactory(user=user)
    TokenFactory(user=user)
    TokenFactory(user=user, revoked=True)
    TokenFactory(user=user, expired=True)
    page = sign_in(admin).get(f"/users/{user.pk}/")
    kinds = [(str(kind), count) for kind, count in page.context["credentials"]]
    assert ("jetons de l’API", 2) in kinds

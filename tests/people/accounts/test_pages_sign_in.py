import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from people.models import Message
from tests.people.accounts.pages import PASSWORD, link_in, somebody, typed_in
from tests.visits import undone

pytestmark = pytest.mark.django_db

PUBLIC = [
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/inactive/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/done/",
    "/accounts/password/reset/key/1-unknown/",
]
SIGNED_IN = [
    "/accounts/logout/",
    "/accounts/reauthenticate/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/2fa/webauthn/",
]


def test_public_allauth_pages_use_our_templates():
    for path in PUBLIC:
        with undone():
            answer = Client().get(path)
            assert answer.status_code == 200, path
            assert '<main id="content" class="plain-card ' in answer.text, path
            assert "style=" not in answer.text, path
            assert "script-src 'self'" in answer.headers["Content-Security-Policy"], path
            assert "'unsafe" not in answer.headers["Content-Security-Policy"], path
            assert "no-store" in answer.headers["Cache-Control"], path


def test_account_pages_use_our_templates_and_need_sign_in(sign_in):
    for path in SIGNED_IN:
        with undone():
            answer = sign_in(somebody()).get(path)
            assert answer.status_code == 200, path
            assert '<main id="content"' in answer.text, path
            assert "no-store" in answer.headers["Cache-Control"], path
            assert Client().get(path).status_code == 302, path


def test_an_anonymous_user_is_redirected_to_sign_in_and_back():
    answer = Client().get("/profile/")
    assert answer.headers["Location"] == "/accounts/login/?next=/profile/"
    user = somebody()
    answer = Client().post(
        "/accounts/login/?next=/profile/", {"login": user.email, "password": PASSWORD}
    )
    assert answer.headers["Location"] == "/profile/"


def test_sign_in_does_not_redirect_to_foreign_urls():
    for next_page in ("https://elsewhere.example/", "//elsewhere.example/"):
        with undone():
            user = somebody()
            answer = Client().post(
                f"/accounts/login/?next={next_page}", {"login": user.email, "password": PASSWORD}
            )
            assert (answer.status_code, answer.headers["Location"]) == (302, "/"), next_page


def test_the_email_is_case_insensitive():
    somebody(email="lou@example.org")
    answer = Client().post("/accounts/login/", {"login": "Lou@Example.org", "password": PASSWORD})
    assert answer.status_code == 302


def test_a_wrong_password_and_an_unknown_email_get_the_same_answer():
    user = somebody(email="known@example.org")
    unknown = Client().post(
        "/accounts/login/", {"login": "nobody@example.org", "password": "wrong wrong wrong"}
    )
    _client, wrong = typed_in(user, "wrong wrong wrong")
    assert wrong.status_code == unknown.status_code == 200
    assert wrong.context["form"].errors == unknown.context["form"].errors != {}


def test_a_closed_account_cannot_sign_in():
    for state in ("invited", "disabled"):
        with undone():
            user = somebody(**{state: True})
            client, _answer = typed_in(user)
            assert client.get("/profile/").status_code == 302, state


def test_five_wrong_passwords_lock_even_the_right_one():
    user = somebody()
    for _try in range(5):
        typed_in(user, "wrong wrong wrong")
    _client, answer = typed_in(user)
    assert answer.status_code == 200
    assert answer.context["form"].non_field_errors()


def test_a_lockout_applies_to_the_network_of_the_attempts_only():
    user = somebody()
    for number in range(5):
        typed_in(user, "wrong wrong wrong", address=f"203.0.113.{number}")
    _client, answer = typed_in(user, address="203.0.113.77")
    assert answer.status_code == 200
    _client, answer = typed_in(user, address="198.51.100.7")
    assert answer.status_code == 302


def test_a_network_of_ipv6_is_locked_too():
    user = somebody()
    for number in range(5):
        typed_in(user, "wrong wrong wrong", address=f"2001:db8:1:2::{number}")
    assert typed_in(user, address="2001:db8:1:2:ffff::1")[1].status_code == 200
    assert typed_in(user, address="2001:db8:1:3::1")[1].status_code == 302


def test_ipv4_mapped_addresses_count_as_ipv4():
    user = somebody(volunteer=True)
    for _ in range(6):
        typed_in(user, "wrong", address="::ffff:198.51.100.7")
    assert typed_in(user, address="::ffff:198.51.100.8")[1].status_code != 302
    assert typed_in(user, address="::ffff:203.0.113.9")[1].status_code == 302


def test_wrong_passwords_are_notified_by_mail_once(
    django_capture_on_commit_callbacks,
):
    user = somebody()
    for number in range(1, 8):  # each from another network
        with django_capture_on_commit_callbacks(execute=True):
            typed_in(user, "wrong wrong wrong", address=f"203.0.{number}.1")
        assert len(mail.outbox) == (number > 4)
    assert mail.outbox[0].to == [user.email]
    assert "203.0" not in mail.outbox[0].body


def test_a_single_wrong_password_or_unknown_email_sends_no_mail():
    user = somebody()
    typed_in(user, "wrong wrong wrong")
    user.email = "nobody@example.org"
    for _try in range(6):
        typed_in(user, "wrong wrong wrong")
    assert not Message.objects.exists()


def test_too_many_requests_get_our_429_page(settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    user = somebody()
    typed_in(user, "wrong wrong wrong")
    _client, answer = typed_in(user)
    assert answer.status_code == 429
    assert '<main id="content" class="plain-card ' in answer.text


def test_sign_up_is_closed():
    answer = Client().post("/accounts/signup/", {"email": "new@example.org", "password1": PASSWORD})
    assert "account/signup_closed.html" in {template.name for template in answer.templates}
    assert not EmailAddress.objects.exists()


def test_a_password_reset_works_with_and_without_an_allauth_email_row(
    django_capture_on_commit_callbacks,
):
    user = somebody(email="lou@example.org")
    client = Client()
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/accounts/password/reset/", {"email": "Lou@example.org"})
    assert answer.headers["Location"] == "/accounts/password/reset/done/"
    assert mail.outbox[0].to == ["lou@example.org"]
    form = client.get(link_in(mail.outbox[0]), follow=True)
    assert form.status_code == 200
    new = {"password1": "ombre tulipe azur colza", "password2": "ombre tulipe azur colza"}
    done = client.post(form.request["PATH_INFO"], new)
    assert done.status_code == 302
    assert typed_in(user, "ombre tulipe azur colza")[1].status_code == 302
    assert Client().get(link_in(mail.outbox[0])).context["token_fail"] is True


def test_a_password_reset_reveals_nothing_and_mails_active_users_only():
    for state in ("invited", "disabled"):
        with undone():
            closed = somebody(**{state: True})
            for email in [closed.email, "nobody@example.org"]:
                answer = Client().post("/accounts/password/reset/", {"email": email})
                assert answer.headers["Location"] == "/accounts/password/reset/done/", state
            assert mail.outbox == [], state


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one():
    user = somebody()
    other, _answer = typed_in(user)
    client, _answer = typed_in(user)
    answer = client.post(
        "/accounts/password/change/",
        {
            "oldpassword": PASSWORD,
            "password1": "ombre tulipe azur colza",
            "password2": "ombre tulipe azur colza",
        },
    )
    assert answer.headers["Location"] == "/profile/"
    assert client.get("/profile/").status_code == 200
    assert other.get("/profile/").status_code == 302
    assert Message.objects.get(kind="account.password").user == user


def test_users_cannot_change_their_own_email():
    for path in (
        "/accounts/email/",
        "/accounts/confirm-email/",
        "/accounts/confirm-email/some:key/",
    ):
        with undone():
            user = somebody(email="lou@example.org")
            client, _answer = typed_in(user)
            for action in ["action_add", "action_remove", "action_primary"]:
                answer = client.post(path, {action: "", "email": "else@example.org"})
                assert answer.headers["Location"] == "/profile/", path
            user.refresh_from_db()
            assert user.email == "lou@example.org", path
            assert not EmailAddress.objects.exists(), path


def test_signing_out_needs_confirmation_and_a_post():
    client, _answer = typed_in(somebody())
    client.get("/accounts/logout/")
    assert client.get("/profile/").status_code == 200
    client.post("/accounts/logout/")
    assert client.get("/profile/").status_code == 302


def test_passkeys_are_offered_only_by_our_own_scripts():
    page = Client().get("/accounts/login/").text
    assert 'src="/static/mfa/js/webauthn.js"' in page
    options = Client().get("/accounts/2fa/webauthn/login/", headers={"accept": "application/json"})
    assert "challenge" in options.json()["request_options"]["publicKey"]

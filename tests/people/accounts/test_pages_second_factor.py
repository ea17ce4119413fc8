from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP

from tests.people.accounts.pages import PASSWORD, app_code, somebody, typed_in
from tests.visits import undone

# A code of an app is right for half a minute: none ends between the page and the answer.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("still_clock")]

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _compulsory(settings):
    settings.MFA_REQUIRED = True


def with_an_app(**facts):
    user = somebody(**facts)
    TOTP.activate(user, SECRET)
    return user


def test_coordinators_and_admins_must_set_up_a_second_factor():
    for role in ("coordinator", "admin"):
        with undone():
            client, _answer = typed_in(somebody(**{role: True}))
            assert client.get("/profile/").headers["Location"] == "/accounts/2fa/", role
            assert client.post("/users/invite/").headers["Location"] == "/accounts/2fa/", role
            assert client.get("/accounts/2fa/").status_code == 200, role


def test_other_roles_need_no_second_factor():
    for role in ("volunteer", "technician", "counter", "association"):
        with undone():
            client, _answer = typed_in(somebody(**{role: True}))
            assert client.get("/profile/").status_code == 200, role


def test_the_second_factor_is_optional_by_a_setting(settings):
    settings.MFA_REQUIRED = False
    client, _answer = typed_in(somebody(admin=True))
    assert client.get("/users/").status_code == 200


def test_an_authenticator_is_set_up_even_without_mail_server(settings):
    settings.EMAIL_BACKEND = "core.no_mail.EmailBackend"
    client, _answer = typed_in(somebody(coordinator=True))
    secret = client.get("/accounts/2fa/totp/activate/").context["form"].secret
    done = client.post("/accounts/2fa/totp/activate/", {"code": app_code(secret)})
    assert done.headers["Location"] == "/accounts/2fa/recovery-codes/"


def test_setting_up_totp_shows_recovery_codes_and_continues():
    user = somebody(coordinator=True)
    client, _answer = typed_in(user)
    page = client.get("/accounts/2fa/totp/activate/")
    assert 'src="data:image/svg+xml' in page.text
    secret = page.context["form"].secret
    wrong = client.post("/accounts/2fa/totp/activate/", {"code": "000000"})
    assert wrong.context["form"].errors["code"]
    done = client.post("/accounts/2fa/totp/activate/", {"code": app_code(secret)})
    assert done.headers["Location"] == "/accounts/2fa/recovery-codes/"
    codes = client.get("/accounts/2fa/recovery-codes/")
    assert len(codes.context["unused_codes"]) == 10
    assert all(code in codes.text for code in codes.context["unused_codes"])
    assert client.get("/profile/").status_code == 200


def test_sign_in_requires_the_code():
    user = with_an_app(admin=True)
    client, answer = typed_in(user)
    assert answer.headers["Location"] == "/accounts/2fa/authenticate/"
    assert client.get("/profile/").status_code == 302
    assert client.get("/accounts/2fa/authenticate/").status_code == 200
    answer = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert answer.context["form"].errors["code"]
    answer = client.post("/accounts/2fa/authenticate/", {"code": app_code(SECRET)})
    assert answer.headers["Location"] == "/"
    assert client.get("/users/").status_code == 200


def test_a_totp_code_is_used_once():
    user = with_an_app(volunteer=True)
    with time_machine.travel("2026-11-25 10:00:05Z", tick=False):
        code = app_code(SECRET)
        for status in [302, 200]:
            client, _answer = typed_in(user)
            answer = client.post("/accounts/2fa/authenticate/", {"code": code})
            assert answer.status_code == status


def test_an_older_session_with_the_password_alone_must_give_the_second_factor():
    user = somebody(admin=True)
    stolen, _answer = typed_in(user)
    TOTP.activate(user, SECRET)
    answer = stolen.get("/users/")
    assert answer.headers["Location"] == "/accounts/2fa/reauthenticate/?next=%2Fusers%2F"
    stolen.post("/accounts/2fa/reauthenticate/", {"code": "000000"})
    assert stolen.get("/users/").status_code == 302
    answer = stolen.post("/accounts/2fa/reauthenticate/?next=/users/", {"code": app_code(SECRET)})
    assert answer.headers["Location"] == "/users/"
    assert stolen.get("/users/").status_code == 200


def test_deactivating_totp_requires_another_factor():
    client, _answer = typed_in(with_an_app(admin=True))
    client.post("/accounts/2fa/authenticate/", {"code": app_code(SECRET)})
    assert client.get("/accounts/2fa/totp/deactivate/").status_code == 200
    client.post("/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.exists()
    assert client.get("/users/").headers["Location"] == "/accounts/2fa/"


def test_the_pages_of_a_passkey_are_ours():
    user = somebody(volunteer=True)
    client, _answer = typed_in(user)
    assert client.get("/accounts/2fa/webauthn/add/").status_code == 200
    passkey = Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "Blue key", "credential": {}}
    )
    for path in ["", f"keys/{passkey.pk}/edit/", f"keys/{passkey.pk}/remove/"]:
        page = client.get(f"/accounts/2fa/webauthn/{path}")
        assert page.status_code == 200
        assert '<main id="content"' in page.text
    assert "Blue key" in client.get("/accounts/2fa/webauthn/").text
    client.post(f"/accounts/2fa/webauthn/keys/{passkey.pk}/remove/")
    assert not Authenticator.objects.exists()


def test_changing_factors_requires_recent_authentication():
    client, _answer = typed_in(somebody(volunteer=True))
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=6)):
        answer = client.get("/accounts/2fa/totp/activate/")
        assert answer.headers["Location"].startswith("/accounts/reauthenticate/")
        client.post(answer.headers["Location"], {"password": PASSWORD})
        assert client.get("/accounts/2fa/totp/activate/").status_code == 200


def test_removing_the_second_factor_requires_a_longer_password():
    user, short = somebody(volunteer=True), "grue mica lin"
    user.set_password(short)
    user.save()
    TOTP.activate(user, SECRET)
    client, _answer = typed_in(user, short)
    client.post("/accounts/2fa/authenticate/", {"code": app_code(SECRET)})
    assert client.get("/profile/").status_code == 200
    client.post("/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(user=user).exists()
    assert client.get("/profile/").headers["Location"] == "/accounts/password/change/"
    again, _answer = typed_in(user, short)
    assert again.get("/profile/").headers["Location"] == "/accounts/password/change/"
    page = again.get("/accounts/password/change/")
    assert "15" in page.text
    data = {"oldpassword": short, "password1": PASSWORD, "password2": PASSWORD}
    assert again.post("/accounts/password/change/", data).status_code == 302
    assert again.get("/profile/").status_code == 200


def test_without_a_required_second_factor_a_longer_password_is_required():
    user, short = somebody(coordinator=True), "grue mica lin"
    user.set_password(short)
    user.role = "volunteer"
    user.save()
    client, _answer = typed_in(user, short)
    assert client.get("/profile/").headers["Location"] == "/accounts/password/change/"

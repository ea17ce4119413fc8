from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal import auth
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command

from core.models import Event
from core.workflow.lifecycle import Refused
from people.accounts.operations import reset_second_factor
from people.models import Message, User
from tests.people.accounts.pages import PASSWORD, app_code, somebody, typed_in
from tests.visits import undone

# A code is valid for half a minute, so the clock is stopped during a test.
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
    settings.EMAIL_BACKEND = "core.operating.no_mail.EmailBackend"
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
    # the password would lead back here
    assert (
        "/accounts/reauthenticate/" not in stolen.get(answer.headers["Location"]).content.decode()
    )
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


def later(minutes):
    return time_machine.travel(datetime.now(UTC) + timedelta(minutes=minutes), tick=False)


def test_an_app_may_be_installed_for_half_an_hour():
    """The QR code remains, and no password is asked for; the code is then accepted."""
    user = somebody(coordinator=True)
    client, _answer = typed_in(user)
    url = "/accounts/2fa/totp/activate/"
    secret = client.get(url).context["form"].secret
    with later(25):
        page = client.get(url)
        assert page.context["form"].secret == secret
        assert f'action="{url}"' in page.text
        done = client.post(url, {"code": app_code(secret)})
        assert done.headers["Location"] == "/accounts/2fa/recovery-codes/"
        assert client.get("/accounts/2fa/recovery-codes/").status_code == 200


def test_after_half_an_hour_the_page_says_that_the_qr_code_changed():
    user = somebody(coordinator=True)
    client, _answer = typed_in(user)
    url = "/accounts/2fa/totp/activate/"
    former = client.get(url).context["form"].secret
    with later(31):
        again = client.post(url, {"code": app_code(former)}).headers["Location"]
        page = client.post(again, {"password": PASSWORD})
        assert "Le QR code a changé" in page.text
        assert f'action="{url}"' in page.text
        assert page.context["form"].errors["code"]
        secret = page.context["form"].secret
        assert secret != former
        done = client.post(url, {"code": app_code(secret)})
        assert done.headers["Location"] == "/accounts/2fa/recovery-codes/"


def test_a_reauthentication_in_between_keeps_the_secret_and_the_code():
    client, _answer = typed_in(with_an_app(volunteer=True))
    client.post("/accounts/2fa/authenticate/", {"code": app_code(SECRET)})
    client.post("/accounts/2fa/totp/deactivate/")
    url = "/accounts/2fa/totp/activate/"
    with later(29):
        secret = client.get(url).context["form"].secret
    with later(50):
        again = client.post(url, {"code": app_code(secret)}).headers["Location"]
        done = client.post(again, {"password": PASSWORD})
        assert done.headers["Location"] == "/accounts/2fa/recovery-codes/"


def test_changing_factors_requires_recent_authentication():
    user = somebody(volunteer=True)
    client, _answer = typed_in(user)
    Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={})
    Authenticator.objects.update(created_at=datetime.now(UTC) - timedelta(days=1))
    with later(6):
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


# --- Wrong codes, and users who lost their second factor ---


def typed_code(user, code, address, path="/accounts/2fa/authenticate/"):
    """Type this code after the password, from this IP address; return the response."""
    client, _answer = typed_in(user, address=address)
    return client.post(path, {"code": code}, REMOTE_ADDR=address)


def test_wrong_codes_lock_the_network_they_come_from_and_no_other():
    user = with_an_app(admin=True)
    recovery = RecoveryCodes.activate(user).get_unused_codes()
    for number in range(8):
        typed_code(user, "000000", f"203.0.113.{number}")
    for code in (app_code(SECRET), recovery[0]):
        assert typed_code(user, code, "203.0.113.77").status_code == 200
    assert typed_code(user, recovery[1], "198.51.100.7").status_code == 302
    assert typed_code(user, app_code(SECRET), "198.51.100.8").status_code == 302


def test_many_networks_close_the_app_to_all_but_not_recovery_codes():
    user = with_an_app(volunteer=True)
    recovery = RecoveryCodes.activate(user).get_unused_codes()
    for number in range(31):
        typed_code(user, "000000", f"203.0.{number}.1")
    refused = typed_code(user, app_code(SECRET), "198.51.100.7")
    assert refused.context["form"].errors.as_data()["code"][0].code == "too_many_codes"
    assert typed_code(user, recovery[0], "198.51.100.7").status_code == 302


def test_a_new_password_lifts_the_ceiling_of_wrong_codes():
    user = with_an_app(volunteer=True)
    mine, _answer = typed_in(user)
    mine.post("/accounts/2fa/authenticate/", {"code": app_code(SECRET)})
    for number in range(31):
        typed_code(user, "000000", f"203.0.{number}.1")
    new = "ombre tulipe azur colza"
    data = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert mine.post("/accounts/password/change/", data).status_code == 302
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=1), tick=False):
        client, _answer = typed_in(user, new)
        done = client.post("/accounts/2fa/authenticate/", {"code": app_code(SECRET)})
        assert done.status_code == 302


def test_the_owner_is_notified_of_wrong_codes_once(django_capture_on_commit_callbacks):
    user = with_an_app(volunteer=True, language="en")
    for number in range(1, 8):
        with django_capture_on_commit_callbacks(execute=True):
            typed_code(user, "000000", f"203.0.{number}.1")
        assert len(mail.outbox) == (number > 4)
    assert mail.outbox[0].to == [user.email]
    assert "Several wrong codes were entered at the second step of your" in mail.outbox[0].body


def test_wrong_proofs_of_passkeys_lock_nobody_out(monkeypatch):
    user = with_an_app(volunteer=True)
    passkey = Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={})

    def checked(_user, credential):
        if credential["id"] == "right":
            return passkey
        raise ValidationError("wrong", code="incorrect_code")

    monkeypatch.setattr(auth, "parse_authentication_response", lambda credential: None)
    monkeypatch.setattr(auth, "complete_authentication", checked)
    monkeypatch.setattr(auth, "begin_authentication", lambda user: {})
    client, _answer = typed_in(user)
    path = "/accounts/2fa/authenticate/"
    for _try in range(8):
        answer = client.post(path, {"credential": '{"id": "wrong"}'})
        errors = answer.context["webauthn_form"].errors.as_data()["credential"]
        assert [error.code for error in errors] == ["incorrect_code"]
    assert client.post(path, {"credential": '{"id": "right"}'}).status_code == 302


def test_a_recovery_code_that_is_used_is_notified_by_mail(django_capture_on_commit_callbacks):
    user = with_an_app(volunteer=True, language="en")
    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    with django_capture_on_commit_callbacks(execute=True):
        assert typed_code(user, code, "127.0.0.1").status_code == 302
    assert mail.outbox[0].to == [user.email]
    assert "Recovery codes left: 9" in mail.outbox[0].body
    assert code not in mail.outbox[0].body
    with django_capture_on_commit_callbacks(execute=True):
        typed_code(user, app_code(SECRET), "127.0.0.1")
    assert Message.objects.count() == 1


def test_an_administrator_resets_the_second_factor_of_a_colleague(
    django_capture_on_commit_callbacks,
):
    admin, colleague = with_an_app(admin=True), with_an_app(coordinator=True, language="en")
    theirs, _answer = typed_in(colleague)
    theirs.post("/accounts/2fa/authenticate/", {"code": app_code(SECRET)})
    assert theirs.get("/profile/").status_code == 200
    ours, _answer = typed_in(admin)
    ours.post("/accounts/2fa/authenticate/", {"code": app_code(SECRET)})
    path = f"/users/{colleague.pk}/reset-second-factor/"
    assert path in ours.get(f"/users/{colleague.pk}/").text
    assert (
        path.replace(str(colleague.pk), str(admin.pk)) not in ours.get(f"/users/{admin.pk}/").text
    )
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=6), tick=False):
        question = ours.post(path)
        assert question.headers["Location"].startswith("/accounts/reauthenticate/")
        assert Authenticator.objects.filter(user=colleague).exists()
        with django_capture_on_commit_callbacks(execute=True):
            done = ours.post(question.headers["Location"], {"password": PASSWORD})
        assert done.headers["Location"] == f"/users/{colleague.pk}/"
    assert not Authenticator.objects.filter(user=colleague).exists()
    assert Authenticator.objects.filter(user=admin).exists()
    assert theirs.get("/profile/").status_code == 302
    assert Event.objects.about(colleague).get(kind="user.second_factor_reset").by == admin
    assert mail.outbox[-1].to == [colleague.email]
    assert "An administrator reset your two-step sign-in: your code" in mail.outbox[-1].body


def test_nobody_resets_their_own_second_factor_or_a_missing_one(english):
    admin = with_an_app(admin=True)
    other = somebody(admin=True)
    for user, words in ((admin, "Change your own"), (other, "has no two-step sign-in.")):
        with pytest.raises(Refused, match=words):
            reset_second_factor(user, by=admin)
    with pytest.raises(PermissionDenied):
        reset_second_factor(admin, by=with_an_app(coordinator=True))


def test_the_command_line_resets_a_second_factor(capsys, django_capture_on_commit_callbacks):
    user = with_an_app(admin=True, language="en")
    client, _answer = typed_in(user)
    client.post("/accounts/2fa/authenticate/", {"code": app_code(SECRET)})
    assert client.get("/profile/").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        call_command("reset_second_factor", user.email.upper())
    assert user.email in capsys.readouterr().out
    assert client.get("/profile/").status_code == 302
    event = Event.objects.about(user).get(kind="user.second_factor_reset")
    assert event.by == User.objects.system()
    assert mail.outbox[-1].to == [user.email]
    assert "reset" in mail.outbox[-1].subject
    _client, answer = typed_in(user)
    assert answer.headers["Location"] == "/"
    for email in (user.email, "nobody@example.org"):
        with pytest.raises(CommandError, match=email if "nobody" in email else user.name):
            call_command("reset_second_factor", email)

import pytest
import time_machine
from django.core import mail

from core.models import Event
from people.base.roles import Role
from people.models import User
from tests.people.accounts.pages import PASSWORD, link_in, typed_in
from tests.visits import undone

pytestmark = pytest.mark.django_db


def test_an_admin_invites_and_the_invitation_is_accepted(
    admin, site, sign_in, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        answer = sign_in(admin).post(
            "/users/invite/",
            {"name": "Lou", "email": "Lou@Example.org", "role": "technician", "sites": [site.pk]},
        )
    lou = User.objects.get(email="lou@example.org")
    assert answer.headers["Location"] == lou.get_absolute_url()
    assert (lou.role, lou.is_active, list(lou.sites.all())) == (Role.TECHNICIAN, False, [site])
    link = link_in(mail.outbox[0])
    client, _answer = typed_in(lou)
    assert client.get(link).status_code == 200
    answer = client.post(link, {"name": "Lou Riou", "password": PASSWORD, "again": PASSWORD})
    assert answer.headers["Location"] == "/"
    assert client.get("/profile/").status_code == 200
    lou.refresh_from_db()
    assert (lou.name, lou.is_active) == ("Lou Riou", True)
    kinds = list(Event.objects.about(lou).values_list("kind", flat=True))
    assert kinds == ["user.joined", "message.sent", "user.invited"]


def invitation(by, sign_in, capture, **facts):
    """Invite a user; return the user and the link."""
    with capture(execute=True):
        sign_in(by).post("/users/invite/", {"name": "Lou", "email": "lou@example.org", **facts})
    return User.objects.get(email="lou@example.org"), link_in(mail.outbox[0])


@pytest.fixture
def invited(association, sign_in, django_capture_on_commit_callbacks):
    """A user invited by the manager of an association, and their link."""
    User.objects.filter(pk=association.pk).update(is_manager=True)
    association.refresh_from_db()
    return invitation(association, sign_in, django_capture_on_commit_callbacks)


def test_a_manager_invites_only_for_their_own_association(
    association, other_association, sign_in, django_capture_on_commit_callbacks
):
    User.objects.filter(pk=association.pk).update(is_manager=True)
    association.refresh_from_db()
    lou, _link = invitation(
        association,
        sign_in,
        django_capture_on_commit_callbacks,
        role="admin",
        organisation=other_association.organisation.name,
        is_manager="on",
    )
    assert (lou.role, lou.organisation) == (Role.ASSOCIATION, association.organisation)
    assert lou.is_manager is False


def test_an_invitation_is_used_once(invited, client):
    lou, link = invited
    data = {"name": "Lou", "password": PASSWORD, "again": PASSWORD}
    assert client.post(link, data).status_code == 302
    other = type(client)()
    assert other.get(link).status_code == 410
    again = other.post(link, data | {"password": "ombre tulipe azur", "again": "ombre tulipe azur"})
    assert again.status_code == 410
    lou.refresh_from_db()
    assert lou.check_password(PASSWORD)


def test_an_invitation_expires(invited, client):
    _lou, link = invited
    with time_machine.travel("2099-01-01", tick=False):
        assert client.get(link).status_code == 410


def test_a_truncated_or_altered_link_is_refused(invited, client):
    _lou, link = invited
    for wrong in [link[:-6] + "/", link.replace("/invitation/", "/invitation/x")]:
        page = client.get(wrong)
        assert (page.status_code, page.templates[0].name) == (
            410,
            "people/accounts/invitation_closed.html",
        )


def test_a_withdrawn_invitation_is_invalid_until_resent(
    invited, association, sign_in, client, django_capture_on_commit_callbacks
):
    lou, link = invited
    sign_in(association).post(f"/users/{lou.pk}/disable/")
    assert client.get(link).status_code == 410
    with django_capture_on_commit_callbacks(execute=True):
        sign_in(association).post(f"/users/{lou.pk}/enable/")
    assert client.get(link).status_code == 410
    assert client.get(link_in(mail.outbox[1])).status_code == 200


def test_a_weak_or_mistyped_password_is_refused_and_the_name_is_kept(invited, client):
    for password, again in (
        ("short", "short"),
        ("password1234", "password1234"),
        (PASSWORD, "another one of these"),
    ):
        with undone():
            lou, link = invited
            page = client.post(link, {"name": "Lou Riou", "password": password, "again": again})
            assert page.status_code == 200, (password, again)
            assert 'value="Lou Riou"' in page.text, (password, again)
            lou.refresh_from_db()
            assert lou.joined_at is None, (password, again)

"""Invitations by role, and changes of accounts."""

import pytest
from django.core.exceptions import ValidationError

from core.models import Event
from core.workflow.lifecycle import Refused
from people.accounts import operations as user_operations
from people.base.roles import LADDER, Role
from people.models import Organisation, User
from tests.factories import SiteFactory, UserFactory
from tests.visits import undone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def story(subject):
    return [event.kind for event in Event.objects.about(subject)]


def test_an_invited_user_is_inactive_until_the_mailed_link(
    admin, site, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        user = user_operations.invite(
            by=admin, email="Ada@Example.org", name="Ada", role=Role.COUNTER, sites=[site]
        )

    user.refresh_from_db()
    assert (user.email, user.role, user.is_active) == ("ada@example.org", Role.COUNTER, False)
    assert not user.has_usable_password()
    assert (list(user.sites.all()), user.site) == ([site], site)
    assert mailoutbox[0].to == ["ada@example.org"]
    invited = Event.objects.about(user).get(kind="user.invited")
    assert invited.data == {"role": Role.COUNTER}


def test_a_coordinator_cannot_invite_our_team(coordinator, mailoutbox):
    for role in LADDER:
        with undone():
            with pytest.raises(Refused, match="Only an administrator can manage users of our team"):
                user_operations.invite(
                    by=coordinator, email="ada@example.org", name="Ada", role=role
                )
            assert not User.objects.filter(email="ada@example.org").exists(), role
            assert mailoutbox == [], role


def test_a_manager_invites_for_their_own_association_alone(association, other_association):
    association.is_manager = True
    association.save(update_fields=["is_manager"])

    with pytest.raises(Refused, match="You can only manage users of your own organisation"):
        user_operations.invite(
            by=association,
            email="ada@example.org",
            name="Ada",
            organisation=other_association.organisation,
        )
    mine = user_operations.invite(
        by=association,
        email="ada@example.org",
        name="Ada",
        organisation=association.organisation,
    )
    assert mine.role == Role.ASSOCIATION


def test_an_association_user_without_organisation_is_not_invited(admin):
    with pytest.raises(ValidationError, match="A user from an organisation must belong to one"):
        user_operations.invite(by=admin, email="ada@example.org", name="Ada")


def test_an_email_is_invited_once_regardless_of_case(admin):
    UserFactory(email="ada@example.org")

    with pytest.raises(ValidationError, match="Someone already has this e-mail address"):
        user_operations.invite(by=admin, email="ADA@example.org", name="Ada", role=Role.COUNTER)


def test_a_new_role_comes_with_its_sites(admin, volunteer):
    elsewhere = SiteFactory()

    user_operations.change_user(
        volunteer, by=admin, name="Ada", role=Role.TECHNICIAN, sites=[elsewhere]
    )

    volunteer.refresh_from_db()
    assert (volunteer.role, volunteer.site) == (Role.TECHNICIAN, elsewhere)
    assert story(volunteer) == ["user.changed"]


def test_no_invitation_is_resent_for_a_suspended_organisation(admin):
    invited = UserFactory(association=True, is_active=False, joined_at=None)
    Organisation.objects.filter(pk=invited.organisation_id).update(status="suspended")
    with pytest.raises(Refused, match="nobody can be invited"):
        user_operations.enable_user(User.objects.get(pk=invited.pk), by=admin)


def test_the_last_administrator_is_not_disabled(admin):
    with pytest.raises(Refused, match="This is the last administrator"):
        user_operations.disable_user(admin, by=User.objects.system())
    admin.refresh_from_db()
    assert admin.is_active


def test_the_last_administrator_keeps_its_role(admin):
    with pytest.raises(Refused, match="This is the last administrator"):
        user_operations.change_user(admin, by=admin, name="Ada", role=Role.COUNTER)
    admin.refresh_from_db()
    assert admin.role == Role.ADMIN


def test_users_cannot_close_their_own_account(admin):
    UserFactory(admin=True)

    with pytest.raises(Refused, match="You cannot close your own access"):
        user_operations.disable_user(admin, by=admin)


def test_an_account_is_closed_then_reopened(admin, volunteer):
    user_operations.disable_user(volunteer, by=admin)
    assert not User.objects.get(pk=volunteer.pk).has_perm("inventory.view_device")

    user_operations.enable_user(volunteer, by=admin)
    assert User.objects.get(pk=volunteer.pk).has_perm("inventory.view_device")
    assert story(volunteer) == ["user.enabled", "user.disabled"]


def test_an_invitation_is_accepted_once():
    user = UserFactory(invited=True)

    user_operations.join(user, name="Ada", password="correct horse battery")

    assert (user.name, user.is_active) == ("Ada", True)
    assert user.check_password("correct horse battery")
    with pytest.raises(Refused, match="This invitation has already been used"):
        user_operations.join(user, name="Eve", password="another horse battery")
    assert User.objects.get(pk=user.pk).name == "Ada"


def test_a_weak_password_is_refused_and_the_invitation_stays():
    user = UserFactory(invited=True)

    with pytest.raises(ValidationError):
        user_operations.join(user, name="Ada", password="password1234")
    user.refresh_from_db()
    assert (user.joined_at, user.is_active) == (None, False)

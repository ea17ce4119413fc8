"""Accounts closed long ago lose their name everywhere, but keep a number and their events."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils import timezone

from core.models import Event
from core.workflow import erasure_journal
from core.workflow.lifecycle import Refused
from desk.privacy.daily import erase_what_is_due
from loans.base.loan_terms import after_months
from people.accounts import operations as account_erasure_operations
from people.accounts import operations as user_operations
from people.accounts.operations import forget_users_again
from people.base.models.user import Access, former_email
from people.models import User
from tests.everywhere import in_tables
from tests.factories import OrganisationFactory, PasskeyFactory, SiteFactory, UserFactory
from tests.law import refused, write

pytestmark = pytest.mark.django_db
NAME, EMAIL = "Wilhelmine Troadec-Kerzauzon", "wilhelmine.t@example.org"


@pytest.fixture
def admin():
    return UserFactory(admin=True)


@pytest.fixture
def user():
    user = UserFactory(counter=True, name=NAME, email=EMAIL, sites=[SiteFactory()])
    EmailAddress.objects.create(user=user, email=EMAIL, primary=True)
    PasskeyFactory(user=user)
    return user


@pytest.fixture
def closed(user, admin):
    return user_operations.disable_user(user, by=admin)


def test_a_closed_account_is_anonymised_once_at_the_end_of_retention(closed, admin):
    Event.objects.record("site.changed", SiteFactory(), by=closed)
    term = after_months(timezone.localdate(), 24)
    assert erase_what_is_due(today=term - timedelta(days=1))["accounts"] == 0
    assert in_tables()
    assert erase_what_is_due(today=term)["accounts"] == 1
    assert erase_what_is_due(today=term)["accounts"] == 0
    assert in_tables() == {}
    closed = User.objects.get(pk=closed.pk)
    assert not closed.has_usable_password()
    assert list(closed.sites.all()) == []
    assert Event.objects.about(closed).first().kind == "user.anonymised"


def test_events_of_an_anonymised_account_are_by_a_former_user(closed, admin, sign_in, english):
    account_erasure_operations.forget_user(closed, by=admin)
    story = Event.objects.filter(by=closed).count()
    assert str(User.objects.get(pk=closed.pk)) == "a former user"
    assert Event.objects.filter(by=closed).count() == story
    listed = sign_in(admin).get(reverse("user_list")).context["table"].page.object_list
    assert list(listed) == [admin]


def test_open_accounts_and_recent_invitations_are_not_anonymised(user, admin):
    UserFactory(counter=True, invited=True)
    User.objects.system()
    assert (
        account_erasure_operations.forget_closed_users(
            by=admin, until=timezone.localdate() - timedelta(1)
        )
        == 0
    )


def test_an_unanswered_invitation_is_anonymised(admin):
    UserFactory(counter=True, invited=True, name=NAME, email=EMAIL)
    assert account_erasure_operations.forget_closed_users(by=admin, until=timezone.localdate()) == 1
    assert in_tables() == {}


def test_a_reopened_account_restarts_its_retention(closed, admin):
    user_operations.enable_user(closed, by=admin)
    assert account_erasure_operations.forget_closed_users(by=admin, until=timezone.localdate()) == 0


def test_an_administrator_anonymises_an_account_at_once(closed, admin, sign_in):
    visitor = sign_in(admin)
    page = visitor.get(closed.get_absolute_url()).content.decode()
    address = reverse("user_forget", args=[closed.pk])
    assert address in page
    assert "Sont effacés définitivement\xa0: nom, adresse e-mail, second" in page
    assert visitor.post(address).url == reverse("user_list")
    assert visitor.get(closed.get_absolute_url()).status_code == 404


def test_an_open_account_is_not_anonymised(user, admin):
    with pytest.raises(Refused):
        account_erasure_operations.forget_user(user, by=admin)


def test_an_anonymised_account_is_not_reopened_and_its_email_is_free(closed, admin):
    gone = account_erasure_operations.forget_user(closed, by=admin)
    for act in (account_erasure_operations.forget_user, user_operations.enable_user):
        with pytest.raises(Refused):
            act(gone, by=admin)
    with pytest.raises(Refused):
        user_operations.change_user(gone, by=admin, name=NAME, role=gone.role)
    again = user_operations.invite(by=admin, email=EMAIL, name=NAME, role=gone.role)
    assert again.access == Access.INVITED


def test_the_database_refuses_a_name_on_an_anonymised_account(closed, admin):
    gone = account_erasure_operations.forget_user(closed, by=admin)
    with refused("people_user_anonymised"):
        write(gone, name=NAME)
    with refused("people_user_anonymised"):
        write(gone, is_active=True)
    with refused("people_user_stays_anonymous"):
        write(gone, anonymised_at=None)


def test_a_restore_does_not_bring_the_name_back(user, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    line = ("people.User", user.pk, user.created_at.isoformat(), timezone.now().isoformat())
    erasure_journal.append([erasure_journal.Line(*line)])
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    assert erasure_journal.forget_again(since=long_ago)["people.User"] == 1
    assert in_tables() == {}


def test_a_manager_is_anonymised_too():
    manager = UserFactory(association=True, is_manager=True, name=NAME, email=EMAIL)
    write(manager, is_active=False)
    forget_users_again([User.objects.get(pk=manager.pk)])
    manager.refresh_from_db()
    assert (manager.is_manager, manager.organisation) == (
        False,
        OrganisationFactory._meta.model.objects.get(),
    )


def test_the_domain_of_anonymised_accounts_cannot_be_invited(admin):
    gone = UserFactory(volunteer=True)
    with pytest.raises(Refused, match="adresse"):
        user_operations.invite(by=admin, email=former_email(gone).upper(), name="N", role=gone.role)
    with pytest.raises(Refused, match="adresse"):
        user_operations.change_user(
            UserFactory(volunteer=True),
            by=admin,
            name="N",
            role=gone.role,
            email=former_email(gone),
        )
    assert not User.objects.filter(email=former_email(gone)).exists()

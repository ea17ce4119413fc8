"""A restored backup does not reopen closed accounts."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from core.models import Event
from core.workflow import erasure_journal
from people.accounts import operations
from people.accounts.closed_accounts import CLOSED
from people.base.models.user import Access
from people.models import User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _files_of_its_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def admin():
    return UserFactory(admin=True)


def bring_back(user, **then):
    """Restore the account from a backup."""
    User.objects.filter(pk=user.pk).update(**{"is_active": True} | then)


def close_again(since=LONG_AGO):
    return erasure_journal.forget_again(since=since)[CLOSED]


def test_a_restored_closed_account_is_closed_again_once(admin, django_capture_on_commit_callbacks):
    user = UserFactory(counter=True)
    with django_capture_on_commit_callbacks(execute=True):
        operations.disable_user(user, by=admin)
    bring_back(user)
    assert (close_again(), close_again()) == (1, 0)
    user.refresh_from_db()
    assert user.access == Access.CLOSED
    assert Event.objects.about(user).first().by == User.objects.system()


def test_a_restored_withdrawn_invitation_is_withdrawn_again(admin):
    user = UserFactory(counter=True, invited=True)
    operations.disable_user(user, by=admin)
    erasure_journal.catch_up()
    bring_back(user, is_active=False, invited_at=timezone.now(), password="!anew")
    assert close_again() == 1
    user.refresh_from_db()
    assert user.access == Access.CLOSED


def test_a_reopened_account_stays_open_after_a_restore(admin):
    user = UserFactory(counter=True)
    operations.disable_user(user, by=admin)
    erasure_journal.catch_up()
    earlier = erasure_journal.read(erasure_journal.journal())
    operations.enable_user(user, by=admin)
    assert (erasure_journal.catch_up(), erasure_journal.catch_up()) == (1, 0)
    erasure_journal.append(earlier)
    assert close_again() == 0
    operations.disable_user(user, by=admin)
    assert (erasure_journal.catch_up(), erasure_journal.catch_up()) == (1, 0)
    bring_back(user)
    assert close_again() == 1


def test_accounts_closed_before_the_backup_are_not_closed_again(admin):
    user = UserFactory(counter=True)
    operations.disable_user(user, by=admin)
    erasure_journal.catch_up()
    bring_back(user)
    assert close_again(since=timezone.now() + timedelta(seconds=1)) == 0


def test_first_admin_works_after_the_last_administrator_was_closed(admin, capsys):
    call_command("first_admin", email="lou@example.org", name="Lou")
    assert not User.objects.filter(email="lou@example.org").exists()
    bring_back(admin, is_active=False)
    call_command("first_admin", email="lou@example.org", name="Lou")
    assert User.objects.get(email="lou@example.org").access == Access.INVITED
    assert "lou@example.org" in capsys.readouterr().out

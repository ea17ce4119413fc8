"""Managers of an association name their successors, and an association always has one."""

import pytest
from django.core.exceptions import PermissionDenied

from core.models import Event
from core.workflow.lifecycle import Refused
from people.accounts import operations as manager_operations
from people.accounts import operations as user_operations
from people.models import User
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def manager():
    return UserFactory(association=True, is_manager=True)


@pytest.fixture
def colleague(manager):
    return UserFactory(association=True, organisation=manager.organisation)


def managers_of(user):
    return set(User.objects.filter(organisation=user.organisation, is_manager=True))


def test_a_manager_names_another_manager(manager, colleague):
    manager_operations.name_manager(colleague, by=manager)
    assert managers_of(manager) == {manager, colleague}
    event = Event.objects.about(colleague).get()
    assert (event.kind, event.by) == ("user.manages", manager)
    with pytest.raises(Refused, match="already"):
        manager_operations.name_manager(colleague, by=manager)


def test_a_manager_hands_over_to_another_user(manager, colleague):
    manager_operations.name_manager(colleague, by=manager, in_my_place=True)
    assert managers_of(manager) == {colleague}
    assert Event.objects.about(manager).get().kind == "user.manages_no_more"
    with pytest.raises(PermissionDenied):
        manager_operations.name_manager(manager, by=User.objects.get(pk=manager.pk))


def test_the_last_manager_stops_only_once_another_is_named(manager, colleague, coordinator):
    for by in (manager, coordinator):
        with pytest.raises(Refused, match="Nobody else manages"):
            manager_operations.stop_managing(manager, by=by)
    manager_operations.name_manager(colleague, by=coordinator)
    manager_operations.stop_managing(manager, by=manager)
    assert managers_of(manager) == {colleague}


def test_a_manager_cannot_remove_another_manager(manager, colleague):
    manager_operations.name_manager(colleague, by=manager)
    with pytest.raises(Refused, match="Only our team"):
        manager_operations.stop_managing(colleague, by=manager)


def test_only_an_active_user_of_the_association_becomes_manager(manager, coordinator, counter):
    invited = UserFactory(association=True, organisation=manager.organisation, disabled=True)
    for user, by in ((invited, manager), (counter, coordinator)):
        with pytest.raises(Refused, match="who can sign in"):
            manager_operations.name_manager(user, by=by)
    with pytest.raises(PermissionDenied):
        manager_operations.name_manager(UserFactory(association=True), by=manager)


def test_staff_name_a_manager_on_the_form_and_it_is_recorded(coordinator, manager, colleague):
    facts = {"name": colleague.name, "role": colleague.role, "is_manager": True}
    user_operations.change_user(
        colleague, by=coordinator, organisation=colleague.organisation, **facts
    )
    assert Event.objects.filter(kind="user.manages").count() == 1


def test_handing_over_on_the_page_keeps_the_user_signed_in(sign_in, manager, colleague):
    visitor = sign_in(manager)
    page = visitor.get(colleague.get_absolute_url()).content.decode()
    assert "/manages/" in page
    own = visitor.get(manager.get_absolute_url()).content.decode()
    assert "/manages-no-more/" in own
    refused = visitor.post(f"/users/{manager.pk}/manages-no-more/", follow=True)
    assert list(refused.context["messages"])
    assert managers_of(manager) == {manager}
    answer = visitor.post(f"/users/{colleague.pk}/manages/", {"in_my_place": "1"}, follow=True)
    assert answer.redirect_chain[0][0] == "/"
    assert answer.context["user"].pk == manager.pk
    assert visitor.get(colleague.get_absolute_url()).status_code == 403

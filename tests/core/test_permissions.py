"""Who may do what, written a second time: the lowest role of the house that may, for each act."""

import pytest
from django.core.exceptions import PermissionDenied

from donations import operations as donations
from inventory import operations as inventory
from people import operations as people
from people.roles import LADDER, Role
from tests.factories import UserFactory

LOWEST = {
    Role.VOLUNTEER: [
        donations.count,
        donations.receive,
        inventory.move_to_place,
        inventory.receive_alike,
        inventory.receive_devices,
    ],
    Role.TECHNICIAN: [
        inventory.add_medium,
        inventory.correct,
        inventory.destroy_medium,
        inventory.finish,
        inventory.identify_medium,
        inventory.put_back_medium,
        inventory.quarantine,
        inventory.record_erasure,
        inventory.record_results,
        inventory.refurbish,
        inventory.release,
        inventory.remove_medium,
        inventory.retire,
        inventory.revive,
    ],
    Role.COUNTER: [inventory.reveal, people.save_recipient],
    Role.COORDINATOR: [
        donations.cancel,
        donations.change,
        donations.close,
        donations.promise,
        donations.reopen,
        donations.restore,
        donations.save_donor,
        donations.schedule,
        inventory.activate_voucher,
        inventory.apply_import,
        inventory.cancel_voucher,
        inventory.check_list,
        inventory.consign_vouchers,
        inventory.declare_lost,
        inventory.expire_vouchers,
        inventory.find_again,
        inventory.give_back,
        inventory.lose_voucher,
        inventory.receive_vouchers,
        inventory.remap,
        inventory.return_consigned,
        inventory.start_import,
        inventory.undo_import,
        inventory.withdraw,
        people.change_user,
        people.correct_organisation,
        people.decide_organisation,
        people.disable_user,
        people.enable_user,
        people.enter_organisation,
        people.invite,
    ],
    Role.ADMIN: [people.save_site],
}
ACTS = {act: role for role, acts in LOWEST.items() for act in acts}
FOR_ASSOCIATIONS = {people.save_recipient}
FOR_THEIR_MANAGERS = {
    *FOR_ASSOCIATIONS,
    people.change_user,
    people.disable_user,
    people.enable_user,
    people.invite,
}


def is_denied(act, user):
    """Whether `user` is turned away; who is let in is stopped for want of a subject."""
    with pytest.raises((PermissionDenied, TypeError)) as stopped:
        act(by=user)
    return stopped.type is PermissionDenied


@pytest.mark.parametrize("module", [donations, inventory, people])
def test_every_act_has_its_line(module):
    acts = {act for act in vars(module).values() if hasattr(act, "permission")}

    assert {act.__name__ for act in acts - set(ACTS)} == set()


@pytest.mark.django_db
@pytest.mark.parametrize("role", LADDER)
def test_each_role_of_the_house_may_do_its_own_work_and_that_of_those_below(role):
    user = UserFactory(role=role)

    wrong = {
        act.__name__
        for act, lowest in ACTS.items()
        if is_denied(act, user) != (LADDER.index(role) < LADDER.index(lowest))
    }

    assert wrong == set()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("is_manager", "allowed"), [(False, FOR_ASSOCIATIONS), (True, FOR_THEIR_MANAGERS)]
)
def test_a_person_of_an_association_may_do_little_of_it(is_manager, allowed):
    user = UserFactory(association=True, is_manager=is_manager)

    assert {act for act in ACTS if not is_denied(act, user)} == allowed


@pytest.mark.django_db
def test_whose_access_is_closed_may_do_nothing():
    user = UserFactory(admin=True, disabled=True)

    assert {act for act in ACTS if not is_denied(act, user)} == set()

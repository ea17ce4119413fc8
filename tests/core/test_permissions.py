"""Who may do what, written a second time: the lowest role of the house that may, for each act."""

import pytest
from django.core.exceptions import PermissionDenied

from core import exports, savedviews
from donations import operations as donations
from inventory import operations as inventory
from inventory.operations import imports, undoing, vouchers
from loans import operations as loans
from people import operations as people
from people.roles import LADDER, Role
from tests.core import acts_of_loans
from tests.core.acts_of_desk import DESK, outcomes, reports
from tests.core.acts_of_loans import LOANS
from tests.core.acts_of_people import PEOPLE
from tests.factories import UserFactory

LOWEST = {
    Role.VOLUNTEER: [
        savedviews.change_view,
        savedviews.choose_columns,
        savedviews.delete_view,
        savedviews.open_with,
        savedviews.save_view,
        donations.close_agenda,
        donations.count,
        donations.open_agenda,
        donations.receive,
        inventory.arrive,
        inventory.attach_code,
        inventory.cancel_count,
        inventory.cancel_transfer,
        inventory.close_count,
        inventory.close_transfer,
        inventory.count_code,
        inventory.count_shelf,
        inventory.count_stock,
        inventory.count_ticked,
        inventory.file_report,
        inventory.forget_number,
        inventory.save_sheet_position,
        inventory.clear_shelf,
        inventory.load,
        inventory.make_tags,
        inventory.move_back,
        inventory.move_to_place,
        inventory.not_arrive,
        inventory.note_line,
        inventory.note_number,
        inventory.note_printed,
        inventory.open_count,
        inventory.prepare_transfer,
        inventory.put_in_stock,
        inventory.put_in_exit,
        inventory.receive_alike,
        inventory.receive_devices,
        inventory.receive_stock,
        inventory.register,
        inventory.reopen_count,
        inventory.replace_label,
        inventory.report_label,
        inventory.confirm_presence,
        inventory.send,
        inventory.send_stock,
        inventory.take_from_stock,
        inventory.take_out_of_exit,
        inventory.undo_scan,
        inventory.unload,
        inventory.undo_presence,
        inventory.weigh_exit,
        inventory.withdraw_own,
    ],
    Role.TECHNICIAN: [
        inventory.apply_report,
        inventory.drop_report,
        inventory.keep_report,
        inventory.accept_fault,
        inventory.add_medium,
        inventory.attach_report,
        inventory.certify_device,
        inventory.forget_reports,
        inventory.keep_certificate_file,
        inventory.await_part,
        inventory.bring_together,
        inventory.check_together,
        inventory.cancel_repair,
        inventory.correct,
        inventory.describe_together,
        inventory.destroy_medium,
        inventory.end_repair,
        inventory.finish,
        inventory.fit_part,
        inventory.give_up_part,
        inventory.identify_medium,
        inventory.undo_refurbish,
        inventory.prepare_exit,
        inventory.note_repair,
        inventory.open_repair,
        inventory.put_back_medium,
        inventory.put_charger_back,
        inventory.quarantine,
        inventory.record_erasure,
        inventory.record_report,
        inventory.record_repairs,
        inventory.record_results,
        inventory.record_same_results,
        inventory.refurbish,
        inventory.refurbish_all,
        inventory.release,
        inventory.remove_medium,
        inventory.reopen_repair,
        inventory.retire,
        inventory.retire_all,
        inventory.retire_into_exit,
        inventory.revive,
        inventory.set_charger,
        inventory.set_charging,
        inventory.specify,
        inventory.take_charger,
        inventory.take_new_version,
        inventory.take_out_part,
        inventory.take_part,
        inventory.take_repair,
        inventory.waive_part,
        inventory.take_over_bench,
        vouchers.put_sim,
        vouchers.take_sim_out,
    ],
    Role.COUNTER: [
        vouchers.activate_voucher,
        vouchers.note_phone_number,
        vouchers.open_for_slip,
        vouchers.reveal,
    ],
    Role.COORDINATOR: [
        exports.record_export,
        donations.announce_donors,
        donations.cancel,
        donations.change,
        donations.close,
        donations.forget_donor,
        donations.forget_donors_due,
        donations.forget_frozen,
        donations.keep_donor,
        donations.promise,
        donations.reopen,
        donations.restore,
        donations.save_donor,
        donations.schedule,
        vouchers.account_for,
        vouchers.consign_product,
        vouchers.drop_list,
        vouchers.enter_list,
        vouchers.forget_voucher_lists,
        vouchers.keep_list,
        vouchers.match_columns,
        vouchers.reseal_vouchers,
        vouchers.set_voucher_minimum,
        inventory.cancel_exit,
        inventory.certify_exit,
        inventory.describe_exit,
        inventory.cancel_receipt,
        inventory.calibrate,
        inventory.cancel_voucher,
        inventory.certify_lot,
        inventory.check_list,
        inventory.choose_sheet,
        inventory.consign_vouchers,
        inventory.decide,
        inventory.declare_device,
        inventory.declare_lines,
        inventory.declare_lost,
        inventory.drop_import,
        inventory.expire_vouchers,
        inventory.finalise,
        inventory.find_again,
        inventory.forget,
        inventory.forget_lists,
        inventory.give_back,
        inventory.give_up_letters,
        inventory.issue_receipt,
        inventory.keep_paper,
        inventory.keep_receipt_file,
        inventory.ignore_changed,
        inventory.lose_voucher,
        inventory.receive_vouchers,
        inventory.remap,
        inventory.return_consigned,
        inventory.settle_conflicts,
        inventory.revoke_certificate,
        inventory.send_certificate,
        inventory.send_paper,
        inventory.send_receipt,
        inventory.send_exit,
        inventory.settle,
        inventory.save_place,
        inventory.save_refurbisher,
        inventory.settle_transfer,
        inventory.set_label_defaults,
        inventory.set_minimum,
        inventory.set_minimums,
        inventory.take_over_audit,
        inventory.save_printer,
        inventory.start_import,
        inventory.stop_import,
        inventory.take_over_verdicts,
        imports.write_slice,
        undoing.finish_undo,
        undoing.give_up,
        undoing.start_undo,
        undoing.undo_slice,
        inventory.withdraw,
    ],
    Role.ADMIN: [
        inventory.save_checklist,
        inventory.save_format,
        inventory.take_shipped,
    ],
}
ACTS = {
    act: role
    for table in (LOWEST, LOANS, PEOPLE, DESK)
    for role, acts in table.items()
    for act in acts
}
MODULES = [donations, exports, inventory, loans, people, savedviews, vouchers, outcomes, reports]
FOR_ASSOCIATIONS = acts_of_loans.FOR_ASSOCIATIONS | {
    exports.record_export,
    savedviews.change_view,
    savedviews.choose_columns,
    savedviews.delete_view,
    savedviews.open_with,
    savedviews.save_view,
    donations.close_agenda,
    donations.open_agenda,
    people.note_opening,
    people.save_recipient,
}
FOR_THEIR_MANAGERS = {
    *FOR_ASSOCIATIONS,
    people.change_user,
    people.disable_user,
    people.enable_user,
    people.invite,
    people.name_manager,
    people.stop_managing,
}


def is_denied(act, user):
    """Whether `user` is turned away; who is let in is stopped for want of a subject."""
    with pytest.raises((PermissionDenied, TypeError)) as stopped:
        act(by=user)
    return stopped.type is PermissionDenied


APPS = [donations, inventory, loans, people]
ROOMS = [exports, imports, outcomes, reports, savedviews, undoing, vouchers]


@pytest.mark.parametrize("module", [*APPS, *ROOMS])
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

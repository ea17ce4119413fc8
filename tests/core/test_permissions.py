"""Second list of permissions: the lowest role of our team for each operation."""

import pytest
from django.core.exceptions import PermissionDenied

from api import operations as token_operations
from core.lists import exports, saved_views
from donations.operations import anonymisation as donations_anonymisation
from donations.operations import arrivals as arrival_operations
from donations.operations import lots as lot_operations
from inventory.accessories import operations as accessory_operations
from inventory.devices import operations as device_operations
from inventory.erasure.operations import certificates as certificate_operations
from inventory.erasure.operations import erasure as erasure_operations
from inventory.exits import operations as exit_operations
from inventory.imports import apply as import_operations
from inventory.imports import check as matching_operations
from inventory.imports.operations import anonymisation as inventory_anonymisation
from inventory.imports.operations import rows as row_operations
from inventory.imports.operations import withholding as withholding_operations
from inventory.intake.operations import intake as intake_operations
from inventory.intake.operations import papers as paper_operations
from inventory.labels.operations import printers as printer_operations
from inventory.labels.operations import tags as tag_operations
from inventory.repairs.operations import parts as part_operations
from inventory.repairs.operations import repairs as repair_operations
from inventory.transfers import operations as transfer_operations
from inventory.vouchers.operations import lists as list_operations
from inventory.vouchers.operations import vouchers as voucher_operations
from inventory.workshop.operations import bench as bench_operations
from inventory.workshop.operations import checklist_versions as version_operations
from inventory.workshop.operations import checklists as checklist_operations
from inventory.workshop.operations import specifications as specification_operations
from people.accounts import operations as manager_operations
from people.accounts import operations as user_operations
from people.base.roles import LADDER, Role
from people.privacy import operations as retention_operations
from people.recipients import operations as recipient_operations
from tests.core import acts_of_loans
from tests.core.acts_of_desk import DESK
from tests.core.acts_of_loans import LOANS
from tests.core.acts_of_people import PEOPLE
from tests.factories import UserFactory
from tests.of_modules import listed, merged
from tests.operations import OPERATIONS
from tests.visits import undone

LOWEST = {
    Role.VOLUNTEER: [
        saved_views.change_view,
        saved_views.choose_columns,
        saved_views.delete_view,
        saved_views.open_with,
        saved_views.save_view,
        lot_operations.count,
        lot_operations.receive,
        lot_operations.undo_receive,
        lot_operations.undo_count,
        arrival_operations.receive_unannounced,
        arrival_operations.undo_arrival,
        transfer_operations.arrive,
        tag_operations.attach_code,
        transfer_operations.cancel_transfer,
        transfer_operations.close_transfer,
        accessory_operations.count_shelf,
        accessory_operations.count_stock,
        intake_operations.forget_number,
        printer_operations.save_sheet_position,
        transfer_operations.load,
        tag_operations.make_tags,
        device_operations.move_back,
        device_operations.move_to_place,
        device_operations.undo_move,
        transfer_operations.not_arrive,
        accessory_operations.note_came_with,
        intake_operations.note_number,
        tag_operations.note_printed,
        transfer_operations.prepare_transfer,
        accessory_operations.put_in_stock,
        exit_operations.put_in_exit,
        intake_operations.receive_alike,
        intake_operations.receive_devices,
        row_operations.receive_rows,
        accessory_operations.receive_stock,
        intake_operations.register,
        tag_operations.replace_label,
        tag_operations.report_label,
        intake_operations.confirm_presence,
        transfer_operations.send,
        transfer_operations.undo_send,
        accessory_operations.send_stock,
        accessory_operations.take_from_stock,
        exit_operations.take_out_of_exit,
        transfer_operations.unload,
        device_operations.undo_presence,
        exit_operations.weigh_exit,
        intake_operations.withdraw_own,
        intake_operations.undo_entry,
    ],
    Role.TECHNICIAN: [
        specification_operations.apply_report,
        specification_operations.drop_report,
        specification_operations.keep_report,
        specification_operations.take_report,
        repair_operations.accept_fault,
        erasure_operations.add_medium,
        certificate_operations.attach_report,
        certificate_operations.certify_device,
        certificate_operations.forget_reports,
        certificate_operations.keep_certificate_file,
        part_operations.await_part,
        bench_operations.bring_together,
        bench_operations.check_together,
        bench_operations.erase_together,
        bench_operations.finish_together,
        repair_operations.attach_file,
        repair_operations.remove_file,
        repair_operations.cancel_repair,
        device_operations.correct,
        bench_operations.describe_together,
        erasure_operations.destroy_medium,
        repair_operations.end_repair,
        bench_operations.finish,
        checklist_operations.note_limit,
        part_operations.fit_part,
        part_operations.give_up_part,
        erasure_operations.identify_medium,
        device_operations.undo_refurbish,
        bench_operations.undo_finish,
        bench_operations.undo_take_over,
        exit_operations.prepare_exit,
        repair_operations.note_repair,
        repair_operations.open_repair,
        erasure_operations.put_back_medium,
        accessory_operations.put_charger_back,
        device_operations.quarantine,
        device_operations.undo_quarantine,
        erasure_operations.record_erasure,
        certificate_operations.record_report,
        repair_operations.record_repairs,
        checklist_operations.record_results,
        checklist_operations.record_same_results,
        bench_operations.refurbish,
        bench_operations.refurbish_all,
        checklist_operations.release,
        erasure_operations.remove_medium,
        repair_operations.reopen_repair,
        exit_operations.retire,
        exit_operations.undo_retire,
        exit_operations.retire_all,
        exit_operations.retire_into_exit,
        exit_operations.revive,
        accessory_operations.set_charger,
        accessory_operations.set_charging,
        specification_operations.specify,
        accessory_operations.take_charger,
        checklist_operations.take_new_version,
        part_operations.take_out_part,
        part_operations.take_part,
        repair_operations.take_repair,
        part_operations.waive_part,
        bench_operations.take_over_bench,
        voucher_operations.put_sim,
        voucher_operations.take_sim_out,
    ],
    Role.COUNTER: [
        voucher_operations.activate_voucher,
        voucher_operations.note_phone_number,
        voucher_operations.open_for_slip,
        voucher_operations.reveal,
    ],
    Role.COORDINATOR: [
        exports.record_export,
        donations_anonymisation.announce_donors,
        lot_operations.cancel,
        lot_operations.change,
        lot_operations.close,
        donations_anonymisation.forget_donor,
        donations_anonymisation.forget_donors_due,
        donations_anonymisation.forget_frozen,
        donations_anonymisation.keep_donor,
        lot_operations.promise,
        lot_operations.reopen,
        lot_operations.restore,
        lot_operations.save_donor,
        lot_operations.schedule,
        list_operations.drop_list,
        list_operations.enter_list,
        list_operations.forget_voucher_lists,
        list_operations.keep_list,
        list_operations.match_columns,
        list_operations.read_list_otherwise,
        voucher_operations.reseal_vouchers,
        voucher_operations.set_voucher_minimum,
        exit_operations.cancel_exit,
        exit_operations.certify_exit,
        exit_operations.describe_exit,
        voucher_operations.cancel_voucher,
        certificate_operations.certify_lot,
        inventory_anonymisation.forget_lists_naming,
        withholding_operations.blank_cell,
        withholding_operations.restore_cells,
        matching_operations.begin_check,
        paper_operations.note_outcome,
        matching_operations.receive_list,
        matching_operations.read_otherwise,
        paper_operations.declare_device,
        paper_operations.declare_lines,
        device_operations.declare_lost,
        device_operations.undo_loss,
        import_operations.drop_import,
        import_operations.drop_late_check,
        voucher_operations.expire_vouchers,
        device_operations.find_again,
        inventory_anonymisation.forget,
        inventory_anonymisation.forget_lists,
        matching_operations.return_to_check,
        paper_operations.give_up_letters,
        paper_operations.keep_paper,
        voucher_operations.lose_voucher,
        voucher_operations.receive_vouchers,
        matching_operations.remap,
        matching_operations.settle_conflicts,
        certificate_operations.revoke_certificate,
        certificate_operations.send_certificate,
        paper_operations.send_paper,
        exit_operations.send_exit,
        device_operations.save_place,
        transfer_operations.save_refurbisher,
        transfer_operations.settle_transfer,
        printer_operations.set_label_defaults,
        accessory_operations.set_minimum,
        accessory_operations.set_minimums,
        import_operations.start_import,
        import_operations.stop_import,
        import_operations.write_slice,
        import_operations.finish_undo,
        import_operations.abandon,
        import_operations.start_undo,
        import_operations.undo_slice,
        intake_operations.withdraw,
        intake_operations.merge_into_announced,
        version_operations.take_shipped,
    ],
    Role.ADMIN: [
        version_operations.save_checklist,
        voucher_operations.reinstate_voucher,
    ],
}
ACTS = {
    act: role
    for table in (LOWEST, LOANS, PEOPLE, DESK, merged("LOWEST"))
    for role, acts in table.items()
    for act in acts
}
FOR_ASSOCIATIONS = (
    acts_of_loans.FOR_ASSOCIATIONS
    | set(listed("FOR_ASSOCIATIONS"))
    | {
        token_operations.open_token,
        token_operations.revoke_token,
        exports.record_export,
        saved_views.change_view,
        saved_views.choose_columns,
        saved_views.delete_view,
        saved_views.open_with,
        saved_views.save_view,
        retention_operations.note_opening,
        recipient_operations.save_recipient,
    }
)
FOR_THEIR_MANAGERS = {
    *FOR_ASSOCIATIONS,
    user_operations.change_user,
    user_operations.disable_user,
    user_operations.enable_user,
    user_operations.invite,
    manager_operations.name_manager,
    manager_operations.stop_managing,
}


def is_denied(act, user):
    """Whether `user` is denied; most permitted calls then fail for lack of a subject."""
    try:
        act(by=user)
    except PermissionDenied:
        return True
    except TypeError:
        return False
    return False


@pytest.mark.parametrize("app", OPERATIONS)
def test_every_operation_is_in_the_permission_table(app):
    acts = {act for act in OPERATIONS[app].values() if not act.__name__.startswith("_")}
    missing = acts - set(ACTS)

    assert {act.__qualname__ for act in missing} == set()


@pytest.mark.django_db
def test_roles_of_our_team_are_cumulative():
    for role in LADDER:
        with undone():
            user = UserFactory(role=role)

            wrong = {
                act.__name__
                for act, lowest in ACTS.items()
                if is_denied(act, user) != (LADDER.index(role) < LADDER.index(lowest))
            }

            assert wrong == set(), role


@pytest.mark.django_db
def test_the_association_role_has_only_its_permissions():
    for is_manager, allowed in ((False, FOR_ASSOCIATIONS), (True, FOR_THEIR_MANAGERS)):
        with undone():
            user = UserFactory(association=True, is_manager=is_manager)

            assert {act for act in ACTS if not is_denied(act, user)} == allowed, (
                is_manager,
                allowed,
            )


@pytest.mark.django_db
def test_closed_accounts_have_no_permission():
    user = UserFactory(admin=True, disabled=True)

    assert {act for act in ACTS if not is_denied(act, user)} == set()

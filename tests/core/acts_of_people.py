"""Lowest role that may call each operation of `people`."""

from people.accounts import operations as account_erasure_operations
from people.accounts import operations as account_operations
from people.accounts import operations as manager_operations
from people.accounts import operations as user_operations
from people.base.roles import Role
from people.organisations import operations as organisation_operations
from people.outbox import operations as outbox_operations
from people.outbox import operations as quiet_operations
from people.privacy import operations as privacy_operations
from people.privacy import operations as retention_operations
from people.recipients import operations as recipient_operations

PEOPLE = {
    Role.COUNTER: [
        retention_operations.note_opening,
        recipient_operations.save_recipient,
        recipient_operations.choose_signer,
        recipient_operations.see_capacity,
        recipient_operations.see_proof,
        recipient_operations.set_second_language,
    ],
    Role.COORDINATOR: [
        privacy_operations.anonymise,
        user_operations.change_user,
        organisation_operations.correct_organisation,
        organisation_operations.decide_organisation,
        user_operations.disable_user,
        outbox_operations.drop_messages,
        user_operations.enable_user,
        organisation_operations.enter_organisation,
        organisation_operations.enter_own,
        user_operations.invite,
        manager_operations.name_manager,
        outbox_operations.restore_letter,
        outbox_operations.send_now,
        manager_operations.stop_managing,
        outbox_operations.write_letter,
    ],
    Role.ADMIN: [
        retention_operations.confirm_processing,
        account_erasure_operations.forget_closed_users,
        retention_operations.forget_openings,
        account_operations.forget_previous_emails,
        account_erasure_operations.forget_user,
        user_operations.reset_second_factor,
        retention_operations.save_processing,
        quiet_operations.save_quiet_hours,
        retention_operations.save_retention,
        organisation_operations.save_site,
    ],
}

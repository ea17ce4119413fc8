"""Who may do what about people: the lowest role of the house that may, for each act."""

from people import operations as people
from people.roles import Role

PEOPLE = {
    Role.COUNTER: [
        people.note_opening,
        people.save_recipient,
        people.see_proof,
        people.set_second_language,
    ],
    Role.COORDINATOR: [
        people.anonymise,
        people.apply_table,
        people.change_user,
        people.check_table,
        people.correct_organisation,
        people.decide_organisation,
        people.disable_user,
        people.drop_messages,
        people.drop_table,
        people.enable_user,
        people.enter_organisation,
        people.forget_access,
        people.grant_access,
        people.invite,
        people.name_manager,
        people.refuse_access,
        people.restore_letter,
        people.send_now,
        people.stop_managing,
        people.write_letter,
    ],
    Role.ADMIN: [
        people.confirm_processing,
        people.forget_closed_users,
        people.forget_openings,
        people.forget_previous_emails,
        people.forget_user,
        people.save_processing,
        people.save_quiet_hours,
        people.save_retention,
        people.save_site,
    ],
}

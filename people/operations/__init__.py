"""What is done about people: who signs in, which structures ask, for whom."""

from people.operations.access import (
    ask_access,
    confirm_access,
    forget_access,
    grant_access,
    refuse_access,
)
from people.operations.account import forget_previous_emails
from people.operations.areas import apply_table, check_table, drop_table
from people.operations.leaving import forget_closed_users, forget_user
from people.operations.managers import name_manager, stop_managing
from people.operations.organisations import (
    correct_organisation,
    decide_organisation,
    enter_organisation,
    save_site,
)
from people.operations.outbox import drop_messages, restore_letter, send_now, write_letter
from people.operations.quiet import save_quiet_hours
from people.operations.recipients import (
    anonymise,
    check_guardian,
    save_recipient,
    see_proof,
    set_second_language,
)
from people.operations.retention import (
    confirm_processing,
    forget_openings,
    note_opening,
    record_once_a_day,
    save_processing,
    save_retention,
)
from people.operations.users import (
    change_user,
    disable_user,
    enable_user,
    first_admin,
    invite,
    join,
)

__all__ = [
    "anonymise",
    "apply_table",
    "ask_access",
    "change_user",
    "check_guardian",
    "check_table",
    "confirm_access",
    "confirm_processing",
    "correct_organisation",
    "decide_organisation",
    "disable_user",
    "drop_messages",
    "drop_table",
    "enable_user",
    "enter_organisation",
    "first_admin",
    "forget_access",
    "forget_closed_users",
    "forget_openings",
    "forget_previous_emails",
    "forget_user",
    "grant_access",
    "invite",
    "join",
    "name_manager",
    "note_opening",
    "record_once_a_day",
    "refuse_access",
    "restore_letter",
    "save_processing",
    "save_quiet_hours",
    "save_recipient",
    "save_retention",
    "save_site",
    "see_proof",
    "send_now",
    "set_second_language",
    "stop_managing",
    "write_letter",
]

"""The verbs of the counter: ask, answer, prepare, sign, take back."""

from loans.operations.agreements import (
    cancel_loan,
    decline,
    issue,
    note_reading,
    sign_on_paper,
    sign_on_screen,
)
from loans.operations.amendments import (
    correct_agreement,
    decline_amendment,
    draw_amendment,
    note_amendment_reading,
    sign_amendment,
    sign_amendment_on_paper,
)
from loans.operations.appointments import (
    book,
    cancel_appointment,
    come,
    kind_for,
    miss,
    move_appointment,
    not_come,
    serve_at,
    subject_of,
)
from loans.operations.briefing import (
    attach,
    brief,
    detach,
    drop_collector,
    name_collector,
    note_attachment_read,
)
from loans.operations.campaigns import (
    change_campaign,
    drop_campaign,
    launch_campaign,
    prepare_campaign,
    remove_from_campaign,
)
from loans.operations.changes import (
    agree_renewal,
    ask_renewal,
    keep,
    refuse_renewal,
    renew,
    transfer,
    withdraw_renewal,
)
from loans.operations.contributions import (
    cancel_contribution,
    keep_contribution_paper,
    write_contribution_again,
)
from loans.operations.conventions import (
    agree_convention,
    change_convention,
    end_convention,
    end_exemption,
    expire_conventions,
    grant_exemption,
    note_convention_opened,
    remind_of_conventions,
    renew_convention,
)
from loans.operations.dropping import drop_line
from loans.operations.erasing import (
    announce_erasures,
    blank_text,
    erase_due,
    erase_recipient,
    forget_old_texts,
    keep_recipient,
    note_export,
    note_texts_read,
    open_kept_paper,
    purge_kept_papers,
)
from loans.operations.fitting import reserve_fitting
from loans.operations.followups import plan_follow_ups, record_calls
from loans.operations.groups import Family, write_together
from loans.operations.held import open_items
from loans.operations.holding import (
    arrange,
    expire,
    free_if_over,
    free_scanned,
    prolong,
    release_expired,
    warn_of_endings,
)
from loans.operations.hours import (
    close_on_holidays,
    close_site,
    reopen_site,
    write_hours,
)
from loans.operations.incidents import (
    attach_complaint,
    cancel_incident,
    report_incident,
    settle_incident,
)
from loans.operations.losses import declare_item_lost, find_with_borrower
from loans.operations.messages import announce, read_messages, withdraw_message, write_message
from loans.operations.preparation import (
    add_accessory,
    enter_recipient_for,
    free,
    prepare,
    prepare_for,
    set_recipient,
)
from loans.operations.referrals import (
    cancel_referral,
    issue_referral,
    take_referral_off,
    use_referral,
)
from loans.operations.reminders import remind_now
from loans.operations.requests import (
    accept_request,
    cancel_request,
    close_request,
    refuse_request,
    send_request,
    write_request,
)
from loans.operations.reserving import (
    reserve,
    reserve_for,
    reserve_voucher,
    reserve_vouchers,
)
from loans.operations.returning import (
    count_back,
    drop_return,
    finish_return,
    put_in_return,
    say_of_return,
    take_off_return,
)
from loans.operations.returns import take_back
from loans.operations.rules import save_rules
from loans.operations.scanning import take_scanned
from loans.operations.stacks import draw_stack, draw_up_all, keep_stack
from loans.operations.staff import cancel_staff, prepare_staff, tie, untie
from loans.operations.swaps import swap
from loans.operations.takeover import take_over
from loans.operations.terms import set_terms
from loans.operations.texts import save_durations, save_language, save_link, write_text
from loans.operations.undoing import undo_takeover
from loans.operations.weights import save_weights
from loans.returns.receipts import Return

__all__ = [
    "Family",
    "Return",
    "accept_request",
    "add_accessory",
    "agree_convention",
    "agree_renewal",
    "announce",
    "announce_erasures",
    "arrange",
    "ask_renewal",
    "attach",
    "attach_complaint",
    "blank_text",
    "book",
    "brief",
    "cancel_appointment",
    "cancel_contribution",
    "cancel_incident",
    "cancel_loan",
    "cancel_referral",
    "cancel_request",
    "cancel_staff",
    "change_campaign",
    "change_convention",
    "close_on_holidays",
    "close_request",
    "close_site",
    "come",
    "correct_agreement",
    "count_back",
    "declare_item_lost",
    "decline",
    "decline_amendment",
    "detach",
    "draw_amendment",
    "draw_stack",
    "draw_up_all",
    "drop_campaign",
    "drop_collector",
    "drop_line",
    "drop_return",
    "end_convention",
    "end_exemption",
    "enter_recipient_for",
    "erase_due",
    "erase_recipient",
    "expire",
    "expire_conventions",
    "find_with_borrower",
    "finish_return",
    "forget_old_texts",
    "free",
    "free_if_over",
    "free_scanned",
    "grant_exemption",
    "issue",
    "issue_referral",
    "keep",
    "keep_contribution_paper",
    "keep_recipient",
    "keep_stack",
    "kind_for",
    "launch_campaign",
    "miss",
    "move_appointment",
    "name_collector",
    "not_come",
    "note_amendment_reading",
    "note_attachment_read",
    "note_convention_opened",
    "note_export",
    "note_reading",
    "note_texts_read",
    "open_items",
    "open_kept_paper",
    "plan_follow_ups",
    "prepare",
    "prepare_campaign",
    "prepare_for",
    "prepare_staff",
    "prolong",
    "purge_kept_papers",
    "put_in_return",
    "read_messages",
    "record_calls",
    "refuse_renewal",
    "refuse_request",
    "release_expired",
    "remind_now",
    "remind_of_conventions",
    "remove_from_campaign",
    "renew",
    "renew_convention",
    "reopen_site",
    "report_incident",
    "reserve",
    "reserve_fitting",
    "reserve_for",
    "reserve_voucher",
    "reserve_vouchers",
    "save_durations",
    "save_language",
    "save_link",
    "save_rules",
    "save_weights",
    "say_of_return",
    "send_request",
    "serve_at",
    "set_recipient",
    "set_terms",
    "settle_incident",
    "sign_amendment",
    "sign_amendment_on_paper",
    "sign_on_paper",
    "sign_on_screen",
    "subject_of",
    "swap",
    "take_back",
    "take_off_return",
    "take_over",
    "take_referral_off",
    "take_scanned",
    "tie",
    "transfer",
    "undo_takeover",
    "untie",
    "use_referral",
    "warn_of_endings",
    "withdraw_message",
    "withdraw_renewal",
    "write_contribution_again",
    "write_hours",
    "write_message",
    "write_request",
    "write_text",
    "write_together",
]

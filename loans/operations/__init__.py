"""The verbs of the counter: ask, answer, prepare, sign, take back."""

from loans.operations.agreements import (
    cancel_loan,
    decline,
    issue,
    note_reading,
    sign_on_paper,
    sign_on_screen,
    write_text,
)
from loans.operations.preparation import (
    add_accessory,
    free,
    prepare,
    prepare_for,
    reserve,
    reserve_vouchers,
    set_terms,
)
from loans.operations.requests import (
    accept_request,
    cancel_request,
    close_request,
    refuse_request,
    send_request,
    write_request,
)
from loans.operations.returns import (
    Return,
    declare_item_lost,
    find_with_borrower,
    keep,
    open_items,
    swap,
    take_back,
    transfer,
)

__all__ = [
    "Return",
    "accept_request",
    "add_accessory",
    "cancel_loan",
    "cancel_request",
    "close_request",
    "declare_item_lost",
    "decline",
    "find_with_borrower",
    "free",
    "issue",
    "keep",
    "note_reading",
    "open_items",
    "prepare",
    "prepare_for",
    "refuse_request",
    "reserve",
    "reserve_vouchers",
    "send_request",
    "set_terms",
    "sign_on_paper",
    "sign_on_screen",
    "swap",
    "take_back",
    "transfer",
    "write_request",
    "write_text",
]

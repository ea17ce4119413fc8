"""Public operations of connectivity vouchers."""

from inventory.operations.vouchers.consignments import (
    account_for,
    consign_product,
    consign_vouchers,
    return_consigned,
)
from inventory.operations.vouchers.lists import (
    drop_list,
    enter_list,
    forget_voucher_lists,
    keep_list,
    match_columns,
)
from inventory.operations.vouchers.payments import note_paid
from inventory.operations.vouchers.reveals import open_for_slip, reveal
from inventory.operations.vouchers.sims import put_sim, take_sim_out
from inventory.operations.vouchers.stock import (
    activate_voucher,
    cancel_voucher,
    expire_vouchers,
    lose_voucher,
    note_phone_number,
    receive_vouchers,
    reseal_vouchers,
    set_voucher_minimum,
)

__all__ = [
    "account_for",
    "activate_voucher",
    "cancel_voucher",
    "consign_product",
    "consign_vouchers",
    "drop_list",
    "enter_list",
    "expire_vouchers",
    "forget_voucher_lists",
    "keep_list",
    "lose_voucher",
    "match_columns",
    "note_paid",
    "note_phone_number",
    "open_for_slip",
    "put_sim",
    "receive_vouchers",
    "reseal_vouchers",
    "return_consigned",
    "reveal",
    "set_voucher_minimum",
    "take_sim_out",
]

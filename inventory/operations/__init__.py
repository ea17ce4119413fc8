"""The verbs of the warehouse and the workshop."""

from inventory.facts import DeviceFacts
from inventory.operations.byhand import receive_alike
from inventory.operations.erasure import (
    add_medium,
    destroy_medium,
    identify_medium,
    put_back_medium,
    record_erasure,
    remove_medium,
)
from inventory.operations.imports import (
    apply_import,
    check_list,
    give_back,
    remap,
    start_import,
    undo_import,
)
from inventory.operations.intake import RowsRefused, receive_devices, withdraw
from inventory.operations.stock import (
    correct,
    declare_lost,
    find_again,
    move_to_place,
    quarantine,
    release,
    retire,
    revive,
)
from inventory.operations.vouchers import (
    activate_voucher,
    cancel_voucher,
    consign_vouchers,
    expire_vouchers,
    lose_voucher,
    receive_vouchers,
    return_consigned,
    reveal,
)
from inventory.operations.workshop import finish, record_results, refurbish

__all__ = [
    "DeviceFacts",
    "RowsRefused",
    "activate_voucher",
    "add_medium",
    "apply_import",
    "cancel_voucher",
    "check_list",
    "consign_vouchers",
    "correct",
    "declare_lost",
    "destroy_medium",
    "expire_vouchers",
    "find_again",
    "finish",
    "give_back",
    "identify_medium",
    "lose_voucher",
    "move_to_place",
    "put_back_medium",
    "quarantine",
    "receive_alike",
    "receive_devices",
    "receive_vouchers",
    "record_erasure",
    "record_results",
    "refurbish",
    "release",
    "remap",
    "remove_medium",
    "retire",
    "return_consigned",
    "reveal",
    "revive",
    "start_import",
    "undo_import",
    "withdraw",
]

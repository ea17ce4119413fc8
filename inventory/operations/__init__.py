"""Public operations of the warehouse and the workshop."""

from inventory.facts import DeviceDraft
from inventory.operations.accessories import (
    count_shelf,
    count_stock,
    put_in_stock,
    receive_stock,
    send_stock,
    set_minimum,
    set_minimums,
    take_from_stock,
)
from inventory.operations.back import move_back, undo_presence, undo_refurbish
from inventory.operations.byhand import receive_alike, register
from inventory.operations.certificates import (
    certify_device,
    certify_lot,
    keep_certificate_file,
    revoke_certificate,
    send_certificate,
)
from inventory.operations.chargers import put_charger_back, set_charger, set_charging, take_charger
from inventory.operations.checklists import (
    record_results,
    record_same_results,
    take_new_version,
)
from inventory.operations.counts import (
    cancel_count,
    close_count,
    note_line,
    open_count,
    reopen_count,
)
from inventory.operations.decisions import decide, file_report, finalise, ignore_changed, settle
from inventory.operations.door import confirm_presence, forget_number, note_number
from inventory.operations.erasure import destroy_medium, record_erasure
from inventory.operations.exits import (
    cancel_exit,
    certify_exit,
    describe_exit,
    prepare_exit,
    put_in_exit,
    retire_into_exit,
    send_exit,
    take_out_of_exit,
    weigh_exit,
)
from inventory.operations.forgetting import forget, forget_lists
from inventory.operations.imports import (
    apply_import,
    drop_import,
    give_back,
    start_import,
    stop_import,
)
from inventory.operations.intake import RowsRefused, receive_devices, withdraw, withdraw_own
from inventory.operations.labeldefaults import set_label_defaults
from inventory.operations.labels import calibrate, save_format, save_printer, save_sheet_position
from inventory.operations.machines import apply_report, drop_report, keep_report
from inventory.operations.matching import check_list, choose_sheet, remap, settle_conflicts
from inventory.operations.media import (
    add_medium,
    identify_medium,
    put_back_medium,
    remove_medium,
)
from inventory.operations.outside import save_refurbisher, take_over_audit
from inventory.operations.papers import give_up_letters, keep_paper, send_paper
from inventory.operations.parts import (
    await_part,
    fit_part,
    give_up_part,
    take_out_part,
    take_part,
    waive_part,
)
from inventory.operations.places import save_place
from inventory.operations.receipts import (
    cancel_receipt,
    issue_receipt,
    keep_receipt_file,
    send_receipt,
)
from inventory.operations.repairs import (
    RepairFacts,
    accept_fault,
    cancel_repair,
    end_repair,
    note_repair,
    open_repair,
    record_repairs,
    reopen_repair,
    take_repair,
)
from inventory.operations.reports import attach_report, forget_reports, record_report
from inventory.operations.retiring import retire, retire_all, revive
from inventory.operations.scans import clear_shelf, count_code, count_ticked, undo_scan
from inventory.operations.specs import specify
from inventory.operations.stock import (
    correct,
    declare_lost,
    find_again,
    move_to_place,
    quarantine,
    release,
)
from inventory.operations.tags import (
    attach_code,
    make_tags,
    note_printed,
    replace_label,
    report_label,
)
from inventory.operations.together import bring_together, check_together, describe_together
from inventory.operations.transfers import (
    arrive,
    cancel_transfer,
    close_transfer,
    load,
    not_arrive,
    prepare_transfer,
    send,
    settle_transfer,
    unload,
)
from inventory.operations.undoing import undo_import
from inventory.operations.values import declare_device, declare_lines
from inventory.operations.verdicts import take_over_verdicts
from inventory.operations.versions import save_checklist, take_shipped
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
from inventory.operations.workshop import finish, refurbish, refurbish_all, take_over_bench

__all__ = [
    "DeviceDraft",
    "RepairFacts",
    "RowsRefused",
    "accept_fault",
    "activate_voucher",
    "add_medium",
    "apply_import",
    "apply_report",
    "arrive",
    "attach_code",
    "attach_report",
    "await_part",
    "bring_together",
    "calibrate",
    "cancel_count",
    "cancel_exit",
    "cancel_receipt",
    "cancel_repair",
    "cancel_transfer",
    "cancel_voucher",
    "certify_device",
    "certify_exit",
    "certify_lot",
    "check_list",
    "check_together",
    "choose_sheet",
    "clear_shelf",
    "close_count",
    "close_transfer",
    "confirm_presence",
    "consign_vouchers",
    "correct",
    "count_code",
    "count_shelf",
    "count_stock",
    "count_ticked",
    "decide",
    "declare_device",
    "declare_lines",
    "declare_lost",
    "describe_exit",
    "describe_together",
    "destroy_medium",
    "drop_import",
    "drop_report",
    "end_repair",
    "expire_vouchers",
    "file_report",
    "finalise",
    "find_again",
    "finish",
    "fit_part",
    "forget",
    "forget_lists",
    "forget_number",
    "forget_reports",
    "give_back",
    "give_up_letters",
    "give_up_part",
    "identify_medium",
    "ignore_changed",
    "issue_receipt",
    "keep_certificate_file",
    "keep_paper",
    "keep_receipt_file",
    "keep_report",
    "load",
    "lose_voucher",
    "make_tags",
    "move_back",
    "move_to_place",
    "not_arrive",
    "note_line",
    "note_number",
    "note_printed",
    "note_repair",
    "open_count",
    "open_repair",
    "prepare_exit",
    "prepare_transfer",
    "put_back_medium",
    "put_charger_back",
    "put_in_exit",
    "put_in_stock",
    "quarantine",
    "receive_alike",
    "receive_devices",
    "receive_stock",
    "receive_vouchers",
    "record_erasure",
    "record_repairs",
    "record_report",
    "record_results",
    "record_same_results",
    "refurbish",
    "refurbish_all",
    "register",
    "release",
    "remap",
    "remove_medium",
    "reopen_count",
    "reopen_repair",
    "replace_label",
    "report_label",
    "retire",
    "retire_all",
    "retire_into_exit",
    "return_consigned",
    "reveal",
    "revive",
    "revoke_certificate",
    "save_checklist",
    "save_format",
    "save_place",
    "save_printer",
    "save_refurbisher",
    "save_sheet_position",
    "send",
    "send_certificate",
    "send_exit",
    "send_paper",
    "send_receipt",
    "send_stock",
    "set_charger",
    "set_charging",
    "set_label_defaults",
    "set_minimum",
    "set_minimums",
    "settle",
    "settle_conflicts",
    "settle_transfer",
    "specify",
    "start_import",
    "stop_import",
    "take_charger",
    "take_from_stock",
    "take_new_version",
    "take_out_of_exit",
    "take_out_part",
    "take_over_audit",
    "take_over_bench",
    "take_over_verdicts",
    "take_part",
    "take_repair",
    "take_shipped",
    "undo_import",
    "undo_presence",
    "undo_refurbish",
    "undo_scan",
    "unload",
    "waive_part",
    "weigh_exit",
    "withdraw",
    "withdraw_own",
]

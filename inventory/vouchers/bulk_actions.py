"""Bulk actions of the voucher list."""

from django.utils.translation import gettext_lazy as _

from core.lists.actions import BulkAction
from inventory.vouchers.forms import ActivateForm, CancelForm
from inventory.vouchers.operations import consignments as consignment_operations
from inventory.vouchers.operations import vouchers as voucher_operations


class ActivateManyForm(ActivateForm):
    """For `activate_voucher`: one day for all."""

    def __init__(self, data=None, *, user):
        super().__init__(data)


ACTS = (
    BulkAction(
        "activate",
        _("Note as activated"),
        "smartphone",
        run=voucher_operations.activate_voucher,
        form=ActivateManyForm,
    ),
    BulkAction(
        "give_back", _("Back in stock"), "undo-2", run=consignment_operations.return_consigned
    ),
    BulkAction(
        "lose", _("Declare lost"), "circle-question-mark", run=voucher_operations.lose_voucher
    ),
    BulkAction(
        "cancel",
        _("Cancel for good"),
        "ban",
        run=voucher_operations.cancel_voucher,
        form=CancelForm,
    ),
)

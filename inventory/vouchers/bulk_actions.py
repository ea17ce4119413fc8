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
        name="activate",
        label=_("Note as activated"),
        icon="smartphone",
        permission=voucher_operations.activate_voucher.permission,
        run=voucher_operations.activate_voucher,
        form=ActivateManyForm,
    ),
    BulkAction(
        name="give_back",
        label=_("Back in stock"),
        icon="undo-2",
        permission=consignment_operations.return_consigned.permission,
        run=consignment_operations.return_consigned,
    ),
    BulkAction(
        name="lose",
        label=_("Declare lost"),
        icon="circle-question-mark",
        permission=voucher_operations.lose_voucher.permission,
        run=voucher_operations.lose_voucher,
    ),
    BulkAction(
        name="cancel",
        label=_("Cancel for good"),
        icon="ban",
        permission=voucher_operations.cancel_voucher.permission,
        run=voucher_operations.cancel_voucher,
        form=CancelForm,
    ),
)

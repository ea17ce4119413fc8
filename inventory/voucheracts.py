"""What may be done to many vouchers of the list at once, each by the operation of one."""

from django.utils.translation import gettext_lazy as _

from core.bulk import BulkAction
from inventory.forms.vouchers import ActivateForm, CancelForm
from inventory.operations import vouchers as operations


class ActivateManyForm(ActivateForm):
    """For `activate_voucher`: one day for all."""

    def __init__(self, data=None, *, user):
        super().__init__(data)


ACTS = (
    BulkAction(
        name="activate",
        label=_("Note as activated"),
        icon="smartphone",
        permission=operations.activate_voucher.permission,
        run=operations.activate_voucher,
        form=ActivateManyForm,
    ),
    BulkAction(
        name="give_back",
        label=_("Back in stock"),
        icon="undo-2",
        permission=operations.return_consigned.permission,
        run=operations.return_consigned,
    ),
    BulkAction(
        name="lose",
        label=_("Declare lost"),
        icon="circle-question-mark",
        permission=operations.lose_voucher.permission,
        run=operations.lose_voucher,
    ),
    BulkAction(
        name="cancel",
        label=_("Cancel for good"),
        icon="ban",
        permission=operations.cancel_voucher.permission,
        run=operations.cancel_voucher,
        form=CancelForm,
    ),
)

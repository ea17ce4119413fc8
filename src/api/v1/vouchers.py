"""Vouchers: a secret is only in the response to a reveal."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from api.endpoints import Resource
from api.problems import Problem
from api.responses import respond
from inventory.models import Voucher
from inventory.vouchers.filters import VoucherFilter
from inventory.vouchers.forms import ActivateForm, CancelForm, RevealForm
from inventory.vouchers.operations import vouchers

VOUCHERS = Resource(
    "vouchers",
    Voucher,
    (
        "status status_since product=batch__product batch=batch__reference "
        "site=batch__site last_digits iccid device activate_by valid_until organisation "
        "recipient handed_out_at revealed_at activated_on"
    ),
    permission="inventory.view_voucher",
    page="voucher_list",
    filters=VoucherFilter,
    private={"recipient": "people.view_recipient"},
    has_code=True,
)
TEXT = {"type": "string"}
SECRET = {
    "type": "object",
    "properties": {"code": TEXT, "pin": TEXT, "puk": TEXT},
    "required": ["code", "pin", "puk"],
}


def reveal_form(data, *, voucher):
    return RevealForm(data, was_shown=voucher.revealed_at is not None)


def revealed(request, _voucher, secret):
    """Response with the secret; repeating the same call is refused."""
    if secret is None:
        raise Problem(HTTPStatus.CONFLICT)
    response = respond(request, secret._asdict())
    response.headers["Cache-Control"] = "no-store"
    del response.headers["ETag"]
    return response


VOUCHERS.act(
    "reveal",
    vouchers.reveal,
    RevealForm,
    make=reveal_form,
    summary=_("Show its code"),
    page="voucher_reveal",
    extra={"why": TEXT | {"default": ""}},
    answer=SECRET,
    gives=revealed,
)
VOUCHERS.act(
    "activate",
    vouchers.activate_voucher,
    ActivateForm,
    summary=_("Activate"),
    page="voucher_activate",
)
VOUCHERS.act("lose", vouchers.lose_voucher, summary=_("Declare lost"), page="voucher_lost")
VOUCHERS.act(
    "cancel",
    vouchers.cancel_voucher,
    CancelForm,
    summary=_("Cancel permanently"),
    page="voucher_cancel",
    example={"reason": "refused"},
)

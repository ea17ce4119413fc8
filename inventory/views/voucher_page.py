"""The page of a voucher, as several views answer with it."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control

from core.models import Event
from inventory.forms.vouchers import (
    ActivateForm,
    CancelForm,
    PhoneNumberForm,
    RevealForm,
)
from inventory.models import Voucher
from inventory.secrets import decrypt

may_see = permission_required("inventory.view_voucher", raise_exception=True)
no_store = cache_control(no_store=True, private=True)


def show_voucher(request, voucher, *, secret=None, **forms):
    """The page of a voucher; `secret` is there on the answer to a reveal, and only then."""
    user = request.user
    knows = user.has_perm("people.view_recipient")
    context = {
        "voucher": voucher,
        "secret": secret,
        "phone": decrypt(voucher.number_encrypted) if knows else "",
        "replaced_by": Voucher.objects.filter(replaces=voucher).first(),
        "line": voucher.consigned.filter(outcome="").select_related("consignment").first(),
        "reveal_form": RevealForm(was_shown=voucher.revealed_at is not None),
        "number_form": PhoneNumberForm(),
        "activate_form": ActivateForm(),
        "cancel_form": CancelForm(),
        "events": Event.objects.about(voucher)[:100],
    }
    return render(request, "inventory/voucher_detail.html", context | forms)


def flash_shown_once(request):
    """Message when a page that showed codes is loaded again: they are not shown twice."""
    messages.info(request, _("The code was shown once. To see it again, say why."))

"""A reminder sent by hand, from the page of a loan."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from loans import operations
from loans.views.found import loan_or_404


@permission_required(operations.remind_now.permission, raise_exception=True)
@require_POST
def loan_remind(request, pk):
    loan = loan_or_404(request, pk)
    try:
        message = operations.remind_now(loan, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        params = {"whom": message.addressee_kind.label, "channel": message.get_channel_display()}
        text = _("The reminder leaves now, to %(whom)s (%(channel)s).") % params
        messages.success(request, text)
    return redirect(loan)

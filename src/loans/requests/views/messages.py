"""Messages on a request from both sides, and the notice that it is ready."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from core.forms.actions import action_view, run_action
from core.forms.base import attempt
from core.http.access import allowed
from loans.base.shortcuts import request_or_404
from loans.models import Request, RequestMessage
from loans.requests.forms.requests import MessageForm
from loans.requests.operations import messages as message_operations
from loans.requests.request_page import render_request
from people.outbox.channels import mail_notice

may_write = allowed("loans.write_message")


@may_write.by_post
def message_write(request, pk):
    loan_request = request_or_404(request, pk)
    form = MessageForm(request.POST)
    if attempt(form, message_operations.write_message, loan_request, by=request.user):
        messages.success(request, _("The message has been sent."))
        return redirect(f"{loan_request.get_absolute_url()}#last-message")
    return render_request(request, loan_request, message_form=form)


@may_write.by_post
def message_withdraw(request, pk):
    """Withdraw one's own message."""
    words = RequestMessage.objects.filter(request__in=Request.objects.visible_to(request.user))
    word = get_object_or_404(words.select_related("request"), pk=pk)
    run_action(
        request,
        message_operations.withdraw_message,
        word,
        done=_("The message has been withdrawn."),
    )
    return redirect(f"{word.request.get_absolute_url()}#messages")


request_announce = action_view(message_operations.announce, request_or_404, mail_notice())

from django.shortcuts import render
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms.actions import action_view, finder, redirect_saying
from core.forms.base import attempt
from core.http.access import allowed
from core.lists.tables import list_view
from modules.data_rights import operations
from modules.data_rights.forms import ExtendForm, FreezeForm, RefuseForm, RequestForm
from modules.data_rights.letters import ANSWERED
from modules.data_rights.models import DataRequest, Freeze
from modules.data_rights.tables import RequestFilter, RequestTable
from people.models import Recipient
from people.outbox.addresses import can_reach
from people.outbox.channels import mail_notice
from people.outbox.letter_kinds import LETTERS

may_answer = allowed(operations.record_request.permission)
_person = finder(lambda user: Recipient.objects.visible_to(user).not_anonymised())
_request = finder(DataRequest.objects.visible_to, "recipient")

datarequest_list = list_view(
    RequestTable,
    RequestFilter,
    permission=operations.record_request.permission,
    rows=lambda user: DataRequest.objects.visible_to(user).select_related("recipient"),
)


@may_answer
def datarequest_new(request, pk):
    """Record a request that a person made at the counter, by phone or by letter."""
    person = _person(request, pk)
    form = RequestForm(request.POST or None, instance=DataRequest(recipient=person))
    if attempt(form, operations.record_request, by=request.user):
        return redirect_saying(request, _("The request has been recorded."), form.result or person)
    return render(request, "data_rights/datarequest_new.html", {"person": person, "form": form})


@may_answer
def datarequest_detail(request, pk):
    """A request, the tools to fulfil it, and the forms to answer it."""
    return _render_request(request, _request(request, pk))


def _render_request(request, row, **forms):
    person = row.recipient
    context = {
        "row": row,
        "person": person,
        "freeze": Freeze.objects.active().filter(recipient=person).first(),
        "needs_freeze": row.right in operations.NEED_A_FREEZE,
        "is_reachable": can_reach(LETTERS(ANSWERED), person),
        "refuse_form": RefuseForm(),
        "extend_form": ExtendForm(),
    }
    return render(request, "data_rights/datarequest_detail.html", context | forms)


ANSWERED_NOW = format_lazy("{} {}", gettext_lazy("The answer has been recorded."), mail_notice())
datarequest_grant = action_view(operations.grant_request, _request, ANSWERED_NOW)


@may_answer.by_post
def datarequest_extend(request, pk):
    row, form = _request(request, pk), ExtendForm(request.POST)
    if attempt(form, operations.extend_request, row, by=request.user):
        return redirect_saying(
            request, f"{_('The answer has been postponed.')} {mail_notice()}", row
        )
    return _render_request(request, row, extend_form=form)


@may_answer.by_post
def datarequest_refuse(request, pk):
    row, form = _request(request, pk), RefuseForm(request.POST)
    if attempt(form, operations.refuse_request, row, by=request.user):
        return redirect_saying(
            request, f"{_('The request has been refused.')} {mail_notice()}", row
        )
    return _render_request(request, row, refuse_form=form)


@may_answer
def freeze_new(request, pk):
    """Freeze the data of a person, with a reason and a last day."""
    person = _person(request, pk)
    form = FreezeForm(request.POST or None, instance=Freeze(recipient=person))
    if attempt(form, operations.freeze_person, by=request.user):
        return redirect_saying(
            request, _("Data frozen: no letter is sent, and nothing is erased."), person
        )
    return render(request, "data_rights/freeze_new.html", {"person": person, "form": form})


freeze_end = action_view(
    operations.end_freeze,
    finder(Freeze.objects.visible_to, "recipient"),
    gettext_lazy("The freeze has ended."),
)

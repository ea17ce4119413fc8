"""The send log: what left, what waits, what did not leave."""

from django.contrib import messages as flash
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from core.actions import run_action, warn_of_ignored_rows
from core.lists.tables import render_table
from core.models import Event
from core.text_input import number_of
from people.filters import MessageFilter
from people.models import Message
from people.operations import outbox as operations
from people.outbox.rendering import words_now
from people.tables import MessageTable, linked

FEW = 6

may_read = permission_required("people.view_message", raise_exception=True)
may_send = permission_required(operations.send_now.permission, raise_exception=True)


@may_read
def message_list(request):
    """All messages, latest first; those that need a decision on top."""
    visible = Message.objects.visible_to(request.user)
    filters = MessageFilter(request.GET, queryset=visible.for_list(), request=request)
    return render_table(
        request,
        "people/message_list.html",
        MessageTable(filters.qs),
        filters=filters,
        counts=visible.counts(),
        to_see_to=visible.to_see_to().for_list()[:FEW],
    )


@may_read
def message_detail(request, pk):
    message = get_object_or_404(Message.objects.visible_to(request.user).for_list(), pk=pk)
    context = {
        "message": message,
        "about": linked(message.about),
        "words": words_now(message),
        "events": _story(message),
    }
    return render(request, "people/message_detail.html", context)


def _story(message):
    """The events about this message in the history of its subject."""
    if message.about is None:
        return []
    events = Event.objects.about(message.about).filter(data__message=message.pk)
    return events.select_related("by")[:50]


@may_send
@require_POST
def messages_send(request):
    return _press(
        request,
        operations.send_now,
        lambda count: ngettext(
            "%(count)s message leaves now.", "%(count)s messages leave now.", count
        ),
    )


@may_send
@require_POST
def messages_drop(request):
    return _press(
        request,
        operations.drop_messages,
        lambda count: ngettext(
            "%(count)s message will not be sent.", "%(count)s messages will not be sent.", count
        ),
    )


def _press(request, operation, say):
    """Do this to the ticked messages; back to the page of one, or to the list."""
    ids = [number_of(pk) for pk in request.POST.getlist("message")]
    ticked = list(Message.objects.visible_to(request.user).filter(pk__in=ids))
    counted = []
    if ticked:
        warn_of_ignored_rows(request, "message", ticked)
    if not ticked:
        flash.error(request, _("Tick at least one message."))
    elif run_action(request, lambda rows, by: counted.append(operation(rows, by=by)), ticked):
        flash.success(request, say(counted[0]) % {"count": counted[0]})
    is_one = "one" in request.POST and len(ticked) == 1
    return redirect(ticked[0] if is_one else "message_list")

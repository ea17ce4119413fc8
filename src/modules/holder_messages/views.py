"""Messages to holders: choose, preview, send and cancel; and the refusal of messages."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import Count
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from core.forms.actions import finder, redirect_saying, run_action
from core.forms.base import attempt
from core.http.access import allowed
from core.http.ratelimit import is_within, visitor_of
from core.lists.tables import render_table
from core.models import Event
from modules.holder_messages import operations
from modules.holder_messages.forms import HolderMessageForm
from modules.holder_messages.holders import plan_of
from modules.holder_messages.lifecycle import HolderMessageStatus
from modules.holder_messages.models import HolderMessage, OptOut
from modules.holder_messages.tables import HolderMessageTable
from modules.holder_messages.tokens import person_of
from people.models import Recipient, User
from people.outbox.jobs import quiet_until
from people.outbox.lifecycle import Channel, MessageStatus

MAX_SHOWN = 50  # people in each list of the preview
MAX_PAGES, HOUR_SECONDS = 60, 3600  # per visitor

may_send = allowed(operations.send_message.permission)
_message = finder(HolderMessage.objects.visible_to, "category", "site")
_person = finder(Recipient.objects.visible_to)


@may_send
def holdermessage_list(request):
    table = HolderMessageTable(HolderMessage.objects.visible_to(request.user))
    return render_table(request, "holder_messages/holdermessage_list.html", table)


@may_send
def holdermessage_new(request):
    form = HolderMessageForm(request.POST or None, user=request.user)
    if attempt(form, operations.prepare_message, by=request.user):
        return redirect(form.result or "holdermessage_list")
    context = {"form": form, "message": None}
    return render(request, "holder_messages/holdermessage_edit.html", context)


@may_send
def holdermessage_edit(request, pk):
    message = _message(request, pk)
    if message.status != HolderMessageStatus.PREPARED:
        return redirect(message)
    form = HolderMessageForm(request.POST or None, instance=message, user=request.user)
    if attempt(form, operations.change_message, by=request.user):
        return redirect_saying(request, _("The changes are saved."), message)
    context = {"form": form, "message": message}
    return render(request, "holder_messages/holdermessage_edit.html", context)


@may_send
def holdermessage_detail(request, pk):
    """The preview of a message that is to be sent, or what became of it."""
    message = _message(request, pk)
    context = {"message": message, "events": Event.objects.about(message).select_related("by")}
    if message.status == HolderMessageStatus.PREPARED:
        plan = plan_of(message, request.user)
        sent_at = timezone.now() + operations.DELAY
        context |= {
            "plan": plan,
            "reached": [_shown(one, request.user) for one in plan.reached[:MAX_SHOWN]],
            "missed": [_shown(one, request.user) for one in plan.missed[:MAX_SHOWN]],
            "most": MAX_SHOWN,
            "quiet": [
                (channel.label, until)
                for channel in Channel
                if plan.count_by(channel) and (until := quiet_until(sent_at, channel))
            ],
        }
    else:
        letters = operations.letters_of(message).order_by().values("status").annotate(n=Count("pk"))
        counts = {row["status"]: row["n"] for row in letters}
        context["states"] = [(one.label, counts[one]) for one in MessageStatus if one in counts]
        is_sent = message.status == HolderMessageStatus.SENT
        context["may_stop"] = is_sent and counts.get(MessageStatus.WAITING)
    return render(request, "holder_messages/holdermessage_detail.html", context)


def _shown(holder, user):
    label = holder.left_out.label if holder.left_out else Channel(holder.channel).label
    return holder.person, holder.person.seen_by(user), label


@may_send.by_post
def holdermessage_send(request, pk):
    message = _message(request, pk)
    done = _("The messages will be sent in ten minutes: until then, you can cancel them all.")
    run_action(request, operations.send_message, message, done=done)
    return redirect(message)


@may_send.by_post
def holdermessage_stop(request, pk):
    message = _message(request, pk)
    count = operations.letters_of(message).filter(status=MessageStatus.WAITING).count()
    done = ngettext("%(count)s message is cancelled.", "%(count)s messages are cancelled.", count)
    run_action(request, operations.stop_message, message, done=done % {"count": count})
    return redirect(message)


@may_send.by_post
def holdermessage_drop(request, pk):
    run_action(
        request,
        operations.drop_message,
        _message(request, pk),
        done=_("The message is dropped."),
    )
    return redirect("holdermessage_list")


@allowed(operations.refuse_messages.permission).by_post
def holdermessage_refuse(request, pk):
    """Note that a person refuses messages, or with `again` that they want them again."""
    person = _person(request, pk)
    run_action(request, _choice(request), person, done=_("The person’s choice has been recorded."))
    return redirect(person)


def _choice(request):
    is_again = "again" in request.POST
    return operations.accept_messages if is_again else operations.refuse_messages


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("token")
def own_stop(request, token):
    """A person refuses messages, or wants them again; a link that is only opened does nothing."""
    if not is_within(f"stop:{visitor_of(request)}", limit=MAX_PAGES, seconds=HOUR_SECONDS):
        return render(request, "429.html", status=429)
    person = person_of(token)
    if person is None:
        raise Http404
    with translation.override(person.language):
        if request.method == "POST":
            _choice(request)(person, by=User.objects.by_link())
            return redirect("own_stop", token)
        context = {"is_refused": OptOut.objects.filter(recipient=person).exists()}
        response = render(request, "holder_messages/own_stop.html", context)
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response

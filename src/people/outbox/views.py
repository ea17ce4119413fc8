"""The send log, the texts of letters, and the channels and quiet hours."""

from django.conf import settings
from django.contrib import messages as flash
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.folding import folded
from core.forms.actions import check_all_rows, run_action
from core.forms.base import attempt
from core.http.access import allowed
from core.lists.tables import render_table
from core.models import Event
from core.modules.registry import is_letter_on
from core.text_input import number_of
from core.workflow.lifecycle import Refused
from people.models import LetterText, Message, QuietHours, Site
from people.outbox import operations
from people.outbox.addresses import addresses_of
from people.outbox.channels import mail_delivers, means_of_sending
from people.outbox.forms import LetterForm, QuietForm
from people.outbox.letter_kinds import LETTERS
from people.outbox.rendering import Words, inherited_texts, sample_words, words_now
from people.outbox.sms.length import measure
from people.outbox.tables import MessageFilter, MessageTable, linked
from people.outbox.transport import try_mail

may_read = allowed("people.view_message")
may_send = allowed(operations.send_now.permission)


@may_read
def message_list(request):
    """List all messages."""
    visible = Message.objects.visible_to(request.user)
    filters = MessageFilter(request.GET, queryset=visible.for_list(), request=request)
    return render_table(
        request,
        "people/outbox/message_list.html",
        MessageTable(filters.qs),
        filters=filters,
        to_see_to=visible.to_see_to().count(),
    )


@allowed("people.read_letter")
def message_detail(request, pk):
    message = get_object_or_404(Message.objects.visible_to(request.user).for_list(), pk=pk)
    to = message.user or message.recipient or message.organisation
    to = to and type(to).objects.visible_to(request.user).filter(pk=to.pk).first()
    context = {
        "message": message,
        "to": to,
        "is_link": to and to.has_page_for(request.user),
        "addresses": addresses_of(to, message.channel) if to else [],
        "about": linked(message.about, request.user),
        "words": words_now(message),
        "events": _story(message),
    }
    return render(request, "people/outbox/message_detail.html", context)


def _story(message):
    """Events about this message in the history of its subject."""
    if message.about is None:
        return []
    events = Event.objects.about(message.about).filter(data__message=message.pk)
    return events.select_related("by")[:50]


@may_send.by_post
def messages_send(request):
    return _press(
        request,
        operations.send_now,
        lambda count: ngettext(
            "%(count)s message is being sent.", "%(count)s messages are being sent.", count
        ),
    )


@may_send.by_post
def messages_drop(request):
    return _press(
        request,
        operations.drop_messages,
        lambda count: ngettext(
            "%(count)s message will not be sent.", "%(count)s messages will not be sent.", count
        ),
    )


def _press(request, operation, say):
    """Run the operation on the ticked messages; redirect to the page of one, or to the list."""
    ids = [number_of(pk) for pk in request.POST.getlist("message")]
    ticked = list(Message.objects.visible_to(request.user).filter(pk__in=ids))
    counted = []
    try:
        if not ticked:
            raise Refused(_("Tick at least one message."))
        check_all_rows(request, "message", ticked)
    except ValidationError as refusal:
        flash.error(request, " ".join(refusal.messages))
        return redirect("message_list")
    if run_action(request, lambda rows, by: counted.append(operation(rows, by=by)), ticked):
        flash.success(request, say(counted[0]) % {"count": counted[0]})
    is_one = "one" in request.POST and len(ticked) == 1
    return redirect(ticked[0] if is_one else "message_list")


# --- The texts of letters, by language and site ---

may_write = allowed(operations.write_letter.permission)
# headings of the list, by the first word of the code of a letter
GROUPS = (
    dict.fromkeys(["request", "requestgroup", "reservation"], gettext_lazy("Requests"))
    | dict.fromkeys(["appointment", "appointments"], gettext_lazy("Appointments"))
    | dict.fromkeys(
        ["agreement", "signing", "loan", "renewal", "incident", "recipient"],
        gettext_lazy("Loans, returns and extensions"),
    )
    | dict.fromkeys(["convention", "access", "confirm"], gettext_lazy("Organisations"))
)
OTHERS = gettext_lazy("Other letters, accounts and security")


@may_write
def lettertext_list(request):
    """Every kind of letter, marked if its text was customised."""
    changed = {}
    for text in LetterText.objects.exclude(subject="", body="", sms="").select_related("site"):
        changed.setdefault(text.kind, []).append(text)
    typed = request.GET.get("q", "").strip()
    groups = {}
    for kind in LETTERS.in_use():
        if all(word in folded(f"{kind.label} {kind.whom}") for word in folded(typed).split()):
            group = groups.setdefault(GROUPS.get(kind.code.partition(".")[0], OTHERS), [])
            group.append((kind, changed.get(kind.code, ())))
    ranks = [*dict.fromkeys(GROUPS.values()), OTHERS]
    groups = sorted(groups.items(), key=lambda group: ranks.index(group[0]))
    context = {"groups": groups, "languages": settings.LANGUAGES, "typed": typed}
    return render(request, "people/outbox/lettertext_list.html", context)


@may_write
def lettertext_edit(request, kind, language, site=None):
    text = _find(kind, language, site)
    letter = LETTERS(kind)
    with translation.override(language):
        inherited = inherited_texts(letter, text.site)
    form = LetterForm(request.POST or None, instance=text, kind=letter, inherited=inherited)
    if "preview" not in request.POST and attempt(form, operations.write_letter, by=request.user):
        flash.success(request, _("The new text is in use."))
        return redirect(form.instance)
    return render(
        request, "people/outbox/lettertext_edit.html", _shown(request, text, letter, form)
    )


def _shown(request, text, letter, form):
    """Context with the form, a preview of the letter and its length as an SMS."""
    with translation.override(text.language):
        texts = [form[part].value() if part in form.fields else "" for part in Words._fields]
        sample = sample_words(letter, texts)
        blanks = [(name, str(b.example)) for name, b in letter.all_blanks.items()]
    return {
        "text": text,
        "kind": letter,
        "form": form,
        "sample": sample,
        "length": measure(sample.sms) if sample.sms else None,
        "blanks": [
            (name, letter.all_blanks[name].description, example) for name, example in blanks
        ],
        "sites": Site.objects.filter(is_active=True),
        "events": Event.objects.about(text).select_related("by")[:20] if text.pk else [],
        "is_changed": any(getattr(text, part) for part in Words._fields) and text.pk,
    }


@may_write.by_post
def lettertext_restore(request, kind, language, site=None):
    text = _find(kind, language, site)
    if text.pk:
        run_action(
            request, operations.restore_letter, text, done=_("The default text is back in use.")
        )
    return redirect(text)


def _find(kind, language, site):
    """Return the text of a kind of letter, unsaved if it is new; raise 404 for an unknown kind."""
    if kind not in LETTERS.values or not is_letter_on(kind):
        raise Http404
    if language not in dict(settings.LANGUAGES):
        raise Http404
    where = get_object_or_404(Site, pk=site) if site else None
    lookup = {"kind": kind, "language": language, "site": where}
    return LetterText.objects.filter(**lookup).first() or LetterText(**lookup)


# --- Channels and quiet hours ---


@allowed(operations.save_quiet_hours.permission)
def sending_edit(request):
    """Edit the quiet hours; the page shows how e-mails and SMS are sent, and recent failures."""
    quiet = QuietHours.load()
    form = QuietForm(request.POST or None, instance=quiet)
    if attempt(form, operations.save_quiet_hours, by=request.user):
        flash.success(request, _("The changes are saved."))
        return redirect("sending_edit")
    context = {
        "form": form,
        "means": means_of_sending(timezone.now()),
        "site_url": settings.SITE_URL,
        "events": Event.objects.about(quiet).select_related("by")[:50],
    }
    return render(request, "people/outbox/sending_edit.html", context)


@allowed(operations.save_quiet_hours.permission).by_post
def sending_try(request):
    """Send a test mail to the user, and show the reply of the mail server."""
    facts = {"email": request.user.email, "why": mail_delivers() and try_mail(request.user)}
    if facts["why"] is False:
        flash.error(
            request, _("The test e-mail was not sent: no mail server is set up (EMAIL_URL).")
        )
    elif facts["why"]:
        flash.error(request, _("The test e-mail was not sent. The server says: %(why)s") % facts)
    else:
        done = _("The mail server accepted the test e-mail to %(email)s: check your inbox.")
        flash.success(request, done % facts)
    return redirect("sending_edit")

from django import forms
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_filters import BooleanFilter, ChoiceFilter, DateFilter
from django_tables2 import Column

from core.formatting import moment
from core.lists.filters import FilterSet
from core.lists.tables import Table, TickColumn, badge, link
from core.models.addressed import Addressed
from people.models import Message
from people.outbox.letter_kinds import LETTERS
from people.outbox.lifecycle import Channel, MessageStatus


def kinds_of_letters():
    return [(kind.code, kind.label) for kind in LETTERS.in_use()]


class MessageFilter(FilterSet):
    status = ChoiceFilter(label=_("Status"), choices=MessageStatus)
    kind = ChoiceFilter(label=_("Letter"), choices=kinds_of_letters)
    channel = ChoiceFilter(label=_("By"), choices=Channel)
    day = DateFilter(label=_("Written on"), field_name="posted_at__date")
    see_to = BooleanFilter(
        label=_("Needs attention"),
        method="only_to_see_to",
        widget=forms.Select(choices=[("", _("all")), ("true", _("only unsent messages"))]),
    )

    def only_to_see_to(self, messages, name, wanted):
        return messages.to_see_to() if wanted else messages


class MessageTable(Table):
    list_name = "message_list"
    tick = TickColumn("message", form="selection")
    to = Column(pgettext_lazy("message", "to"))
    about = Column(_("about"))

    class Meta(Table.Meta):
        model = Message
        more_columns = ["not_before", "attempts", "trouble"]
        fields = ["tick", "kind", "to", "about", "status", "posted_at", *more_columns]
        wide_columns = ("about", "posted_at")
        empty_text = _("No message matches.")

    def cell_tick(self, message):
        return self.columns["tick"].column.cell(message) if message.is_open else ""

    def cell_kind(self, message):
        channel = message.get_channel_display()
        return format_html(
            '{}<br><span class="text-muted">{}</span>', link(message, message.label), channel
        )

    def cell_to(self, message):
        return message.addressee_label

    def cell_about(self, message):
        return linked(message.about, self.request.user)

    def cell_status(self, message):
        why = [message.get_trouble_display()] if message.trouble else []
        if message.status == MessageStatus.WAITING and message.not_before > timezone.now():
            why.append(_("not before %(moment)s") % {"moment": moment(message.not_before)})
        if not why:
            return badge(message)
        return format_html(
            '{}<br><span class="text-muted">{}</span>', badge(message), ", ".join(why)
        )

    def cell_posted_at(self, message):
        return moment(message.posted_at)


def linked(row, reader):
    """The label of a row, as a link if this reader may open its page."""
    if row is None:
        return ""
    if hidden_as := getattr(row, "hidden_as", ""):
        return hidden_as
    is_closed = isinstance(row, Addressed) and not row.has_page_for(reader)
    return link(row) if hasattr(row, "get_absolute_url") and not is_closed else str(row)

from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_tables2 import Column

from core.formatting import moment, yes_or_no
from core.lists.tables import Table, TickColumn, badge, link
from people.lifecycle import MessageStatus
from people.models import AccessRequest, Message, Site, User


class UserTable(Table):
    list_name = "user_list"
    belongs_to = Column(_("works for"), empty_values=())
    access = Column(_("access"), empty_values=())

    class Meta(Table.Meta):
        model = User
        fields = ["name", "email", "role", "belongs_to", "access"]
        is_stacked = True
        empty_text = _("Nobody matches.")

    def cell_name(self, user):
        return link(user)

    def cell_role(self, user):
        if user.is_manager:
            return format_html("{} · {}", user.get_role_display(), _("manages its users"))
        return user.get_role_display()

    def cell_belongs_to(self, user):
        return user.organisation or ", ".join(site.name for site in user.sites.all())

    def cell_access(self, user):
        return badge(user)


class SiteTable(Table):
    list_name = "site_list"

    class Meta(Table.Meta):
        model = Site
        fields = ["name", "town", "phone", "is_active"]

    def cell_name(self, site):
        return link(site)

    def cell_is_active(self, site):
        return yes_or_no(site.is_active)


class AccessTable(Table):
    list_name = "access_list"

    class Meta(Table.Meta):
        model = AccessRequest
        fields = ["name", "town", "contact", "confirmed_at", "status"]
        wide_columns = ["town"]
        empty_text = _("Nobody asks for access.")

    def cell_name(self, access):
        return link(access)

    def cell_status(self, access):
        return badge(access)


class MessageTable(Table):
    list_name = "message_list"
    tick = TickColumn("message", form="selection")
    to = Column(pgettext_lazy("message", "to"), empty_values=())
    about = Column(_("about"), empty_values=())

    class Meta(Table.Meta):
        model = Message
        fields = [
            "tick",
            "kind",
            "to",
            "about",
            "status",
            "posted_at",
            "not_before",
            "attempts",
            "trouble",
        ]
        more_columns = ["not_before", "attempts", "trouble"]
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
        return linked(message.about)

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


def linked(row):
    """The thing with the way to its page, if it has one."""
    if row is None:
        return ""
    if isinstance(row, AccessRequest) and not row.confirmed_at:
        return _("a request for access")
    return link(row) if hasattr(row, "get_absolute_url") else str(row)

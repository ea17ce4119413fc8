from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter
from django_tables2 import Column

from core.formatting import moment
from core.lists.filters import FilterSet
from core.lists.tables import Table, TickColumn, badge, link
from modules.webhooks.forms import topics_in_use
from modules.webhooks.lifecycle import DeliveryStatus
from modules.webhooks.models import Delivery, Webhook


class WebhookTable(Table):
    list_name = "webhook_list"
    topics = Column(_("about"))
    state = Column(_("status"))

    class Meta(Table.Meta):
        model = Webhook
        fields = ["url", "topics", "state", "by", "at"]
        wide_columns = ["topics", "by", "at"]
        empty_text = _("No webhook matches.")

    none_yet = _("No webhook yet. Tools that receive what happens here will be listed here.")

    def cell_url(self, webhook):
        return link(webhook)

    def cell_topics(self, webhook):
        return ", ".join(str(words) for key, words in topics_in_use() if key in webhook.topics)

    def cell_state(self, webhook):
        return badge(webhook)


class DeliveryFilter(FilterSet):
    status = ChoiceFilter(label=_("Status"), choices=DeliveryStatus)


class DeliveryTable(Table):
    """The deliveries of a webhook, newest first."""

    tick = TickColumn("delivery", form="selection")
    what = Column(_("event"))

    class Meta(Table.Meta):
        model = Delivery
        fields = ["tick", "what", "status", "attempts", "at"]
        wide_columns = ["attempts", "at"]
        empty_text = _("No delivery matches.")

    none_yet = _("Nothing has been sent yet.")

    def cell_what(self, delivery):
        data = delivery.payload["data"]
        code = data["code"] or f"{data['about']} {data['subject']}"
        what = delivery.payload["type"]
        return format_html('{}<br><span class="text-muted">{}</span>', what, code)

    def cell_status(self, delivery):
        if not delivery.trouble:
            return badge(delivery)
        answer = f" ({delivery.answer})" if delivery.answer else ""
        why = f"{delivery.get_trouble_display()}{answer}"
        return format_html('{}<br><span class="text-muted">{}</span>', badge(delivery), why)

    def cell_at(self, delivery):
        return moment(delivery.at)

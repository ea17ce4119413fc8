"""Entry of the settings page."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.settings_page import registry
from core.settings_page.registry import Part, SettingsEntries, SettingSummary
from modules.webhooks.models import Webhook

ENTRIES = SettingsEntries()


@ENTRIES.line(Part.SWITCHES, _("Webhooks"), "webhook", "webhooks.change_webhook", "webhook_list")
def webhooks():
    rows = Webhook.objects.all()
    on, off = rows.switched_on().count(), rows.exclude(off_at=None).count()
    return SettingSummary(
        on and ngettext("%(n)s in use", "%(n)s in use", on) % {"n": on},
        off and ngettext("%(n)s switched off", "%(n)s switched off", off) % {"n": off},
    )


registry.ENTRIES.extend(ENTRIES)

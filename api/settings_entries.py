from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from api.models import Token, Webhook
from core.settings_page import registry
from core.settings_page.registry import Part, SettingsEntries, SettingSummary

ENTRIES = SettingsEntries()


@ENTRIES.line(
    Part.SWITCHES,
    _("Tokens of machines and tools"),
    "key-round",
    "people.manage_users",
    "token_list",
)
def tokens():
    count = Token.objects.all().in_use().count()
    return SettingSummary(count and ngettext("%(n)s in use", "%(n)s in use", count) % {"n": count})


@ENTRIES.line(Part.SWITCHES, _("Webhooks"), "webhook", "api.change_webhook", "webhook_list")
def webhooks():
    rows = Webhook.objects.all()
    on, off = rows.switched_on().count(), rows.exclude(off_at=None).count()
    return SettingSummary(
        on and ngettext("%(n)s in use", "%(n)s in use", on) % {"n": on},
        off and ngettext("%(n)s switched off", "%(n)s switched off", off) % {"n": off},
    )


registry.ENTRIES.extend(ENTRIES)

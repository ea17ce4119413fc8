from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from api.models import Token
from core.settings_page import registry
from core.settings_page.registry import Part, SettingsEntries, SettingSummary

ENTRIES = SettingsEntries()


@ENTRIES.line(
    Part.SWITCHES,
    _("Access keys for other software"),
    "key-round",
    "people.manage_users",
    "token_list",
)
def tokens():
    count = Token.objects.all().in_use().count()
    return SettingSummary(count and ngettext("%(n)s in use", "%(n)s in use", count) % {"n": count})


registry.ENTRIES.extend(ENTRIES)

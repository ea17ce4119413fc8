from django.utils.translation import gettext_lazy as _

from core.models import Identity
from core.modules.registry import is_on, switchable
from core.settings_page import registry
from core.settings_page.registry import Part, SettingsEntries, SettingSummary

IDENTITY = "core.change_identity", "identity_edit"
ENTRIES = SettingsEntries()
line = ENTRIES.line


@line(Part.ASSOCIATION, _("Our association"), "badge-check", *IDENTITY)
def identity():
    identity = Identity.cached()
    missing = [
        not identity.phone and _("the phone number on labels, to call if a device is found"),
        not identity.email and _("the e-mail address for replies"),
        not identity.address and _("the address printed on documents"),
        not identity.signatory and _("the signatory of agreements"),
        not identity.host and _("the website host, for the legal notice"),
    ]
    siren = identity.siren and f"SIREN {identity.siren}"
    return SettingSummary(identity.name, identity.town, siren, missing=missing)


@line(Part.ASSOCIATION, _("Logo"), "image", *IDENTITY, "id_picture")
def logo():
    logo = Identity.cached().logo
    return SettingSummary(logo and _("on all documents"), missing=[not logo and _("a logo")])


@line(Part.SWITCHES, _("What we use"), "layout-grid", IDENTITY[0], "modules_edit")
def modules():
    return SettingSummary(*(module.label for module in switchable() if is_on(module.key)))


ENTRIES.field(Identity, "identity_edit", "tag_prefix", Part.STOCK, "tag")

registry.ENTRIES.extend(ENTRIES)

"""Entries of the settings page about the association itself."""

from django.utils.translation import gettext_lazy as _

from core.models import Identity
from core.models.identity import INCOMPLETE
from core.modules import ModuleKey, is_on
from core.settings_page.registry import Part, SettingsEntries, SettingSummary

IDENTITY = "core.change_identity", "identity_edit"
ENTRIES = SettingsEntries()
line = ENTRIES.line


@line(Part.ASSOCIATION, _("Our association"), "badge-check", *IDENTITY)
def identity():
    house = Identity.cached()
    missing = [
        not house.phone and _("the phone number that labels print, for who finds a device"),
        not house.email and _("the e-mail that people answer to"),
        not house.address and _("the address that papers print"),
        not house.signatory and _("who signs agreements"),
        not house.host and _("who hosts this site, for the legal notice"),
    ]
    siren = house.siren and f"SIREN {house.siren}"
    return SettingSummary(house.name, house.town, siren, missing=missing)


@line(Part.ASSOCIATION, _("Logo"), "image", *IDENTITY, "id_picture")
def logo():
    logo = Identity.cached().logo
    return SettingSummary(logo and _("on every paper"), missing=[not logo and _("a logo")])


@line(Part.SWITCHES, _("What we use"), "layout-grid", IDENTITY[0], "modules_edit")
def modules():
    return SettingSummary(*(module.label for module in ModuleKey if is_on(module)))


@line(Part.SWITCHES, _("Tax receipts"), "stamp", *IDENTITY, "id_tax_quality")
def receipts():
    house = Identity.cached()
    lacks_signature = house.signature_id is None and _("the signature that receipts print")
    return SettingSummary(
        house.tax_quality, missing=[not house.may_issue_receipts and INCOMPLETE, lacks_signature]
    )


ENTRIES.field(Identity, "identity_edit", "tag_prefix", Part.STOCK, "tag")

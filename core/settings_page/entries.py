"""Entries of the settings page about the association itself."""

from django.utils.translation import gettext_lazy as _

from core.formatting import yes_or_no
from core.models import Identity
from core.settings_page.registry import Part, SettingsEntries, SettingSummary

IDENTITY = "core.change_identity", "identity_edit"
ENTRIES = SettingsEntries()
line = ENTRIES.line


@line(Part.HOUSE, _("Our association"), "badge-check", *IDENTITY)
def identity():
    house = Identity.cached()
    missing = [
        not house.phone and _("the phone number that labels print, for who finds a device"),
        not house.email and _("the e-mail that people answer to"),
        not house.address and _("the address that papers print"),
        not house.signatory and _("who signs agreements"),
    ]
    siren = house.siren and f"SIREN {house.siren}"
    return SettingSummary(house.name, house.town, siren, missing=missing)


@line(Part.HOUSE, _("Logo"), "image", *IDENTITY, "id_picture")
def logo():
    logo = Identity.cached().logo
    return SettingSummary(logo and _("on every paper"), missing=[not logo and _("a logo")])


@line(Part.SWITCHES, _("Tax receipts"), "stamp", *IDENTITY, "id_issues_tax_receipts")
def receipts():
    house = Identity.cached()
    lacks_signature = house.issues_tax_receipts and house.signature_id is None
    missing = [lacks_signature and _("the signature that receipts print")]
    return SettingSummary(yes_or_no(house.issues_tax_receipts), missing=missing)


ENTRIES.field(Identity, "identity_edit", "tag_prefix", Part.STOCK, "tag")

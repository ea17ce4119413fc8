"""The entries of `core` on the settings page."""

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
    return SettingSummary(
        house.name, house.town, house.siren and f"SIREN {house.siren}", missing=missing
    )


@line(Part.HOUSE, _("Logo"), "image", *IDENTITY, "id_picture")
def logo():
    has_logo = Identity.cached().logo is not None
    return (
        SettingSummary(_("on every paper")) if has_logo else SettingSummary(missing=[_("a logo")])
    )


@line(Part.SWITCHES, _("Tax receipts"), "stamp", *IDENTITY, "id_issues_tax_receipts")
def receipts():
    house = Identity.cached()
    lacks_signature = house.issues_tax_receipts and house.signature_id is None
    missing = [lacks_signature and _("the signature that receipts print")]
    return SettingSummary(yes_or_no(house.issues_tax_receipts), missing=missing)


@line(Part.STOCK, _("Asset tags"), "tag", *IDENTITY, "id_tag_prefix")
def tags():
    return _("they begin with %(prefix)s") % {"prefix": Identity.cached().tag_prefix}

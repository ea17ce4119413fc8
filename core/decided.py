"""What the house decides about itself: the lines of `core` on the settings page."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.decisions import Decision, Part, Told
from core.models import Identity
from core.wording import yes_or_no


def _identity():
    house = Identity.cached()
    values = [house.name, house.town, f"SIREN {house.siren}" if house.siren else ""]
    wanted = [
        (house.phone, _("the phone number that labels print, for who finds a device")),
        (house.email, _("the e-mail that people answer to")),
        (house.address, _("the address that papers print")),
        (house.signatory, _("who signs agreements")),
    ]
    return Told(
        [said for said in values if said], [said for is_there, said in wanted if not is_there]
    )


def _logo():
    has_logo = Identity.cached().logo is not None
    return Told([_("on every paper")] if has_logo else [], [] if has_logo else [_("a logo")])


def _tags():
    return Told([_("they begin with %(prefix)s") % {"prefix": Identity.cached().tag_prefix}])


def _receipts():
    house = Identity.cached()
    said = Told([yes_or_no(house.issues_tax_receipts)])
    if house.issues_tax_receipts and house.signature_id is None:
        said.missing.append(_("the signature that receipts print"))
    return said


IDENTITY = {"permission": "core.change_identity", "page": "identity_edit"}
DECISIONS = [
    Decision(
        Part.HOUSE, gettext_lazy("Our association"), "badge-check", tell=_identity, **IDENTITY
    ),
    Decision(Part.HOUSE, gettext_lazy("Logo"), "image", tell=_logo, at="id_picture", **IDENTITY),
    Decision(
        Part.SWITCHES,
        gettext_lazy("Tax receipts"),
        "stamp",
        tell=_receipts,
        at="id_issues_tax_receipts",
        **IDENTITY,
    ),
    Decision(
        Part.STOCK, gettext_lazy("Asset tags"), "tag", tell=_tags, at="id_tag_prefix", **IDENTITY
    ),
]

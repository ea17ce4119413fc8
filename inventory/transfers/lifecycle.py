"""Events of outside workshops.

The way there and back is a transfer (`moves`) with a refurbisher, from a site to the same one.
"""

from django.utils.translation import gettext_lazy as _

EVENTS = {
    "refurbisher.saved": _("Saved"),
    "device.sent_outside": _("At an outside workshop: %(transfer)s"),
    "device.back_from_outside": _("Back from the outside workshop: %(transfer)s"),
    "device.kept_outside": _("Kept by the outside workshop: %(transfer)s"),
    "device.audited": _("Audit of the outside workshop taken over: %(transfer)s"),
    "transfer.audited": _("Audit taken over, devices: %(count)s"),
    "transfer.missing_kept": _("Kept by the workshop: %(device)s"),
}

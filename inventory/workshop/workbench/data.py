"""The disks and memories on the bench page, and the proof that each is erased."""

from django.utils.translation import gettext as _

from core.forms import ActForm
from inventory.erasure.forms import ErasureForm, verifiers_of
from inventory.models import Erasure
from inventory.workshop.workbench.progress import media_of


def read(device, user, forms):
    """The media of a device with their bound forms; an erasure form for those not proven erased."""
    media = media_of(device)
    for medium in media:
        medium.erase_form = _of(forms.get("erase"), medium)
        medium.destroy_form = _of(forms.get("destroy"), medium)
        medium.form = _of(forms.get("identify"), medium)
    to_erase = [medium for medium in media if not (medium.erase_form or medium.is_proven)]
    if to_erase:
        last, people = Erasure.objects.last_by_kind(user), verifiers_of(device, user)
        for medium in to_erase:
            medium.erase_form = ErasureForm(
                medium=medium, last=last.get(medium.kind), people=people
            )
    return {
        "state": _state(device, media),
        "media": media,
        "add_form": forms.get("add"),
        "report_form": forms.get("report"),
        "reports": device.reports.unused().select_related("document"),
        "certify_form": ActForm(auto_id=False),
        "certificates": device.certificates.with_state(),
    }


def _of(form, medium):
    return form if form and form.medium.pk == medium.pk else None


def _state(device, media):
    if device.needs_erasure:
        return _("to erase"), "bad"
    if any(medium.is_attested for medium in media):
        return _("erasure attested"), "hold"
    return (_("proven erased"), "good") if media else (_("holds none"), "")

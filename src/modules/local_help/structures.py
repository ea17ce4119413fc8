"""Places of help in the columns of data.inclusion 1.0, for open data."""

import re

from django.utils.translation import gettext as _

from modules.local_help.models import ResourceLink
from modules.local_help.places import APART

PHONE = re.compile(r"(?:\+33|0)[ .]?[1-9](?:[ .]?\d\d){4}")
SITE = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[a-z]{2,}(?:/\S*)?", re.IGNORECASE)


def structures():
    """The places that papers may print, as structures."""
    places = ResourceLink.objects.exclude(commune=None).filter(is_active=True)
    return map(_place, places.select_related("commune").order_by("pk"))


def _place(place):
    """A place of help; its hours are part of the description, since the format has other hours."""
    phone, site = PHONE.search(place.address), None
    for part in place.address.split(APART):
        site = site or SITE.fullmatch(part.strip())
    about = place.details or _("Help with computers, phones and online procedures.")
    return {
        "of": place,
        "id": place.source_ref or f"lieu-{place.pk}",
        "nom": place.label,
        "description": " · ".join(filter(None, [about, place.hours])),
        "commune": place.commune.name,
        "code_insee": place.commune.code,
        "adresse": place.street,
        "telephone": phone and re.sub(r"[ .]", "", phone[0]),
        "site_web": site and (site[0] if "://" in site[0] else f"https://{site[0]}"),
    }

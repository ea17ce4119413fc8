"""Tags: describe, assign, lock and number them."""

from collections.abc import Iterable

from django.db.models import Case, DateTimeField, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import Identity, Sequence
from core.workflow.lifecycle import Refused
from inventory.devices.identifiers import make_tag
from inventory.devices.lifecycle.devices import TagStatus
from inventory.models import Device, Tag
from people.models import User


def in_words(device, by):
    """Describe a device to the user `by`: name and status, or only its site if not visible."""
    if Device.objects.visible_to(by).filter(pk=device.pk).exists():
        params = {"device": device, "what": device.designation, "status": device.status_label}
        return _("%(device)s, %(what)s (%(status)s)") % params
    return _("a device of the site %(site)s") % {"site": device.site}


# --- Asset tags: numbering, preprinted labels, replacement; and foreign codes. ---

BATCH_SIZE = 500  # branches of one CASE


def next_tags(count: int) -> list[str]:
    """Take the next `count` tags of the association, which are never reused."""
    prefix, year = Identity.cached().tag_prefix, timezone.localdate().year % 100
    numbers = Sequence.objects.take(f"tag:{prefix}{year:02}", count) if count else ()
    return [make_tag(prefix, year, number) for number in numbers]


def lock_tags(codes: Iterable[str]) -> set[str]:
    """Lock the tags with these codes until the transaction ends; return the existing ones."""
    codes = sorted({code for code in codes if code})
    return {tag.code for tag in Tag.objects.filter(code__in=codes).lock()} if codes else set()


def put_tags(devices: dict[str, Device]) -> None:
    """Assign each free tag, given by its code, to its device as the current tag.

    The tags are marked as printed, since their labels are stuck on the devices.
    """
    codes = list(devices)
    for start in range(0, len(codes), BATCH_SIZE):
        some = codes[start : start + BATCH_SIZE]
        whose = Case(*(When(code=code, then=devices[code].pk) for code in some))
        printed = Coalesce("printed_at", timezone.now(), output_field=DateTimeField())
        Tag.objects.filter(code__in=some).transition_to(
            TagStatus.CURRENT, device=whose, printed_at=printed
        )


def check_free(code: str, *, by: User) -> None:
    """Lock this tag; raise `Refused`, naming its device, unless it is free."""
    locked = Tag.objects.filter(code=code).lock()
    if not locked:
        raise Refused(_("%(tag)s is not one of our unused labels.") % {"tag": code})
    if locked[0].status != TagStatus.FREE:
        params = {"tag": code, "device": in_words(locked[0].device, by)}
        raise Refused(_("The label %(tag)s is already on a device: %(device)s.") % params)

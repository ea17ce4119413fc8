"""What a code names, wherever it was scanned: one resolver for every scan box."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.urls import reverse

from core.typed import line_of
from donations.models import Donation
from inventory.identifiers import clean_code, is_tag, looks_like_tag
from inventory.lifecycle import DeviceStatus
from inventory.models import Device, Place, VoucherBatch
from loans.models import Loan, Request

# Asked in this order, devices first: nearly every scan is one.
NOUNS = (Device, Loan, Request, Donation, Place, VoucherBatch)
MOST = 20


@dataclass
class Answer:
    """What a scan found: the `things` that have this code, else devices that a search finds.

    `typed` is the code as it came, `host` that of an address of another site, never opened.
    """

    typed: str
    code: str
    things: list = field(default_factory=list)
    similar: list = field(default_factory=list)
    host: str = ""
    is_misread: bool = False


def look_up(text, user):
    """The answer to a code as it was scanned or typed, of what `user` may see."""
    typed = line_of(text)
    code = clean_code(typed)
    answer = Answer(typed=typed, code=code)
    if not code:
        return answer
    answer.host = _foreign_host(code)
    if answer.host:
        return answer
    answer.things = _named(code, user)
    if not answer.things:
        bare = re.sub(r"[\s./-]", "", code)
        answer.is_misread = looks_like_tag(bare) and not is_tag(bare)
        devices = Device.objects.visible_to(user).for_list().matching(code)
        devices = devices.exclude(status=DeviceStatus.WITHDRAWN)
        answer.similar = list(devices[:MOST])
    return answer


def _foreign_host(code):
    """The host of an address that is none of our labels': it is named, and never opened."""
    _scheme, separator, rest = code.lower().partition("://")
    return re.split(r"[/?#]", rest)[0] or code if separator else ""


def _named(code, user):
    """The things of this very code; a tag names a device, so no need to ask further."""
    things = []
    for noun in NOUNS:
        rows = noun.objects.visible_to(user).matching_code(code)
        if noun is Device:
            rows = rows.for_list()
        things += rows[:MOST]
        if things and is_tag(code):
            break
    return things


def address_of(thing, user):
    """Where a scan of this thing leads: a shelf to what lies on it, the rest to its own page."""
    if isinstance(thing, Place):
        return f"{reverse('device_list')}?{urlencode({'place': thing.code})}"
    if isinstance(thing, Loan) and user.has_perm("loans.hand_over"):
        return thing.counter_url
    return thing.get_absolute_url()

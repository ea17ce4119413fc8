"""Classify scanned codes, and resolve a scan to one device.

The label of a shelf is white on black and holds `/P/<code>`; the code of a paper holds
`/D/<number>`; the label of a device, `/A/<tag>`. The kinds are therefore never confused.
"""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from stdnum import ean

from core.models import Identity, Sequence
from core.text_input import line_of
from core.workflow.lifecycle import Refused
from inventory.devices.identifiers import SEPARATORS, clean_code, is_tag, looks_like_tag
from inventory.devices.lifecycle.devices import ENDED, DeviceStatus
from inventory.devices.tags import in_words
from inventory.models import Device, ErasureCertificate, Place, Tag, Voucher
from inventory.vouchers.encryption import clean_voucher_code, keyed_hash

MIN_CODE_LENGTH, MAX_CODE_LENGTH = 4, 64  # length of a foreign code
MAX_TWINS = 10  # maximum number of devices with the same code that are read
PAPER_NUMBER = re.compile(r"[A-Z]{1,2}(?:20)?\d\d-\d{4,}")  # lot, loan, tax receipt: RF2026-0001

# Prefixes of codes that command a phone. Their type is shown; they are never executed.
PAYLOAD_TYPES = {
    r"wifi:": gettext_lazy("the password of a Wi-Fi network"),
    r"otpauth(-migration)?:": gettext_lazy("the secret of a second sign-in step"),
    r"(javascript|vbscript|data):": gettext_lazy("a program"),
    r"(mailto|matmsg|smtp):": gettext_lazy("an e-mail address"),
    r"tel:": gettext_lazy("a phone number"),
    r"(sms|smsto|mms|mmsto):": gettext_lazy("a text message"),
    r"(begin:vcard|mecard:|bizcard:)": gettext_lazy("a person’s contact details"),
    r"(begin:vevent|begin:vcalendar)": gettext_lazy("an appointment"),
    r"geo:": gettext_lazy("a location on a map"),
    r"(bcd |bitcoin:|ethereum:|spc )": gettext_lazy("a payment"),
    r"(hc1:|dc0\d|shc:)": gettext_lazy("a certificate"),
    r"(market|intent|file|ftp|about|blob|urlto|lpa):": gettext_lazy("a command for a phone"),
}
# Payloads with passwords or personal data, which must not reach the screen, a URL or the database.
SECRETS = re.compile(
    r"^\s*(wifi:|otpauth:|otpauth-migration:|hc1:|dc0\d|shc:|lpa:|mailto:|matmsg:|smtp:|tel:|sms:"
    r"|smsto:|mms:|mmsto:|begin:vcard|mecard:|bizcard:|begin:vevent|begin:vcalendar|geo:|bcd |spc"
    r" ).+",
    re.IGNORECASE | re.DOTALL,
)


def without_secret(text):
    """Redact the secret or personal data in a code; only its type remains."""
    return SECRETS.sub("\\1\N{HORIZONTAL ELLIPSIS}", text)


def payload_type(text):
    """Label of a payload that would command a phone (Wi-Fi, e-mail...); "" for other texts."""
    line = line_of(text).lower()
    return next((words for start, words in PAYLOAD_TYPES.items() if re.match(start, line)), "")


def voucher_in(text):
    """Words for the code of a voucher of ours; "" for other texts. The code is never logged."""
    code = clean_voucher_code(text)
    is_ours = code and Voucher.objects.filter(code_hash=keyed_hash(code)).exists()
    return _("the code of a voucher") if is_ours else ""


def masked(text):
    """Mask a code for a list of scans: no secret, personal data or voucher code."""
    return "\N{BULLET}" * 4 if voucher_in(text) else without_secret(text)


def host_in(code):
    """Host of a foreign URL, which is shown but never opened; "" for other codes."""
    scheme, separator, rest = code.lower().partition("://")
    if separator:
        return re.split(r"[/?#]", rest)[0] or code
    is_bare = re.match(r"www\.[^\s/]+\.[a-z]{2,}|[^\s/]+[.:][^\s/]+/[apdev]/", scheme)
    return scheme.partition("/")[0] if is_bare else ""


def is_misread(code):
    """Whether the code looks like one of our tags but has a wrong check character."""
    bare = SEPARATORS.sub("", code)
    return looks_like_tag(bare) and not is_tag(bare) and _begins_like_ours(bare)


def _begins_like_ours(code):
    """Whether the code begins with our current prefix or a former prefix."""
    prefix = re.match(r"[A-Z]+", code)[0]
    given = Sequence.objects.filter(name__startswith=f"tag:{prefix}")
    return prefix == Identity.cached().tag_prefix or any(
        re.fullmatch(r"\d\d", sequence.name.removeprefix(f"tag:{prefix}")) for sequence in given
    )


def is_article(code):
    """Whether `code` is an article number (GTIN), which all devices of a model share."""
    return len(code) in {12, 13} and code[0] != "2" and ean.is_valid(code)


def is_number_of_ours(code):
    """Whether `code` is the number of one of our papers, such as D26-0012, or of a shelf."""
    return bool(
        PAPER_NUMBER.fullmatch(code)
        or Place.objects.filter(code=code).exists()
        or ErasureCertificate.objects.matching_code(code).exists()
    )


def is_foreign(code):
    """Whether the format of `code` allows it to be a foreign code."""
    return not (PAPER_NUMBER.fullmatch(code) or _why_not_by_form(code))


def _why_not_by_form(code):
    if not MIN_CODE_LENGTH <= len(code) <= MAX_CODE_LENGTH:
        return _("A code must have 4 to 64 characters.")
    if what := payload_type(code):
        return _("This is %(what)s: it does not identify a device.") % {"what": what}
    if is_tag(code) or is_misread(code):
        return _("%(code)s looks like one of our labels.") % {"code": code}
    if is_article(code):
        return _("%(code)s is an article number: every device of the model has it.") % {
            "code": code
        }
    return ""


def why_not_foreign(code, by=None):
    """Why this code cannot be a foreign code of a device, as a sentence; "" if it can.

    Requires a code normalised by `clean_code`. An article number (GTIN) is on every device of its
    model, so it identifies no device.
    """
    if why_not := _why_not_by_form(code):
        return why_not
    if what := voucher_in(code):
        return _("This is %(what)s: it does not identify a device.") % {"what": what}
    if is_number_of_ours(code):
        return _("%(code)s is one of our numbers.") % {"code": code}
    named = Device.objects.matching_code(code).exclude(status=DeviceStatus.WITHDRAWN).first()
    if named:
        params = {"code": code, "device": in_words(named, by) if by else named}
        return _("%(code)s already leads to %(device)s.") % params
    return ""


def why_no_device(text):
    """Why a scan resolves to no device, as a sentence for the user."""
    code = clean_code(text)
    order, host = payload_type(text), host_in(code)
    if order:
        return _("This is %(what)s, not one of our labels: it was not opened.") % {"what": order}
    if host:
        return _("This is an address of %(host)s, not one of our labels: it was not opened.") % {
            "host": host
        }
    if is_misread(code):
        return _("%(code)s: this number is not valid. Check it, or scan the label.") % {
            "code": code
        }
    voucher = voucher_in(text)
    if voucher:
        return _("This is %(what)s: it does not identify a device.") % {"what": voucher}
    if Tag.objects.free().filter(code=code).exists():
        return _("%(code)s is an unused label: it is not on a device yet.") % {"code": code}
    return _("Unknown code: %(code)s") % {"code": code}


ENDED_WORDS = {
    DeviceStatus.GIVEN: gettext_lazy("%(device)s was given: record its return first."),
    DeviceStatus.RETIRED: gettext_lazy(
        "%(device)s had left permanently: the workshop must receive it again."
    ),
    DeviceStatus.WITHDRAWN: gettext_lazy("%(device)s was entered in error: it needs a new label."),
}


def check_is_ours(device, ended=ENDED):
    """Raise `Refused` for a device in one of the statuses `ended`, naming its outcome."""
    if device.status in ended:
        raise Refused(ENDED_WORDS[device.status] % {"device": device})


def device_named(text, devices, *, ended=ENDED):
    """Return the device in `devices` that a scanned or typed code identifies.

    `devices` is a queryset of the devices visible to the user. Raises `Refused` with the reason if
    no device or several match, or if the device has left us (a status in `ended`).
    """
    matches = list(devices.matching_code(clean_code(text)).order_by("-pk")[:MAX_TWINS])
    living = [device for device in matches if device.status not in ended]
    if len(living) > 1:
        raise Refused(_("Several devices: %(code)s") % {"code": clean_code(text)})
    if matches and not living:
        check_is_ours(matches[0], ended)
    if not matches:
        other = Device.objects.matching_code(clean_code(text)).first()
        if other and not devices.filter(site=other.site_id).exists():
            raise Refused(_("%(device)s is registered at another site.") % {"device": other})
        raise Refused(why_no_device(text))
    return living[0]

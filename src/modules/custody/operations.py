"""Operations at the donor's: scan, count, and sign for what is taken away."""

from datetime import datetime

from django.utils.translation import gettext as _

from catalogue.models import Category
from core.files.storage import StoredFile
from core.models import Document, Event
from core.text_input import line_of
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation, save_valid, stores
from donations.models import Donation, Letter
from inventory.devices.identifiers import clean_code, clean_serial, is_tag
from inventory.intake.operations.papers import send
from inventory.scanning.codes import is_article, payload_type, voucher_in
from modules.custody.custody import COLLECT, fingerprint, items_of
from modules.custody.models import CollectedItem, Collection, number_of
from people.models import User

MAX_CODE = CollectedItem._meta.get_field("code").max_length


@operation(COLLECT, locks=True)
def scan_item(donation: Donation, *, by: User, code: str) -> CollectedItem:
    """Add a device by its serial number, or by a label of ours that was stuck on it."""
    check_open(donation)
    number = _number_in(code)
    if CollectedItem.objects.filter(donation=donation, code=number).exists():
        raise Refused(_("%(code)s is already in the list.") % {"code": number})
    return CollectedItem.objects.create(donation=donation, code=number, by=by)


def _number_in(text: str) -> str:
    what = payload_type(text) or voucher_in(text)
    if what:
        raise Refused(_("This is %(what)s: it does not identify a device.") % {"what": what})
    code = clean_code(text)
    code = code if is_tag(code) else clean_serial(code)
    if not code or len(code) > MAX_CODE:
        raise Refused(_("Scan a serial number of at most 64 characters."))
    if is_article(code):
        raise Refused(_("%(code)s is an article number: scan the serial number.") % {"code": code})
    return code


@operation(COLLECT, locks=True)
def count_items(
    donation: Donation, *, by: User, category: Category, count: int
) -> CollectedItem | None:
    """Set the number of devices of a category that are not scanned; 0 removes it."""
    check_open(donation)
    item = CollectedItem.objects.filter(donation=donation, code="", category=category).first()
    if count == 0:
        if item:
            item.delete()
        return None
    item = item or CollectedItem(donation=donation, category=category)
    item.count, item.by = count, by
    save_valid(item)
    return item


@operation(COLLECT)
def remove_item(item: CollectedItem, *, by: User) -> None:
    item.donation.lock()
    check_open(item.donation)
    item.delete()


@operation(COLLECT, locks=True, is_signed=True, prepare=stores("pdf"))
def sign_collection(
    donation: Donation,
    *,
    by: User,
    shown: str,
    giver: str,
    place: str,
    pdf: bytes | StoredFile,
    signed_at: datetime,
) -> Collection:
    """Store the record that both parties signed, and mail a copy to the donor after the commit.

    `shown` is the fingerprint of the list that was signed. Raises `Refused` if it has changed.
    """
    check_to_sign(donation, shown)
    number = number_of(donation)
    document = Document.objects.store_paper(pdf, kind="custody_record", of=number, by=by)
    collection = Collection.objects.create(
        donation=donation,
        content={"giver": line_of(giver), "place": place},
        document=document,
        by=by,
        at=signed_at,
    )
    count = CollectedItem.objects.filter(donation=donation).total()
    Event.objects.record("donation.collected", donation, by=by, count=count)
    if donation.donor.email:
        # the collector may not mail papers: the copy is part of the signature
        send(donation, document, number, by=User.objects.system())
    return collection


def _check_file(donation: Donation, **_by: object) -> dict:
    donation.collection.document.read()
    return {}


@operation("donations.change_donation", locks=True, prepare=_check_file)
def send_copy(donation: Donation, *, by: User) -> Letter:
    """Mail the signed record to the donor once more."""
    collection = donation.collection
    return send(donation, collection.document, str(collection), by=by)


def check_open(donation: Donation) -> None:
    """Raise `Refused` if nothing more is collected of this lot."""
    if Collection.objects.filter(donation=donation).exists():
        raise Refused(_("The list of a signed collection cannot be changed."))
    if not donation.is_expected:
        params = {"donation": donation, "status": donation.status_label}
        raise Refused(_("%(donation)s is “%(status)s”: there is nothing left to collect.") % params)


def check_to_sign(donation: Donation, shown: str) -> None:
    """Raise `Refused` unless the list shown to the signatories is still the list of this lot."""
    check_open(donation)
    items = items_of(donation)
    if not items:
        raise Refused(_("The list is empty: there is nothing to sign for."))
    if fingerprint(items) != shown:
        raise Refused(_("The list has changed since it was opened: open this page again."))

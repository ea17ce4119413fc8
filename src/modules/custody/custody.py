"""The list of a collection, its fingerprint, and since when its lot is in our custody."""

import hashlib
import json

from django.db.models import F
from django.utils.translation import gettext as _

from core.modules.registry import is_on
from donations.models import Donation
from loans.base.lifecycle.loans import ItemStatus
from loans.base.papers import full_time
from loans.models import LoanItem
from modules.custody.models import CollectedItem, Collection

COLLECT = "custody.collect"


def items_of(donation: Donation):
    """Its items: counted categories in their order, then scanned numbers."""
    rows = CollectedItem.objects.filter(donation=donation).select_related("category")
    return rows.order_by(F("category__position").asc(nulls_last=True), "pk")


def collection_of(donation: Donation) -> Collection | None:
    return Collection.objects.filter(donation=donation).select_related("by", "donation").first()


def fingerprint(items) -> str:
    """Hash of a list: a different one means that the list has changed."""
    rows = sorted([item.code, item.category_id or 0, item.count] for item in items)
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def statement(erasure_ids: list[int]) -> str:
    """Sentence of a certificate that lists these erasures; "" without a signed collection.

    "" too if one of the devices was lent or given before its erasure: our custody was interrupted.
    """
    if not is_on("custody"):
        return ""
    erased = {"donation__devices__media__erasures__in": erasure_ids}
    collection = Collection.objects.filter(**erased).select_related("donation").first()
    if collection is None or _was_out(erasure_ids):
        return ""
    sentence = _("In our custody since %(moment)s, signed for at collection (%(paper)s).")
    return sentence % {"moment": full_time(collection.at), "paper": collection}


def _was_out(erasure_ids):
    items = LoanItem.objects.exclude(status=ItemStatus.CANCELLED)
    return items.filter(
        device__media__erasures__in=erasure_ids,
        opened_at__lt=F("device__media__erasures__ended_at"),
    ).exists()


def summary(user, donation) -> dict | None:
    """Context of the link on the page of a lot: to collect it, or to its record once signed."""
    if not user.has_perm(COLLECT):
        return None
    is_signed = Collection.objects.filter(donation=donation).exists()
    may_collect = donation.is_expected or is_signed
    return {"donation": donation, "is_signed": is_signed} if may_collect else None


def paper_of(_user, donation) -> dict | None:
    """Context of the record among the papers of a lot; None before it is signed."""
    collection = collection_of(donation)
    return {"donation": donation, "collection": collection} if collection else None

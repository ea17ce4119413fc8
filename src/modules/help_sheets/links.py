"""Signed address of the sheet of a device, linked from the page behind a personal link.

It works as long as the device is with the person, so that they may keep it.
"""

from django.core import signing

from loans.base.lifecycle.loans import ItemStatus
from loans.models import LoanItem

SIGNER = signing.Signer(salt="help_sheets.own_sheet")


def item_of(token):
    """The item of a loan whose sheet this address opens, with its loan and person; or None."""
    try:
        number = SIGNER.unsign(token)
    except signing.BadSignature:
        return None
    items = LoanItem.objects.filter(pk=number, status=ItemStatus.OPEN, device__isnull=False)
    people = items.filter(loan__recipient__isnull=False, loan__recipient__anonymised_at=None)
    related = "loan__site", "loan__recipient__second_language", "device__specification"
    return people.for_list().select_related(*related).first()

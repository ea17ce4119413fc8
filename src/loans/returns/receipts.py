"""Contents of an unfinished return, grouped by loan: items returned, missing, late and still out.

Accessories that were not counted are assumed to be returned: all those still out if every device of
the loan is in the session, otherwise one for each device.

The signature drawn on a return receipt is that of the person who returned the items, without a
name. If they return items lent to several people, each receipt is headed by the name of the person
it is for, and the signature screen names nobody. The receiver is the user. A receipt names one
person, or one organisation and no person. An organisation that returns the items of several people
gets one paper with tags and loans; items of two organisations are never on one paper.
"""

import hashlib
import json
from dataclasses import dataclass, field

from django.utils import timezone

from catalogue.models.accessory import AccessorySort
from core.models import Photo
from inventory.accessories.fitting import charges_of
from inventory.accessories.lifecycle import ChargerSupply
from loans.base.lifecycle.loans import Condition, ItemStatus
from loans.models import Amendment, Loan, LoanItem, ReturnLine


@dataclass
class ItemDetails:
    """Details of a returned device, in addition to its condition."""

    may_hold_data: bool | None = None
    return_note: str = ""
    # None if unknown, or if it takes no charger.
    has_charger: bool | None = None


@dataclass(kw_only=True)
class Return:
    """The returned devices of one loan with their condition, and its accessories."""

    devices: dict[LoanItem, Condition]
    accessories: dict[LoanItem, int] = field(default_factory=dict)
    # The missing accessories are lost: all of them, or only these.
    is_all: bool = False
    given_up: set[LoanItem] = field(default_factory=set)
    details: dict[LoanItem, ItemDetails] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        any_of_it = self.devices or any(self.accessories.values())
        return not (any_of_it or self.is_all or self.given_up)


@dataclass
class Back:
    """The lines of one loan in a session: devices, accessories, items still out.

    `chargers_out` are the swapped devices whose charger stayed with the person.
    """

    loan: Loan
    devices: list[ReturnLine] = field(default_factory=list)
    accessories: list[ReturnLine] = field(default_factory=list)
    still_out: list[LoanItem] = field(default_factory=list)
    chargers_out: list[LoanItem] = field(default_factory=list)
    days_late: int = 0

    @property
    def lines(self):
        return [*self.devices, *self.accessories]

    @property
    def is_whole(self):
        """Whether nothing of the loan is out after this return, and each charger was asked for."""
        is_short = any(line.missing and not line.is_given_up for line in self.accessories)
        is_open = any(line.takes_charger and line.has_charger is None for line in self.devices)
        return not (self.still_out or is_short or is_open or self.chargers_out)

    @property
    def contents(self):
        """The `Return` for `take_in`."""
        return Return(
            devices={line.item: line.condition for line in self.devices},
            accessories={line.item: line.here for line in self.accessories},
            given_up={line.item for line in self.accessories if line.is_given_up and line.missing},
            details={
                line.item: ItemDetails(
                    may_hold_data=line.may_hold_data,
                    return_note=line.note,
                    has_charger=line.has_charger,
                )
                for line in self.devices
            },
        )


@dataclass
class Receipt:
    """The content of one receipt: everything that one person or organisation returns."""

    backs: list[Back]
    is_of_structure: bool = False

    @property
    def loan(self):
        return self.backs[0].loan

    @property
    def whose(self):
        """The person or organisation that the receipt is for."""
        return self.loan.organisation if self.is_of_structure else self.loan.borrower

    @property
    def lines(self):
        return [line for back in self.backs for line in back.lines]


def backs_in(session):
    """A `Back` for each loan of a session, latest scan first; a constant number of queries."""
    backs, gone = {}, set()
    for line in session.lines.waiting().for_list().prefetch_related("item__device__sims"):
        loan = line.item.loan
        if line.item.status != ItemStatus.OPEN:  # swapped or lost since it was scanned
            gone.add(loan.pk)
            continue
        back = backs.setdefault(loan.pk, Back(loan))
        (back.devices if line.item.device_id else back.accessories).append(line)
    backs = {pk: back for pk, back in backs.items() if back.devices or pk not in gone}
    _attach_items_still_out(backs)
    _count_expected_accessories(backs, timezone.localdate())
    _attach_photos(session, [line for back in backs.values() for line in back.devices])
    return list(backs.values())


def _attach_photos(session, lines):
    """Set the photos of each device, taken since the session began."""
    devices = [line.item.device for line in lines]
    taken = Photo.objects.of(*devices).filter(at__gte=session.at) if devices else ()
    by_device = {}
    for photo in taken:
        by_device.setdefault(photo.subject_id, []).append(photo)
    for line in lines:
        line.photos = by_device.get(line.item.device_id, [])


def _attach_items_still_out(backs):
    """Set the items that are out and not in the session."""
    listed = {line.item_id for back in backs.values() for line in back.lines}
    out = LoanItem.objects.filter(loan__in=backs, status=ItemStatus.OPEN, device__isnull=False)
    for item in out.exclude(pk__in=listed).for_list().order_by("pk"):
        backs[item.loan_id].still_out.append(item)
    for item in chargers_out(loan__in=backs):
        backs[item.loan_id].chargers_out.append(item)


def chargers_out(**which):
    """The swapped items of these amendments whose charger has not come back since."""
    swaps = Amendment.objects.filter(data__charger=False, **which)
    items = LoanItem.objects.filter(pk__in=[swap.data["item"] for swap in swaps])
    return items.filter(device__charger__supply=ChargerSupply.MISSING).select_related("device")


def _count_expected_accessories(backs, today):
    charges = charges_of([line.item.device for back in backs.values() for line in back.devices])
    for back in backs.values():
        if back.loan.is_overdue(today):
            back.days_late = (today - back.loan.due_on).days
        sorts = {line.item.accessory.sort for line in back.accessories}
        is_counted = AccessorySort.CHARGER in sorts
        for line in back.devices:
            charge = charges.get(line.item.device_id)
            line.takes_charger = bool(charge and charge.is_here) and not is_counted
        for line in back.accessories:
            line.left = line.item.quantity - line.item.quantity_back
            line.here = _expected(back, line) if line.count is None else min(line.count, line.left)
            line.missing = line.left - line.here


def _expected(back, line):
    is_partial = back.still_out and back.devices
    return min(line.left, len(back.devices)) if is_partial else line.left


def receipts_of(session, *, by_structure=False):
    """The receipts to print, in order: one for each person, or for each organisation."""
    receipts = {}
    for back in backs_in(session):
        loan = back.loan
        whose = None if by_structure else loan.recipient_id
        receipt = receipts.setdefault((loan.organisation_id, whose), Receipt([], by_structure))
        receipt.backs.append(back)
    return list(receipts.values())


def fingerprint(receipts):
    """A hash of the content of receipts; a different hash means that the content changed."""
    shown = [
        [str(receipt.whose), [_words(line) for line in receipt.lines]]
        + [[item.pk for item in back.still_out] for back in receipt.backs]
        for receipt in receipts
    ]
    return hashlib.sha256(json.dumps(shown, ensure_ascii=False).encode()).hexdigest()


def _words(line):
    counted = [line.here, line.is_given_up] if line.item.accessory_id else [line.has_charger]
    return [line.pk, line.condition, line.may_hold_data, line.note, *counted]


def single(loan, returned):
    """A `Back` for items returned from a loan without a session."""
    back = Back(loan)
    for item, condition in returned.devices.items():
        more = returned.details.get(item) or ItemDetails()
        line = ReturnLine(item=item, condition=condition, note=more.return_note)
        line.may_hold_data, line.has_charger = more.may_hold_data, more.has_charger
        back.devices.append(line)
    for item, count in returned.accessories.items():
        line = ReturnLine(item=item, is_given_up=returned.is_all or item in returned.given_up)
        line.left = item.quantity - item.quantity_back
        line.here, line.missing = count, line.left - count
        back.accessories.append(line)
    listed = {item.pk for item in [*returned.devices, *returned.accessories]}
    out = loan.items.filter(status=ItemStatus.OPEN, device__isnull=False).exclude(pk__in=listed)
    back.still_out = list(out.for_list())
    return back

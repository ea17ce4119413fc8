"""Summary of a move: the records that it will write or has written, by the same parts.

`counts_of` counts the drafts of a checked move; `parts_of` returns these counts, or those of the
records that a live move wrote, as text with a link to the list of exactly these records.
"""

from collections import Counter
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import ngettext

from core.imports.columns import plain
from core.imports.kinds import RowVerdict
from core.models import Event
from core.modules.registry import is_url_on
from donations.models import Donor
from inventory.imports.check import undecided
from inventory.models import (
    AccessoryMovement,
    AccessoryStock,
    Device,
    ImportRow,
    Place,
    Repair,
    Voucher,
)
from loans.base.lifecycle.loans import LoanKind, LoanStatus
from loans.models import Loan, LoanItem, Request
from modules.legacy_import.models import MigrationRecord
from modules.legacy_import.operations.records import places_taken_back, taken_back
from modules.legacy_import.operations.requests import is_named
from modules.legacy_import.operations.takeover import outing_of
from modules.legacy_import.planned import batches_of
from modules.legacy_import.questions import is_answerable
from modules.legacy_import.systems import (
    ACCESSORIES,
    DONORS,
    LOANS,
    ORGANISATIONS,
    PEOPLE,
    PLACES,
    REGISTER,
    REPAIRS,
    REQUESTS,
    VOUCHERS,
)
from people.models import Organisation, Recipient

# {part: (its number in words, name of the list, filters of the list)}, in the order of the page.
PARTS = {
    "devices": (lambda n: ngettext("%(n)s device", "%(n)s devices", n), "device_list", {}),
    "people": (lambda n: ngettext("%(n)s person", "%(n)s people", n), "recipient_list", {}),
    "organisations": (
        lambda n: ngettext("%(n)s organisation", "%(n)s organisations", n),
        "organisation_list",
        {},
    ),
    "donors": (lambda n: ngettext("%(n)s donor", "%(n)s donors", n), "donor_list", {}),
    "places": (lambda n: ngettext("%(n)s shelf", "%(n)s shelves", n), "place_list", {}),
    "loans_open": (
        lambda n: ngettext("%(n)s loan in progress", "%(n)s loans in progress", n),
        "loan_list",
        {"status": LoanStatus.ACTIVE, "kind": LoanKind.LOAN},
    ),
    "loans_past": (
        lambda n: ngettext("%(n)s past loan", "%(n)s past loans", n),
        "loan_list",
        {"status": LoanStatus.CLOSED},
    ),
    "gifts": (
        lambda n: ngettext("%(n)s gift", "%(n)s gifts", n),
        "loan_list",
        {"status": LoanStatus.ACTIVE, "kind": LoanKind.GIFT},
    ),
    "repairs": (
        lambda n: ngettext("%(n)s repair, open or past", "%(n)s repairs, open or past", n),
        "repair_list",
        {"state": "all"},
    ),
    "vouchers": (lambda n: ngettext("%(n)s voucher", "%(n)s vouchers", n), "voucher_list", {}),
    "accessories": (
        lambda n: ngettext("%(n)s type of accessory", "%(n)s types of accessory", n),
        "accessory_list",
        {},
    ),
    "requests": (
        lambda n: ngettext("%(n)s pending request", "%(n)s pending requests", n),
        "request_list",
        {},
    ),
}


# --- Before: the drafts of the good rows.


def counts_of(drafts):
    """{part: number} of the records that these drafts, {kind of list: [draft]}, will become."""
    lines = drafts.get(REGISTER, [])
    loans = [draft.line for draft in drafts.get(LOANS, [])]
    requests = drafts.get(REQUESTS, [])
    people = [
        *drafts.get(PEOPLE, []),
        *(line.person for line in (*lines, *loans) if line.person and not line.is_nameless),
        *(draft.person for draft in requests if is_named(draft.person)),
    ]
    named = [
        *drafts.get(ORGANISATIONS, []),
        *(person.organisation for person in people),
        *(line.organisation for line in (*lines, *loans) if line.has_loan),
        *(draft.person.organisation for draft in requests),
    ]
    counts = Counter(
        devices=sum(line.of is None for line in lines),
        people=len({id(person) for person in people if person.pk is None}),
        organisations=_new(named, taken_back()),
        donors=_new([*drafts.get(DONORS, []), *(line.donor for line in lines)]),
        places=_new(
            [*drafts.get(PLACES, []), *(line.device.place for line in lines if not line.is_out)],
            places_taken_back(),
        ),
        repairs=len(drafts.get(REPAIRS, [])),
        vouchers=len(drafts.get(VOUCHERS, [])),
        accessories=len({draft.accessory.pk for draft in drafts.get(ACCESSORIES, [])}),
        requests=len({_request_key(draft) for draft in requests}),
    )
    for some in (lines, loans):
        counts.update(_outings(some))
    return {name: counts[name] for name in PARTS if counts[name]}


def _new(rows, undone=()):
    """The number of distinct names among these rows that are new or from an `undone` move."""
    back = {row.pk for row in undone}
    return len({plain(row.name) for row in rows if row and (row.pk is None or row.pk in back)})


def _outings(lines):
    """Count the loans of these lines: items that left together are one, past if all are back."""
    together = {}
    for line in lines:
        if line.has_loan:
            together.setdefault(outing_of(line), []).append(line)
    return Counter(
        "gifts"
        if some[0].is_gift
        else "loans_past"
        if all(line.is_ended for line in some)
        else "loans_open"
        for some in together.values()
    )


def _request_key(draft):
    person = draft.person
    who = id(person) if is_named(person) else plain(person.organisation.name)
    return who, draft.requested_on, draft.number


# --- After: the records of the written rows.


def written_of(migration, model):
    """The records of this model that a live move wrote, as a queryset."""
    return model._default_manager.filter(pk__in=WRITTEN[model](migration))


def _rows(migration):
    return ImportRow.objects.written().filter(batch__migration_file__migration=migration)


def _recorded(kind):
    """The ids of the records that the rows of this kind of list became."""

    def ids(migration):
        rows = _rows(migration).filter(batch__kind=kind)
        return MigrationRecord.objects.filter(row__in=rows).order_by().values("record_id")

    return ids


def _devices(migration):
    rows = _rows(migration).filter(batch__kind=REGISTER)
    return Device.objects.filter(import_rows__in=rows).order_by().values("pk")


def _loans(migration):
    """The loans of the lists of loans, and those taken over with the devices."""
    with_devices = LoanItem.objects.filter(device__in=_devices(migration)).values("loan")
    taken_over = _taken_over(Loan)(migration)
    of_devices = Loan.objects.order_by().filter(pk__in=with_devices).filter(pk__in=taken_over)
    return of_devices.values("pk").union(_recorded(LOANS)(migration))


def _stocks(migration):
    movements = AccessoryMovement.objects.filter(pk__in=_recorded(ACCESSORIES)(migration))
    return movements.order_by().values("stock")


def _taken_over(model):
    """The ids of the rows of this model that were taken over while the move was written.

    Rows of another file may create them too; a user has only one move written at a time
    (`operations.migrations.reasons_to_wait`).
    """

    def ids(migration):
        story = Event.objects.about(migration)
        started = story.filter(kind="migration.started").first()
        if started is None:
            return Event.objects.none().values("subject_id")
        live = story.filter(kind="migration.live", pk__gt=started.pk).first()
        events = Event.objects.filter(
            kind=f"{model._meta.model_name}.taken_over",
            subject_type=ContentType.objects.get_for_model(model),
            by=migration.by,
            pk__gt=started.pk,
            on__gte=started.on,
        )
        return (events.filter(pk__lt=live.pk) if live else events).values("subject_id")

    return ids


WRITTEN = {
    Device: _devices,
    Recipient: _taken_over(Recipient),
    Organisation: _taken_over(Organisation),
    Donor: _taken_over(Donor),
    Place: _taken_over(Place),
    Loan: _loans,
    Repair: _recorded(REPAIRS),
    Voucher: _recorded(VOUCHERS),
    AccessoryStock: _stocks,
    Request: _recorded(REQUESTS),
}


def written_counts(migration):
    """{part: number} of the records that a live move wrote."""
    loans = written_of(migration, Loan)
    counts = {
        "devices": written_of(migration, Device),
        "people": written_of(migration, Recipient),
        "organisations": written_of(migration, Organisation),
        "donors": written_of(migration, Donor),
        "places": written_of(migration, Place),
        "loans_open": loans.filter(status=LoanStatus.ACTIVE, kind=LoanKind.LOAN),
        "loans_past": loans.filter(status=LoanStatus.CLOSED),
        "gifts": loans.filter(status=LoanStatus.ACTIVE, kind=LoanKind.GIFT),
        "repairs": written_of(migration, Repair),
        "vouchers": written_of(migration, Voucher),
        "accessories": written_of(migration, AccessoryStock),
        "requests": written_of(migration, Request),
    }
    return {name: count for name, rows in counts.items() if (count := rows.count())}


# --- Both, in words.


@dataclass(frozen=True)
class Part:
    """Number of records as text, and the URL of their list; "" before they are written."""

    words: str
    address: str = ""


def parts_of(migration, counts, *, is_linked=False):
    return [
        Part(words_of(n) % {"n": n}, _address(migration, name, params) if is_linked else "")
        for part, (words_of, name, params) in PARTS.items()
        if (n := counts.get(part))
    ]


def _address(migration, name, params):
    if not is_url_on(name):
        return ""
    return f"{reverse(name)}?{urlencode({'move': migration.pk, **params})}"


@dataclass(frozen=True)
class RowsLeft:
    """Rows that are not imported: waiting for an answer, refused, left out, or already known."""

    waiting: int = 0
    refused: int = 0
    left_out: int = 0
    same: int = 0


def rows_left(migration):
    waiting = undecided_rows = refused = same = 0
    for batch in batches_of(migration):
        reasons = undecided(batch)
        waiting += sum(map(is_answerable, reasons))
        undecided_rows += len(reasons)
        refused += batch.rows.refused().count()
        same += batch.rows.filter(verdict=RowVerdict.SAME).count()
    return RowsLeft(waiting, undecided_rows - waiting, refused - undecided_rows, same)

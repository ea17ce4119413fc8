"""Lines of a legacy register (device and holder), and their validation errors.

A register may have a line for each loan of a device: ended loans are its history, and the other
line is its current state.

Lines are checked as a set, in a constant number of queries; the preview and the import share the
check.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_noop

from catalogue.models import AccessoryKind
from core.models import Identity
from core.workflow.event_messages import Sentence
from donations.models import Donation, Donor
from inventory.devices.identifiers import clean_code, clean_serial, is_tag
from inventory.devices.lifecycle.devices import DeviceStatus, ErasureMethod, RetireReason
from inventory.imports.cells import LIKE_OURS
from inventory.intake.validation import DeviceDraft, build, name_former_lives, problems_of
from inventory.models import Tag
from modules.legacy_import.holders import settle
from people.models import Organisation, Recipient

# Statuses of devices with a holder in a legacy list, in addition to “lent” and “given”.
WITH_SOMEBODY = {DeviceStatus.ON_LOAN, DeviceStatus.GIVEN}
IN_USE = {DeviceStatus.READY, *WITH_SOMEBODY}
CHUNK = 5_000
MAX_ROWS = 5  # rows named in an error about the same number
CODE_MAX = Tag._meta.get_field("code").max_length

NO_HOLDER = gettext_noop("The device is out: enter the person or organisation that has it.")
NO_ORGANISATION = gettext_noop("No organisation: fill the cell, or choose one for the whole list.")
NO_START = gettext_noop(
    "The device is out: enter its start date, or choose one for the whole list."
)
NO_RETURN = gettext_noop(
    "The device was returned: enter the return date, or choose one for the whole list."
)
NO_DUE = gettext_noop(
    "A loan needs a due date: fill in the cell, or choose a date for the whole list."
)
TO_COME = {
    "received_on": gettext_noop("The device was received on %(day)s: this date is in the future."),
    "erased_on": gettext_noop("The device was erased on %(day)s: this date is in the future."),
    "starts_on": gettext_noop("The device left on %(day)s: this date is in the future."),
    "returned_on": gettext_noop("The device was returned on %(day)s: this date is in the future."),
}
# A day that must not precede another: (earlier, later) -> error message.
OUT_OF_ORDER = {
    ("received_on", "erased_on"): gettext_noop(
        "The device was erased on %(later)s, before it arrived on %(earlier)s."
    ),
    ("received_on", "starts_on"): gettext_noop(
        "The device left on %(later)s, before it arrived on %(earlier)s."
    ),
    ("erased_on", "starts_on"): gettext_noop(
        "The device left on %(later)s, before it was erased on %(earlier)s."
    ),
    ("starts_on", "returned_on"): gettext_noop(
        "The device was returned on %(later)s, before it left on %(earlier)s."
    ),
    ("starts_on", "due_on"): gettext_noop(
        "The device is due on %(later)s, before it left (%(earlier)s)."
    ),
}
BACK_AND_OUT = gettext_noop(
    "The device was returned on %(day)s, but its status says that it is out: correct one of them."
)
LENT_MEANWHILE = gettext_noop(
    "According to row %(row)s, this device was lent to someone else at that time."
)
OF_A_REFUSED = gettext_noop("This row is about the same device as row %(row)s, which is refused.")
CODE_TOO_LONG = gettext_noop("This inventory number is longer than %(most)s characters.")
CODE_TWICE = gettext_noop("Inventory number %(number)s is used twice: see row %(rows)s.")
OURS_BEFORE = gettext_noop(
    "This device has been here before as %(tag)s, with its erasures. Import it as a "
    "device to check."
)
CODE_TAKEN = gettext_noop("Inventory number %(number)s is already in the register: %(tag)s.")


@dataclass(kw_only=True, eq=False)
class Line:
    """A device as in an earlier register; `organisation` and `person` may be unsaved.

    With a return date the loan has ended. If a device has several lines (`gather`), the lines of
    earlier loans refer to the line `of` the device, which has them in `earlier`.
    """

    device: DeviceDraft
    status: DeviceStatus
    retire_reason: RetireReason = RetireReason.RECYCLED
    code: str = ""
    grade: str = ""
    received_on: date | None = None
    erased_on: date | None = None
    erased_with: str = ""
    erasure_method: ErasureMethod | str = ""
    organisation: Organisation | None = None
    person: Recipient | None = None
    starts_on: date | None = None
    due_on: date | None = None
    returned_on: date | None = None
    agreement: str = ""
    donor: Donor | None = None
    accessories: dict[AccessoryKind, int] = field(default_factory=dict)
    # Some of its cells are refused, so that missing values are not reported yet.
    is_unfinished: bool = False

    @property
    def described(self):
        return self.device

    # The retention of its person is over since their last return: imported without a name.
    is_nameless: bool = False
    of: "Line | None" = field(default=None, repr=False)
    earlier: list = field(default_factory=list, repr=False)

    def __post_init__(self):
        self.settle()

    def settle(self):
        """Clear the loan columns of a line without a loan; a gift has no due date."""
        if not self.has_loan:
            self.organisation = self.person = self.starts_on = None
        if self.is_ended:
            self.due_on = self.due_on or max(filter(None, [self.starts_on, self.returned_on]))
        elif self.status != DeviceStatus.ON_LOAN:
            self.due_on = None

    @property
    def is_out(self):
        return self.status in WITH_SOMEBODY

    @property
    def is_ended(self):
        """Whether the loan of the line ended; without a holder, a return date means arrival."""
        return self.returned_on is not None and bool(self.organisation or self.person)

    @property
    def has_loan(self):
        return self.is_out or self.is_ended

    @property
    def is_gift(self):
        return self.status == DeviceStatus.GIVEN and not self.is_ended

    @property
    def holds_data(self):
        return self.device.category is not None and self.device.category.holds_data

    @property
    def must_be_attested(self):
        """Whether the device is in use, so that its past erasure must be attested."""
        return self.status in IN_USE and self.holds_data

    @property
    def back_on(self):
        """The day of the last return of the device, or None."""
        days = [line.returned_on for line in (self, *self.earlier)]
        return max(filter(None, days), default=None)

    @property
    def clean_since(self):
        """The day when the device was erased, unless that is before its last return."""
        is_stale = self.erased_on and self.back_on and self.erased_on < self.back_on
        return None if is_stale else self.erased_on

    @property
    def arrived_on(self):
        """The day of the last return, else the first day in the line; None without a day."""
        days = [self.received_on, self.erased_on, self.starts_on]
        return self.back_on or min(filter(None, days), default=None)

    def unsaved(self, site, donation: Donation | None = None):
        """The unsaved device as first created: a device in use starts on the bench."""
        device = build(
            self.device,
            donation,
            site,
            status=DeviceStatus.REFURBISHING if self.status in IN_USE else self.status,
            retire_reason=self.retire_reason if self.status == DeviceStatus.RETIRED else "",
            grade=self.grade,
        )
        if self.is_out:
            device.place = None
        return device


def gather(lines):
    """Join the lines of one device: earlier loans refer to the line of its current state.

    The same device has the same inventory number, otherwise the same serial number or IMEI.
    Contradictory lines, or several lines without an ended loan, stay apart.
    """
    by_device = defaultdict(list)
    for line in lines:
        line.of, line.earlier = None, []
        draft = line.device
        if key := code_of(line.code) or clean_serial(draft.serial) or draft.imei:
            by_device[key].append(line)
    for same in by_device.values():
        now = [line for line in same if line.returned_on is None]
        serials = {clean_serial(line.device.serial) for line in same} - {""}
        if len(same) > 1 >= len(now) and len(serials) <= 1:
            main = now[0] if now else max(same, key=lambda line: line.returned_on)
            main.earlier = [line for line in same if line is not main]
            for line in main.earlier:
                line.of = main


def faults_of(lines, devices, planned=()):
    """The errors of these lines and their unsaved devices: {index: [Sentence, ...]}.

    Afterwards each line has its person and organisation, existing or new. The device of an earlier
    loan is checked by the line that it is `of`. `planned` are the people that earlier files will
    create.
    """
    gather(lines)
    today = timezone.localdate()
    places = [index for index, line in enumerate(lines) if line.of is None]
    mains = [devices[index] for index in places]
    drafts = [lines[index].device for index in places]
    faults = {places[place]: list(messages) for place, messages in problems_of(drafts).items()}
    for place, messages in _faulty_codes([lines[index] for index in places]).items():
        faults.setdefault(places[place], []).extend(messages)
    people = settle(lines, today, planned)
    name_former_lives(mains)
    for index, line in enumerate(lines):
        messages = [*faulty_days(line, today), *missing(line)]
        former = devices[index].former if line.of is None else None
        if former and line.must_be_attested:
            messages.append(Sentence(OURS_BEFORE, {"tag": former.asset_tag}))
        messages += people.get(index, ())
        if messages:
            faults.setdefault(index, []).extend(messages)
    return faults


def missing(line):
    """The missing values of a line with a holder."""
    if line.is_out and line.returned_on and line.of is None:
        yield Sentence(BACK_AND_OUT, {"day": _iso(line.returned_on)})
    if not line.has_loan or line.is_unfinished:
        return
    if line.organisation is None:
        yield Sentence(NO_ORGANISATION if line.person else NO_HOLDER, {})
    if line.starts_on is None:
        yield Sentence(NO_START, {})
    if line.status == DeviceStatus.ON_LOAN and line.due_on is None:
        yield Sentence(NO_DUE, {})


def faulty_days(line, today):
    """Yield the errors of dates that should be past but are not, and of dates out of order."""
    for name in TO_COME:
        day = getattr(line, name)
        if day and day > today:
            yield Sentence(TO_COME[name], {"day": _iso(day)})
    for (first, then), source in OUT_OF_ORDER.items():
        # A returned device is erased after it left.
        is_free = line.is_ended and first == "erased_on"
        earlier, later = getattr(line, first), getattr(line, then)
        if earlier and later and later < earlier and not is_free:
            yield Sentence(source, {"earlier": _iso(earlier), "later": _iso(later)})
    for other in (line.of or line).earlier:
        if other is not line and _meet(line, other):
            yield Sentence(LENT_MEANWHILE, {"row": other.device.row})


def _meet(line, ended):
    """Whether a loan overlaps an ended one."""
    if not (line.has_loan and ended.is_ended and line.starts_on and ended.starts_on):
        return False
    return line.starts_on < ended.returned_on and (
        line.returned_on is None or ended.starts_on < line.returned_on
    )


def _iso(day):
    return f"{day:%d/%m/%Y}"


def code_of(text):
    """Normalise a number of an earlier register in the same way as scanned codes."""
    return clean_code(text)


def _faulty_codes(lines):
    codes = [code_of(line.code) for line in lines]
    rows, taken = defaultdict(list), _taken(codes)
    for index, (line, code) in enumerate(zip(lines, codes, strict=True)):
        rows[code].append(line.device.row or index + 1)
    prefix = Identity.cached().tag_prefix
    faults = {}
    for index, code in enumerate(codes):
        params = {"number": code}
        own = lines[index].device.row or index + 1
        others = [row for row in rows[code] if row != own] if code else []
        if len(code) > CODE_MAX:
            faults[index] = [Sentence(CODE_TOO_LONG, {"most": CODE_MAX})]
        elif is_tag(code) and code.startswith(prefix) and code not in taken:
            faults[index] = [Sentence(LIKE_OURS, params)]
        elif others:
            named = ", ".join(map(str, others[:MAX_ROWS]))
            faults[index] = [Sentence(CODE_TWICE, params | {"rows": named})]
        elif code in taken:
            faults[index] = [Sentence(CODE_TAKEN, params | {"tag": taken[code]})]
    return faults


def _taken(codes):
    """The codes that a valid device has already: {code: its tag}."""
    numbers = sorted(set(filter(None, codes)))
    there = Tag.objects.exclude(device__status=DeviceStatus.WITHDRAWN, status="foreign")
    taken = {}
    for start in range(0, len(numbers), CHUNK):
        rows = there.filter(code__in=numbers[start : start + CHUNK])
        taken |= {code: tag or code for code, tag in rows.values_list("code", "device__asset_tag")}
    return taken

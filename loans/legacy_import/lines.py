"""The lines of a legacy register (device and holder), and their validation errors.

Judged as a set, in a few queries however many the lines: the preview and the writing say the same.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_noop

from catalogue.models import AccessoryKind
from core.models import Identity
from core.workflow.event_messages import Sentence
from inventory.devices.identifiers import clean_code, is_tag
from inventory.devices.lifecycle.devices import DeviceStatus, ErasureMethod, RetireReason
from inventory.imports.cells import LIKE_OURS
from inventory.intake.validation import DeviceDraft, build, name_former_lives, problems_of
from inventory.models import Tag
from loans.legacy_import.holders import settle
from people.models import Organisation, Recipient

# States of a device in a legacy list; with “lent” and “given” it has a holder.
WITH_SOMEBODY = {DeviceStatus.ON_LOAN, DeviceStatus.GIVEN}
IN_USE = {DeviceStatus.READY, *WITH_SOMEBODY}
CHUNK = 5_000
MAX_ROWS = 5  # named of those that say the same number
CODE_MAX = Tag._meta.get_field("code").max_length

NO_HOLDER = gettext_noop("It left: enter who has it, a person or an organisation.")
NO_ORGANISATION = gettext_noop("No organisation: fill the cell, or choose one for the whole list.")
NO_START = gettext_noop("It left: enter the day, or choose one for the whole list.")
NO_DUE = gettext_noop(
    "A loan says when it comes back: fill the cell, or choose a day for the list."
)
TO_COME = {
    "received_on": gettext_noop("It came in on %(day)s: that is still to come."),
    "erased_on": gettext_noop("It was erased on %(day)s: that is still to come."),
    "starts_on": gettext_noop("It left on %(day)s: that is still to come."),
}
# A day that should not be before another: (earlier, later) -> what to say when it is.
OUT_OF_ORDER = {
    ("received_on", "erased_on"): gettext_noop("Erased on %(later)s, it came in on %(earlier)s."),
    ("received_on", "starts_on"): gettext_noop("It left on %(later)s and came in on %(earlier)s."),
    ("erased_on", "starts_on"): gettext_noop("It left on %(later)s and was erased on %(earlier)s."),
    ("starts_on", "due_on"): gettext_noop("It comes back on %(later)s and left on %(earlier)s."),
}
CODE_TOO_LONG = gettext_noop("This inventory number is longer than %(most)s characters.")
CODE_TWICE = gettext_noop("Inventory number %(number)s is there twice: see row %(rows)s.")
OURS_BEFORE = gettext_noop(
    "We had it before as %(tag)s: what was erased since is known here, and not attested. Enter it"
    " as a device to check."
)
CODE_TAKEN = gettext_noop("Inventory number %(number)s is in the register: %(tag)s.")


@dataclass(kw_only=True)
class Line:
    """One device as an earlier register has it; `organisation` and `person` may be unsaved."""

    device: DeviceDraft
    status: DeviceStatus
    retire_reason: RetireReason = RetireReason.RECYCLED
    code: str = ""
    grade: str = ""
    known_limits: str = ""
    received_on: date | None = None
    erased_on: date | None = None
    erased_with: str = ""
    erasure_method: ErasureMethod | str = ""
    organisation: Organisation | None = None
    person: Recipient | None = None
    starts_on: date | None = None
    due_on: date | None = None
    agreement: str = ""
    accessories: dict[AccessoryKind, int] = field(default_factory=dict)
    # Some of its cells are refused: what it lacks besides is not known yet.
    is_unfinished: bool = False

    def __post_init__(self):
        """Clear the columns of a loan unless the device is out; a gift has no due date."""
        if not self.is_out:
            self.organisation = self.person = self.starts_on = None
        if self.status != DeviceStatus.ON_LOAN:
            self.due_on = None

    @property
    def is_out(self):
        return self.status in WITH_SOMEBODY

    @property
    def holds_data(self):
        return self.device.category.holds_data

    @property
    def must_be_attested(self):
        """Whether it is in use, so that its past erasure must be attested."""
        return self.status in IN_USE and self.holds_data

    @property
    def began_on(self):
        """The first day that the register names; None when it names none."""
        days = [self.received_on, self.erased_on, self.starts_on]
        return min(filter(None, days), default=None)

    def unsaved(self, site):
        """The device as it is first entered: what is in use comes from the bench."""
        device = build(
            self.device,
            None,
            site,
            status=DeviceStatus.REFURBISHING if self.status in IN_USE else self.status,
            retire_reason=self.retire_reason if self.status == DeviceStatus.RETIRED else "",
            grade=self.grade,
            known_limits=self.known_limits,
        )
        if self.is_out:
            device.place = None
        return device


def faults_of(lines, devices):
    """The errors of these lines and their unsaved devices: {index: [Sentence, ...]}.

    Each line then has its person and organisation, existing or new.
    """
    today = timezone.localdate()
    faults = {index: list(messages) for index, messages in problems_of(devices).items()}
    codes = _faulty_codes(lines)
    people = settle(lines)
    name_former_lives(devices)
    for index, line in enumerate(lines):
        messages = [*codes.get(index, ()), *_faulty_days(line, today), *_missing(line)]
        former = devices[index].former
        if former and line.must_be_attested:
            messages.append(Sentence(OURS_BEFORE, {"tag": former.asset_tag}))
        messages += people.get(index, ())
        if messages:
            faults.setdefault(index, []).extend(messages)
    return faults


def _missing(line):
    """What a line with a holder lacks."""
    if not line.is_out or line.is_unfinished:
        return
    if line.organisation is None:
        yield Sentence(NO_ORGANISATION if line.person else NO_HOLDER, {})
    if line.starts_on is None:
        yield Sentence(NO_START, {})
    if line.status == DeviceStatus.ON_LOAN and line.due_on is None:
        yield Sentence(NO_DUE, {})


def _faulty_days(line, today):
    """Errors for past days that lie in the future, and for days out of order."""
    for name in TO_COME:
        day = getattr(line, name)
        if day and day > today:
            yield Sentence(TO_COME[name], {"day": _iso(day)})
    for (first, then), source in OUT_OF_ORDER.items():
        earlier, later = getattr(line, first), getattr(line, then)
        if earlier and later and later < earlier:
            yield Sentence(source, {"earlier": _iso(earlier), "later": _iso(later)})


def _iso(day):
    return f"{day:%d/%m/%Y}"


def code_of(text):
    """A number of an earlier register as we keep it, and as a scan of it is looked up."""
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

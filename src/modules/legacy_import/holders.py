"""Holders of devices in a legacy list: matched with registered people, otherwise created once.

A person is matched within their organisation by reference, otherwise by name, ignoring case,
accents and the order of words. Two people of the same name differ by their reference only.
"""

from collections import defaultdict

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_noop

from core.imports.columns import plain
from core.workflow.event_messages import Sentence
from loans.base.loan_terms import after_months
from people.models import Recipient, Retention

SEVERAL = gettext_noop(
    "Several people in this organisation have this name: enter the reference the "
    "organisation gives them."
)
ANOTHER_NAME = gettext_noop("The organisation uses this reference for another name.")
ANONYMOUS = gettext_noop("The person has neither a name nor a reference.")
OF_A_PERSON = gettext_noop("%(thing)s: %(words)s")


def name_key(person):
    """The normalised key of a person's name: “KERJEAN Awa” equals “Awa Kerjean”."""
    return " ".join(sorted(plain(f"{person.first_name} {person.last_name}").split()))


def reference_key(person):
    return " ".join(person.reference.casefold().split())


def one(row):
    """The identity of a row, saved or not, for deduplication."""
    return row and (row.pk or f"unsaved {id(row)}")


class People:
    """The people of some organisations, saved or not, by reference and by name.

    `planned` are the people that earlier files of the same move will create.
    """

    def __init__(self, organisations, planned=()):
        self.by_reference, self.by_name = {}, {}
        rows = Recipient.objects.not_anonymised().filter(
            organisation__in=[organisation.pk for organisation in organisations if organisation.pk]
        )
        names = {organisation.pk: organisation for organisation in organisations}
        for person in rows.order_by("pk"):
            self.add(person, names[person.organisation_id])
        for person in planned:
            self.add(person, person.organisation)

    def add(self, person, organisation):
        whose = plain(organisation.name)
        if person.reference:
            self.by_reference.setdefault((whose, reference_key(person)), person)
        if name_key(person):
            self.by_name.setdefault((whose, name_key(person)), []).append(person)

    def find(self, person, organisation):
        """The existing person; or `person`, for later rows to match; or an error `Sentence`."""
        whose, name = plain(organisation.name), name_key(person)
        existing = (
            self.by_reference.get((whose, reference_key(person))) if person.reference else None
        )
        if existing:
            is_another = name and name_key(existing) and name_key(existing) != name
            return Sentence(ANOTHER_NAME, {}) if is_another else existing
        alike = self.by_name.get((whose, name), [])
        if person.reference:
            alike = [other for other in alike if not other.reference]
        if len(alike) > 1:
            return Sentence(SEVERAL, {})
        if alike:
            return alike[0]
        person.organisation = organisation
        self.add(person, organisation)
        return person


def settle(lines, today, planned=()):
    """Set the person of each line; errors are {index: [Sentence, ...]}.

    Lines with a reference are settled first: lines without a reference then match them by name.
    """
    meant = [(index, line) for index, line in enumerate(lines) if line.person and line.organisation]
    people = People(
        list({one(line.organisation): line.organisation for _index, line in meant}.values()),
        planned,
    )
    faults = {}
    for index, line in sorted(meant, key=lambda pair: not pair[1].person.reference):
        result = people.find(line.person, line.organisation)
        problems = [result] if isinstance(result, Sentence) else list(_faults_in(result))
        if problems:
            faults[index] = problems
        else:
            line.person = result
    _date_contacts([line for _index, line in meant], today)
    return faults


def _date_contacts(lines, today):
    """Set the last contact of new people: the last day that their loans left or came back.

    If only ended loans name a person and their retention is over, these are imported without a
    name.
    """
    by_person = defaultdict(list)
    for line in lines:
        by_person[one(line.person)].append(line)
    for theirs in by_person.values():
        person = theirs[0].person
        days = [line.returned_on if line.is_ended else line.starts_on for line in theirs]
        if person.pk is not None or not any(days):
            continue
        last = max(filter(None, days))
        person.contact_on = min(last, today)
        is_over = after_months(last, Retention.cached().months_of(person.kind)) <= today
        for line in theirs:
            line.is_nameless = is_over and all(other.is_ended for other in theirs)


def _faults_in(person):
    if person.pk:
        return
    if not name_key(person) and not person.reference:
        yield Sentence(ANONYMOUS, {})
    try:
        person.clean_fields(exclude=["organisation"])
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            field = str(Recipient._meta.get_field(name).verbose_name)
            yield Sentence(OF_A_PERSON, {"thing": field, "words": " ".join(messages)})

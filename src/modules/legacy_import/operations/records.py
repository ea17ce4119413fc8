"""Create and undo records of an earlier system, other than devices.

Rows that are never deleted are undone as far as possible: an organisation is suspended, a person
anonymised, the contact of a donor erased, a stock reduced again.
"""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Model, QuerySet
from django.db.models.deletion import ProtectedError
from django.utils.translation import gettext as _

from core.models import Event
from core.models.bulk_insert import bulk_insert
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation
from donations.models import Donation, Donor
from donations.operations.anonymisation import forget_donor
from inventory.models import ImportRow, Place
from loans.base.lifecycle.loans import LoanStatus, RequestStatus
from loans.models import Loan, Request
from modules.legacy_import.models import MigrationRecord
from people.base.lifecycle import OrganisationStatus
from people.models import Organisation, Recipient, User
from people.privacy.operations import anonymise

TAKE_OVER = "legacy_import.take_over"
TAKEN_BACK = "organisation.taken_back"


def keep_records(rows: list[ImportRow], records: list[Model]) -> None:
    """Store the record that each of these rows became."""
    pairs = zip(rows, records, strict=True)
    bulk_insert(
        MigrationRecord,
        ({"row_id": row.pk, "record_id": record.pk} for row, record in pairs),
    )


def records_of(model: type[Model], rows: Iterable[ImportRow]) -> list[Model]:
    """The records of this model that these rows became."""
    ids = MigrationRecord.objects.filter(row__in=rows).values("record_id")
    return list(model._default_manager.filter(pk__in=ids))


def check_untouched(records: list[Model], harmless: Iterable[str]) -> None:
    """Raise `Refused` for a record with events other than those named in `harmless`."""
    if not records:
        return
    touched = Event.objects.about(*records).exclude(kind__in=harmless).first()
    if touched:
        record = next(row for row in records if row.pk == touched.subject_id)
        raise Refused(
            _("%(thing)s has changed since then: the migration cannot be undone.")
            % {"thing": getattr(record, "discreet", record)}
        )


def only_taken_over(rows: Iterable[Model]) -> list[Model]:
    """The rows among these that came from an earlier register and have not changed since."""
    rows = list(rows)
    stories = Event.objects.about(*rows) if rows else ()
    kinds = defaultdict(set)
    for event in stories:
        kinds[event.subject_id].add(event.kind.split(".")[1])
    return [row for row in rows if kinds[row.pk] and kinds[row.pk] <= {"taken_over", "taken_back"}]


# --- Organisations ---

OF_ORGANISATIONS = ["organisation.taken_over", TAKEN_BACK]


@operation(TAKE_OVER)
def enter_organisations(organisations: list[Organisation], *, by: User) -> list[Organisation]:
    """Create these organisations, approved; approve undone organisations again.

    Returns the saved rows.
    """
    names = [organisation.name for organisation in organisations]
    again = {row.name: row for row in taken_back().filter(name__in=names)}
    entered = []
    for organisation in organisations:
        if organisation.name in again:
            organisation.pk = again[organisation.name].pk
            organisation.save(update_fields=Organisation.plain_fields())
        else:
            organisation.full_clean()
            organisation.save()
        organisation.transition_to(OrganisationStatus.APPROVED)
        Event.objects.record("organisation.taken_over", organisation, by=by)
        entered.append(organisation)
    return entered


def readmit(organisations: list[Organisation], by: User) -> None:
    """Approve these organisations again if they came from an undone move."""
    for organisation in taken_back().filter(pk__in=[o.pk for o in organisations if o.pk]):
        organisation.transition_to(OrganisationStatus.APPROVED)
        Event.objects.record("organisation.taken_over", organisation, by=by)


def taken_back() -> QuerySet:
    """The organisations of undone moves."""
    ids = Event.objects.filter(kind=TAKEN_BACK).values("subject_id")
    return Organisation.objects.filter(pk__in=ids, status=OrganisationStatus.SUSPENDED)


def check_organisations(organisations: list[Organisation]) -> None:
    check_untouched(organisations, OF_ORGANISATIONS)
    users = User.objects.filter(organisation__in=organisations).first()
    if users:
        raise Refused(
            _("%(thing)s has changed since then: the migration cannot be undone.")
            % {"thing": users.organisation}
        )


@operation(TAKE_OVER)
def take_organisations_back(organisations: list[Organisation], *, by: User) -> None:
    """Suspend the organisations to which no row refers any more."""
    check_organisations(organisations)
    for organisation in Organisation.objects.filter(pk__in=[o.pk for o in organisations]).lock():
        if organisation.status == OrganisationStatus.APPROVED and not _is_in_use(organisation):
            organisation.transition_to(OrganisationStatus.SUSPENDED)
            Event.objects.record(TAKEN_BACK, organisation, by=by)


def _is_in_use(organisation: Organisation) -> bool:
    return (
        Loan.objects.filter(organisation=organisation).exclude(status=LoanStatus.CANCELLED).exists()
        or Request.objects.filter(organisation=organisation)
        .exclude(status=RequestStatus.CANCELLED)
        .exists()
        or Recipient.objects.not_anonymised().filter(organisation=organisation).exists()
    )


# --- Places ---


@operation(TAKE_OVER)
def enter_places(places: list[Place], *, by: User) -> list[Place]:
    """Create these places; reactivate an undone place with the same name."""
    again = {(place.site_id, place.name): place.pk for place in places_taken_back()}
    for place in places:
        place.pk = place.pk or again.get((place.site_id, place.name))
        place._state.adding, place.is_active = place.pk is None, True
        place.full_clean()
        place.save()
        Event.objects.record("place.taken_over", place, by=by)
    return places


def places_taken_back() -> QuerySet:
    """The inactive places of undone moves, kept because devices were on them."""
    ids = Event.objects.filter(kind="place.taken_back").values("subject_id")
    return Place.objects.filter(pk__in=ids, is_active=False)


def check_places(places: list[Place]) -> None:
    check_untouched(places, ["place.taken_over", "place.taken_back"])


@operation(TAKE_OVER)
def take_places_back(places: list[Place], *, by: User) -> None:
    """Delete these places; a place that a device was on is deactivated."""
    check_places(places)
    for place in places:
        try:
            place.delete()
        except ProtectedError:
            Place.objects.filter(pk=place.pk).update(is_active=False)
            Event.objects.record("place.taken_back", place, by=by)


# --- Donors ---


@operation(TAKE_OVER)
def enter_donors(donors: list[Donor], *, by: User) -> list[Donor]:
    for donor in donors:
        donor.full_clean()
        donor.save()
        Event.objects.record("donor.taken_over", donor, by=by)
    return donors


def check_donors(donors: list[Donor]) -> None:
    check_untouched(donors, ["donor.taken_over"])


@operation(TAKE_OVER)
def take_donors_back(donors: list[Donor], *, by: User) -> None:
    """Erase the contact of these donors, unless they have a lot from elsewhere."""
    check_donors(donors)
    ids = [donor.pk for donor in donors]
    giving = set(Donation.objects.filter(donor__in=ids).values_list("donor_id", flat=True))
    for donor in Donor.objects.filter(pk__in=ids).naming_somebody():
        if donor.pk not in giving:
            forget_donor(donor, by=by)


# --- People ---

OF_PEOPLE = ["recipient.taken_over", "recipient.opened"]


@operation(TAKE_OVER)
def enter_people(people: list[Recipient], *, by: User) -> list[Recipient]:
    """Create these people, and their organisations if they are new."""
    new = {id(p.organisation): p.organisation for p in people if p.organisation.pk is None}
    enter_organisations(list(new.values()), by=by)
    for person in people:
        person.organisation = person.organisation  # its id, now that it is saved
    Recipient.objects.bulk_create(people)
    Event.objects.record_many("recipient.taken_over", [(p, {}) for p in people], by=by)
    return people


def check_people(people: list[Recipient]) -> None:
    check_untouched([person for person in people if not person.anonymised_at], OF_PEOPLE)


@operation(TAKE_OVER)
def take_people_back(people: list[Recipient], *, by: User) -> None:
    """Anonymise these people, unless they have a loan or a request that stays."""
    check_people(people)
    ids = [person.pk for person in people]
    staying = set(
        Loan.objects.filter(recipient__in=ids)
        .exclude(status=LoanStatus.CANCELLED)
        .values_list("recipient", flat=True)
    )
    staying |= set(
        Request.objects.filter(recipient__in=ids)
        .exclude(status=RequestStatus.CANCELLED)
        .values_list("recipient", flat=True)
    )
    anonymise([p for p in people if p.pk not in staying and not p.anonymised_at], by=by)
    take_organisations_of_back(people, by)


def take_organisations_of_back(records: list[Model], by: User) -> None:
    """Undo the organisations that were created for these records."""
    ids = {record.organisation_id for record in records}
    take_organisations_back(only_taken_over(Organisation.objects.filter(pk__in=ids)), by=by)

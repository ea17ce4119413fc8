"""References in cells: records of the register, or of earlier files of the same move.

An unknown word is asked once for all rows that have it (`questions.py`).
"""

from collections import defaultdict
from functools import cached_property

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from catalogue.models import AccessoryKind
from core.imports.cells import is_unknown, line_within, wrong
from core.imports.columns import NOTHING, plain, word_key
from core.imports.days import day_of
from donations.models import Donor
from inventory.devices.identifiers import clean_code, clean_serial
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.models import Device, Place, Tag
from modules.legacy_import.holders import name_key, reference_key
from modules.legacy_import.lines import NO_DUE, NO_RETURN, NO_START
from modules.legacy_import.planned import planned_for
from modules.legacy_import.questions import AS_EMPTY, NEW, answer_of, ask
from modules.legacy_import.returns import RETURNS, UNKNOWN_RETURN
from modules.legacy_import.synonyms import accessories_by_word
from people.models import Organisation, Recipient

WORD_MAX = 60  # characters of a cell quoted in an error
UNKNOWN_ORGANISATION = gettext_noop(
    "“%(text)s” is not a known organisation: correct it, or choose to add unknown ones."
)
UNKNOWN_PLACE = gettext_noop("“%(text)s” is not a shelf of this site.")
UNKNOWN_DONOR = gettext_noop("“%(text)s” is not a known donor.")
UNKNOWN_ACCESSORY = gettext_noop("“%(text)s” is not a known accessory.")
UNKNOWN_DEVICE = gettext_noop("“%(text)s” is not a device in the register or in an earlier file.")
NO_DEVICE = gettext_noop("No inventory number or serial number: which device is this about?")

NAME_MAX = {
    model: model._meta.get_field("name").max_length for model in (Organisation, Place, Donor)
}
CODE_MAX = Place._meta.get_field("code").max_length


def _existing(rows):
    return [(str(row.pk), str(row)) for row in rows]


ask(
    UNKNOWN_ORGANISATION,
    _("Organisation"),
    lambda migration: [
        (NEW, _("add it as a new organisation")),
        AS_EMPTY,
        *_existing(Organisation.objects.filter(merged_into=None)),
    ],
)
ask(
    UNKNOWN_PLACE,
    _("Shelf"),
    lambda migration: [
        (NEW, _("add it as a new shelf at this site")),
        AS_EMPTY,
        *_existing(Place.objects.filter(site=migration.site_id)),
    ],
)
ask(
    UNKNOWN_DONOR,
    _("Donor"),
    lambda migration: [
        (NEW, _("add it as a new donor")),
        AS_EMPTY,
        *_existing(Donor.objects.filter(merged_into=None)),
    ],
)
ask(
    UNKNOWN_ACCESSORY,
    _("Accessory"),
    lambda migration: [AS_EMPTY, *_existing(AccessoryKind.objects.all())],
)
# Days that a whole list may lack: the reason that asks for each.
MISSING_DAYS = {"starts_on": NO_START, "due_on": NO_DUE, "returned_on": NO_RETURN}
for _source, _label in (
    (NO_START, _("Default start date")),
    (NO_DUE, _("Default due date")),
    (NO_RETURN, _("Default return date")),
):
    ask(_source, _label, None, has_word=False)


def missing_day(batch, name):
    """The day for rows without one: as chosen for this list, otherwise as answered, or None."""
    return day_of(batch.options.get(name) or answer_of(batch, MISSING_DAYS[name]))


class References:
    """Lookups for the cells of one list, in a constant number of queries."""

    def __init__(self, batch):
        self.batch, self.planned = batch, planned_for(batch)
        self.organisations = dict(self.planned.organisations) | {
            plain(row.name): row.merged_into or row
            for row in Organisation.objects.select_related("merged_into")
        }
        # The site's own name, or “headquarters”, in a column of shelves means the site without a
        # shelf.
        self.site_names = {plain(batch.site.name)} if batch.site else set()
        at_this_site = {
            name: place
            for name, place in self.planned.places.items()
            if place.site_id == batch.site_id
        }
        self.places = at_this_site | {
            plain(name): place
            for place in Place.objects.filter(site=batch.site_id)
            for name in (place.name, place.code)
        }
        self.donors = dict(self.planned.donors) | {
            plain(row.name): row.merged_into or row
            for row in Donor.objects.select_related("merged_into")
        }
        self.accessories = accessories_by_word()
        self.enters_organisations = bool(batch.options.get("enters_organisations"))

    def organisation(self, text):
        name = line_within(text, NAME_MAX[Organisation])
        if not name:
            return None
        if plain(name) not in self.organisations and self.enters_organisations:
            self.organisations[plain(name)] = Organisation(name=name)
        return self._named(
            name, self.organisations, UNKNOWN_ORGANISATION, lambda: Organisation(name=name)
        )

    def place(self, text):
        name = line_within(text, NAME_MAX[Place])
        if not name or plain(name) in self.site_names:
            return None
        return self._named(
            name,
            self.places,
            UNKNOWN_PLACE,
            lambda: Place(site=self.batch.site, name=name, code=self.code_for(name)),
        )

    def donor(self, text):
        name = line_within(text, NAME_MAX[Donor])
        if not name:
            return None
        return self._named(name, self.donors, UNKNOWN_DONOR, lambda: Donor(name=name))

    def is_back(self, text):
        """Whether a loan has ended, as a code of `RETURNS`; None if the cell does not say."""
        if is_unknown(text):
            return None
        if text not in dict(RETURNS.choices()):
            raise wrong(UNKNOWN_RETURN, text=text[:WORD_MAX])
        return text

    def accessory(self, text):
        """The kind that a word names; None if it counts as an empty cell."""
        name = text[:WORD_MAX]
        found = self.accessories.get(word_key(text))
        answer = answer_of(self.batch, UNKNOWN_ACCESSORY, name)
        if found is None and answer and answer != NOTHING:
            found = next((k for k in self.accessories.values() if str(k.pk) == answer), None)
        if found is None and answer != NOTHING:
            raise wrong(UNKNOWN_ACCESSORY, text=name)
        return found

    def _named(self, name, records, unknown, make):
        """The record of this name, or the answer for an unknown name."""
        if found := records.get(plain(name)):
            return found
        answer = answer_of(self.batch, unknown, name[:WORD_MAX])
        if answer == NOTHING:
            return None
        if answer == NEW:
            return records.setdefault(plain(name), make())
        found = next((row for row in records.values() if answer and str(row.pk) == answer), None)
        if found is None:
            raise wrong(unknown, text=name[:WORD_MAX])
        return found

    def code_for(self, name):
        """A code for the label of a new place, from its name and not used by another place."""
        taken = {place.code for place in self.places.values()} | self._codes()
        base = "-".join(plain(name).upper().split())[: CODE_MAX - 3] or "P"
        codes = [base, *(f"{base}-{number}" for number in range(2, 100))]
        return next(code for code in codes if code not in taken)

    def _codes(self):
        if not hasattr(self, "_all_codes"):
            self._all_codes = set(Place.objects.values_list("code", flat=True))
        return self._all_codes

    def organisation_of(self, person):
        """The organisation of the only known person with this name or reference, or None."""
        found = {plain(one.name): one for one in self._organisations_by_person[_key_of(person)]}
        return next(iter(found.values())) if len(found) == 1 else None

    @cached_property
    def _organisations_by_person(self):
        """{reference or name: [organisation]} of people in the register and in earlier files."""
        by_id = {row.pk: row for row in self.organisations.values() if row.pk}
        by_person = defaultdict(list)
        rows = Recipient.objects.not_anonymised().only(
            "first_name", "last_name", "reference", "organisation_id"
        )
        for person in rows:
            if organisation := by_id.get(person.organisation_id):
                by_person[name_key(person)].append(organisation)
                by_person[f"#{reference_key(person)}"].append(organisation)
        for person in self.planned.people:
            by_person[name_key(person)].append(person.organisation)
            by_person[f"#{reference_key(person)}"].append(person.organisation)
        return by_person

    # --- Devices, by the numbers that a later file has of them.

    def find_devices(self, rows):
        """Prefetch the devices that these rows name by `code` or `serial`."""
        codes = {clean_code(row["code"]) for row in rows} - {""}
        serials = {clean_serial(row["serial"]) for row in rows} - {"", None}
        standing = Device.objects.exclude(status=DeviceStatus.WITHDRAWN)
        tags = Tag.objects.filter(code__in=codes, device__in=standing).select_related("device")
        self.devices = {device.serial: device for device in standing.filter(serial__in=serials)}
        self.devices |= {tag.code: tag.device for tag in tags}

    def device(self, code, serial):
        """The device of a row, or its future `Line`; raises `ValidationError`."""
        keys = [key for key in (clean_code(code), clean_serial(serial)) if key]
        if not keys:
            raise wrong(NO_DEVICE)
        for devices in (self.devices, self.planned.lines):
            for key in keys:
                if key in devices:
                    return devices[key]
        raise wrong(UNKNOWN_DEVICE, text=keys[0][:WORD_MAX])


def _key_of(person):
    return f"#{reference_key(person)}" if person.reference else name_key(person)

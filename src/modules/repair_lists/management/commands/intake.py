import time
from collections import Counter
from pathlib import Path

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from catalogue.models import Category
from core.imports.columns import check_mapping, heading_of
from core.imports.guessing import SAMPLE, guess
from core.imports.kinds import RowVerdict
from core.imports.sheets import MAX_BYTES, read_list
from core.models import Identity
from core.workflow.lifecycle import Refused
from donations.models import Donation, Donor
from donations.operations.lots import promise, save_donor
from inventory.imports import apply as import_operations
from inventory.imports import check as matching_operations
from inventory.imports.check import CheckedList, check_first_time, set_verdicts
from inventory.imports.donor_list import DONOR_LIST, FIELDS
from inventory.imports.jobs import carry_out
from inventory.imports.personal_data import withhold
from inventory.imports.reading import notes_of, read_into
from inventory.models import Device, ImportBatch
from modules.repair_lists.synonyms import column_named
from people.models import Site, User
from people.organisations.operations import save_site

SHOWN = 50


class Command(BaseCommand):
    help = "Take in a donor's list, CSV, Excel or ODS: a new donation whose devices are to check."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--donor", required=True, help="made if there is none of this name")
        parser.add_argument("--site", help="where the devices are; needless with one open site")
        parser.add_argument("--category", help="code of the category of the rows that name none")
        parser.add_argument(
            "--sheet",
            action="append",
            metavar="NAME",
            help="a sheet to read; without it, those that look like lists",
        )
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="COLUMN=FIELD",
            help=f"what a column is, if its heading does not tell: {', '.join(FIELDS)}, or nothing",
        )
        parser.add_argument(
            "--skip-refused", action="store_true", help="write the good rows all the same"
        )
        parser.add_argument("--dry-run", action="store_true", help="write nothing")
        parser.add_argument("--user", metavar="EMAIL", help="who does it; the system, by default")

    def handle(self, **options):
        started = time.perf_counter()
        try:
            refused = self.take_in(**options)
        except ValidationError as refusal:
            raise CommandError("\n".join(refusal.messages)) from refusal
        except PermissionDenied as denied:
            raise CommandError(_("This user is not allowed to import lists.")) from denied
        seconds = time.perf_counter() - started
        self.stdout.write(_("Seconds: %(seconds).2f") % {"seconds": seconds})
        if refused:
            raise SystemExit(1)

    def take_in(self, *, file, donor, dry_run, skip_refused, **options):
        """Check the list, and write it unless rows are refused; return their number."""
        if not Category.objects.exists():
            raise Refused(_("There is no category yet: run `manage.py load_reference` first."))
        source = read_list(file.name, read_bytes(file), kind=DONOR_LIST)
        site, category = site_named(options["site"]), category_coded(options["category"])
        trial = ImportBatch(donation=Donation(site=site), default_category=category)
        rows = read_into(trial, source, options["sheet"])
        check_first_time(trial)
        trial.mapping = mapping_of(trial.headings, rows, options["map"])
        withhold(trial, rows)
        set_verdicts(trial, rows)
        refused = [row for row in rows if row.verdict == RowVerdict.REFUSED]
        for note in notes_of(trial.reading):
            self.stdout.write(note)
        self.say_columns(trial.headings, trial.mapping)
        self.say_refused(rows, refused)
        if dry_run:
            self.stdout.write(_("Nothing was saved: this was a dry run."))
        elif refused and not skip_refused:
            self.stdout.write(_("Nothing was saved: correct the list, or skip its refused rows."))
        else:
            by = user_of(options["user"])
            self.say_written(
                write(source, by=by, donor=donor, site=site, checked=CheckedList(trial, rows))
            )
        return len(refused)

    def say_columns(self, headings, mapping):
        for index in range(len(headings)):
            field = FIELDS.get(mapping.get(str(index)), _("column not imported"))
            self.stdout.write(f"{heading_of(headings, index)} -> {field}")

    def say_refused(self, rows, refused):
        counts = {"rows": len(rows), "refused": len(refused)}
        self.stdout.write(_("Rows: %(rows)s, refused: %(refused)s") % counts)
        for row in refused[:SHOWN]:
            params = {"row": row.label, "why": " ".join(row.sentences)}
            self.stdout.write(_("Row %(row)s: %(why)s") % params)
        if len(refused) > SHOWN:
            self.stdout.write(_("And %(count)s more.") % {"count": len(refused) - SHOWN})
        if waiting := sum(row.verdict == RowVerdict.WAITING for row in rows):
            self.stdout.write(
                _("Rows waiting for your answer: %(count)s. Answer on the page of the list.")
                % {"count": waiting}
            )

    def say_written(self, batch):
        devices = Device.objects.filter(import_rows__batch=batch)
        kinds = Counter(device.category for device in devices.select_related("category"))
        counts = ", ".join(f"{category} × {count}" for category, count in kinds.most_common())
        self.stdout.write(
            _("Donation: %(donation)s from %(donor)s")
            % {"donation": batch.donation, "donor": batch.donation.donor}
        )
        self.stdout.write(
            _("Devices: %(count)s (%(kinds)s)") % {"count": kinds.total(), "kinds": counts}
        )
        brands = devices.exclude(brand=None).values("brand").distinct().count()
        models = devices.exclude(model=None).values("model").distinct().count()
        self.stdout.write(
            _("Brands: %(brands)s, models: %(models)s") % {"brands": brands, "models": models}
        )


def write(source, *, by, donor, site, checked):
    """Write the batch of a new donation without the refused rows, and return it.

    If the import is interrupted, the tick enqueues the rest for a worker.
    """
    with transaction.atomic():
        named = Donor.objects.select_related("merged_into")
        giver = named.filter(name__iexact=donor.strip()).first()
        giver = (
            (giver and giver.merged_into) or giver or save_donor(Donor(name=donor.strip()), by=by)
        )
        if site.pk is None:
            site = save_site(site, by=by)
        donation = promise(Donation(donor=giver, site=site), by=by)
    batch = matching_operations.receive_list(donation, by=by, source=source, checked=checked)
    import_operations.start_import(batch, by=by, skip_refused=True)
    written = carry_out(batch)
    if written.error:
        raise Refused(written.error)
    return written


def read_bytes(file):
    try:
        with file.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise Refused(_("%(file)s cannot be read.") % {"file": file}) from error


def mapping_of(headings, rows, pairs):
    """Mapping guessed for a list, overridden by these `COLUMN=FIELD` pairs."""
    mapping = guess(headings, DONOR_LIST, rows=[row.cells for row in rows[:SAMPLE]])
    for pair in pairs:
        name, _equals, field = pair.rpartition("=")
        column = column_named(name, headings)
        mapping.pop(column, None)
        if field:
            mapping = {
                index: named
                for index, named in mapping.items()
                if named != field or field in DONOR_LIST.joined
            }
            mapping[column] = field
    check_mapping(mapping, headings, DONOR_LIST)
    return mapping


def site_named(name):
    """The open site of this name, or the only open site; an unsaved site if no site exists."""
    if not Site.objects.exists():
        return Site(name=name or Identity.cached().name)
    sites = Site.objects.filter(is_active=True)
    if name:
        sites = sites.filter(name__iexact=name)
    if sites.count() != 1:
        raise Refused(
            _("Specify the site: %(names)s.") % {"names": ", ".join(map(str, Site.objects.all()))}
        )
    return sites.get()


def category_coded(code):
    if not code:
        return None
    category = Category.objects.filter(code=code).first()
    if category is None:
        codes = ", ".join(Category.objects.values_list("code", flat=True))
        raise Refused(_("The category must be one of: %(codes)s.") % {"codes": codes})
    return category


def user_of(email):
    if not email:
        return User.objects.system()
    user = User.objects.filter(email=email.lower()).first()
    if user is None:
        raise Refused(_("Nobody has the e-mail address %(email)s.") % {"email": email})
    return user

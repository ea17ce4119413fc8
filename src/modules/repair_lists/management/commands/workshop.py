import hashlib
import time
from pathlib import Path

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from core.workflow.lifecycle import Refused
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.models import Device, ImportBatch
from modules.repair_lists.management.commands.intake import read_bytes, user_of
from modules.repair_lists.operations import take_over_verdicts
from modules.repair_lists.synonyms import column_named, column_of


class Command(BaseCommand):
    help = (
        "Take the devices of a donor's list through the workshop, as the list tells of their"
        " repairs: fixed, repairable, at the end of their life."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="the file that `intake` took in")
        parser.add_argument("--donor", help="take the list in first, as the gift of this donor")
        parser.add_argument("--category", help="for the intake: of the rows that name none")
        parser.add_argument("--site", help="for the intake: needless with one open site")
        parser.add_argument("--outcome", metavar="COLUMN", help="says how the repair ended")
        parser.add_argument("--barrier", metavar="COLUMN", help="says what prevents the repair")
        parser.add_argument("--organism", default="", help="who recycles what is beyond repair")
        parser.add_argument("--user", metavar="EMAIL", help="who does it; the system, by default")

    def handle(self, *, file, donor, category, site, user, organism, **options):
        if donor:
            options_ = {"donor": donor, "category": category, "site": site, "user": user}
            call_command("intake", file, stdout=self.stdout, **options_)
        started = time.perf_counter()
        try:
            batch = batch_of(file)
            options_ = {name: options[name] for name in ("outcome", "barrier")}
            columns = columns_of(batch.headings, options_)
            verdicts = take_over_verdicts(batch, by=user_of(user), organism=organism, **columns)
        except ValidationError as refusal:
            raise CommandError("\n".join(refusal.messages)) from refusal
        except PermissionDenied as denied:
            raise CommandError(_("This user is not allowed to import lists.")) from denied
        self.say(batch, verdicts)
        seconds = time.perf_counter() - started
        self.stdout.write(_("Seconds: %(seconds).2f") % {"seconds": seconds})

    def say(self, batch, verdicts):
        """Print the outcomes by device, then the current places of the devices."""
        for fault, count in sorted(verdicts.faults.items(), key=lambda pair: -pair[1]):
            self.stdout.write(_("Fault: %(fault)s: %(count)s") % {"fault": fault, "count": count})
        for outcome, count in verdicts.ended.items():
            params = {"outcome": outcome.label, "count": count}
            self.stdout.write(_("Repair ended: %(outcome)s: %(count)s") % params)
        self.stdout.write(_("Not specified, to check: %(count)s") % {"count": verdicts.unknown})
        if verdicts.elsewhere:
            params = {"count": verdicts.elsewhere}
            self.stdout.write(_("Worked on in the meantime, left unchanged: %(count)s") % params)
        devices = Device.objects.filter(import_rows__batch=batch)
        bench = devices.filter(status=DeviceStatus.REFURBISHING)
        self.stdout.write(_("Devices received: %(count)s") % {"count": devices.count()})
        self.stdout.write(_("On the bench: %(count)s") % {"count": bench.count()})
        left = bench.filter(needs_erasure=True).count()
        self.stdout.write(_("Still to erase on the bench: %(count)s") % {"count": left})
        ready = devices.filter(status=DeviceStatus.READY).count()
        self.stdout.write(_("Ready: %(count)s") % {"count": ready})
        if verdicts.exit_batch:
            params = {"count": verdicts.exit_batch.lines.count(), "batch": verdicts.exit_batch}
            self.stdout.write(_("Retired, on the list of %(batch)s: %(count)s") % params)


def batch_of(file):
    """The imported list of this file, whose devices are recorded."""
    sha256 = hashlib.sha256(read_bytes(file)).hexdigest()
    batch = ImportBatch.objects.standing().filter(document__sha256=sha256).first()
    if batch is None:
        raise Refused(
            _("This file was not imported: run `manage.py intake` first, or give --donor.")
        )
    return batch


def columns_of(headings, headings_by_field):
    """Indexes of the outcome and barrier columns, from the options or the headings."""
    columns = {
        name: int(column_named(heading, headings)) if heading else column_of(name, headings)
        for name, heading in headings_by_field.items()
    }
    if columns["outcome"] is None:
        raise Refused(_("Which column has the outcome of the repairs? Give --outcome COLUMN."))
    return columns

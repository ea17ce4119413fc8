from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from donations.models import Donation
from inventory.devices.identifiers import clean_code
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.labels.content import device_label
from inventory.labels.sheets import label_sheet
from inventory.models import Device, LabelFormat, Tag


class Command(BaseCommand):
    help = "Write the labels of these devices, in the order given, or of a donation, as one PDF."

    def add_arguments(self, parser):
        parser.add_argument("tags", nargs="*", metavar="TAG")
        parser.add_argument("--donation", metavar="REF", help="the labels of all its devices")
        parser.add_argument("--format", default="L7160", help="code of the sheet; L7160 by default")
        parser.add_argument(
            "--start", type=int, default=1, help="the first free label of the sheet"
        )
        parser.add_argument("--out", type=Path, required=True, metavar="FILE")

    def handle(self, *, tags, donation, out, **options):
        if bool(tags) == bool(donation):
            raise CommandError(_("Enter tags or a donation."))
        devices = devices_of(donation) if donation else devices_tagged(tags)
        try:
            labels = [device_label(device) for device in devices]
            pdf = label_sheet(labels, format_coded(options["format"]), start=options["start"])
            out.write_bytes(pdf)
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        except OSError as error:
            raise CommandError(
                _("%(file)s cannot be written: %(why)s.") % {"file": out, "why": error.strerror}
            ) from error
        self.stdout.write(_("Labels: %(count)s") % {"count": len(devices)})


def devices_of(reference):
    donation = Donation.objects.matching_code(reference).first()
    if donation is None:
        raise CommandError(
            _("The donation %(reference)s does not exist.") % {"reference": reference}
        )
    devices = to_print().filter(donation=donation).exclude(status=DeviceStatus.WITHDRAWN)
    return list(devices.order_by("pk"))


def devices_tagged(codes):
    """Devices with these tags, in this order; a replaced tag still finds its device."""
    wanted = [clean_code(code) for code in codes]
    tags = dict(Tag.objects.filter(code__in=wanted).values_list("code", "device_id"))
    unknown = [code for code in wanted if not tags.get(code)]
    if unknown:
        raise CommandError(_("Unknown tags: %(tags)s") % {"tags": ", ".join(unknown)})
    devices = to_print().in_bulk(tags.values())
    return [devices[tags[code]] for code in wanted]


def to_print():
    return Device.objects.select_related("category", "brand", "model")


def format_coded(code):
    try:
        return LabelFormat.objects.get(code__iexact=code)
    except LabelFormat.DoesNotExist as missing:
        codes = ", ".join(LabelFormat.objects.values_list("code", flat=True))
        raise CommandError(
            _("The label format %(code)s does not exist. Available: %(known)s.")
            % {"code": code, "known": codes}
        ) from missing

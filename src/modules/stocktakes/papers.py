import base64
from io import BytesIO
from itertools import groupby

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.forms.uploads import open_image
from core.models import Identity, Photo
from core.pdf.render import render_pdf
from core.workflow.lifecycle import Refused
from inventory.models import Place
from modules.stocktakes.lifecycle import DIFFERENCES, CountStatus, Decision, Finding, ScanKind
from modules.stocktakes.progress import tally_of
from people.models import User

MAX_LINES_ON_SHEET = 1_000
PHOTO_SIDE_PIXELS = 480  # an eighth of a page
MAX_PHOTOS = 60


def render_sheet(count, *, shelf=""):
    """The PDF (bytes) of the devices not found yet, shelf by shelf, with a checkbox for each.

    `shelf` is a code, for that shelf alone. Raises `Refused` for more than 1,000 lines.
    """
    lines = count.lines.filter(finding=Finding.MISSING).for_list()
    if shelf:
        lines = lines.filter(place__in=Place.objects.filter(site=count.site).matching_code(shelf))
    lines = list(lines.order_by("place__code", "tag")[: MAX_LINES_ON_SHEET + 1])
    if len(lines) > MAX_LINES_ON_SHEET:
        raise Refused(_("More than 1,000 lines are left: print the sheet of one shelf at a time."))
    facts = _base_context(count) | {"shelves": _by_shelf(lines), "lines": len(lines)}
    return render_pdf("stocktakes/count_sheet.html", facts)


def render_report(count):
    """The PDF (bytes) of a count: findings, differences and resolutions.

    The report is marked as provisional until the count is finalised.
    """
    lines = list(count.lines.differences().for_list().order_by("place__code", "tag", "pk"))
    photos = _photos_of(lines)
    for line in lines:
        line.count = count
        line.pictures = photos.get(line.pk, [])
    present_lines = count.lines.filter(finding=Finding.FOUND).for_list()
    present_lines = list(present_lines.order_by("place__code", "tag"))
    facts = _base_context(count) | {
        "lists": [
            (finding.label, [line for line in lines if line.finding == finding])
            for finding in DIFFERENCES
        ],
        "found": [(place, [line.tag for line in part]) for place, part in _by_shelf(present_lines)],
        "noted": [line for line in present_lines if line.note],
        "tally": tally_of(count),
        "decided": [
            (decision.label, sum(line.decision == decision for line in lines))
            for decision in Decision
        ],
        "is_final": count.status == CountStatus.FINALISED,
        "people": _people(count),
    }
    return render_pdf("stocktakes/count_report.html", facts)


def _base_context(count):
    identity = Identity.cached()
    return {
        "count": count,
        "identity": identity,
        "logo": identity.logo_uri,
        "today": date_format(timezone.localdate(), "DATE_FORMAT"),
    }


def _by_shelf(lines):
    """[(shelf or None, its lines)], in the order of the lines."""
    return [(place, list(part)) for place, part in groupby(lines, key=lambda line: line.place)]


def _people(count):
    """The users with effective scans, by name."""
    scans = count.scans.filter(kind=ScanKind.SEEN, undone=None).order_by()
    return sorted({user.name_on_proofs for user in User.objects.filter(pk__in=scans.values("by"))})


def _photos_of(lines):
    """{pk of a line: its photos, small, as `data:` URLs}; at most sixty photos."""
    photos = {}
    if lines:
        for photo in Photo.objects.of(*lines)[:MAX_PHOTOS]:
            try:
                photos.setdefault(photo.subject_id, []).append(_small(photo.document.read()))
            except Refused:  # its file is lost, so the report omits it
                continue
    return photos


def _small(content):
    picture = open_image(content)
    picture.thumbnail((PHOTO_SIDE_PIXELS, PHOTO_SIDE_PIXELS))
    written = BytesIO()
    picture.convert("RGB").save(written, "JPEG", quality=80)
    return f"data:image/jpeg;base64,{base64.b64encode(written.getvalue()).decode()}"

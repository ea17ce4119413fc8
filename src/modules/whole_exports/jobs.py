"""Background task of the full export; takes the id of its row."""

import logging
import time
from datetime import timedelta
from secrets import token_hex

from django.core.exceptions import PermissionDenied
from django.core.files import File
from django.core.files.storage import FileSystemStorage, default_storage
from django.utils import timezone, translation
from django_tasks import task

from core.dates import is_over
from core.workflow.lifecycle import Refused
from desk.full_export import archives
from modules.whole_exports.archive import write_everything
from modules.whole_exports.models import ExportStatus, WholeExport
from modules.whole_exports.operations import fail_export, keep_export
from people.models import User

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)


def offer(export):
    """Enqueue the task of this export."""
    WholeExport.objects.filter(pk=export.pk).update(offered_at=timezone.now())
    export_job.enqueue(export.pk)


@task()
def export_job(export_id):
    """Make the archive of this export, unless it is done."""
    export = WholeExport.objects.select_related("by").get(pk=export_id)
    if export.status == ExportStatus.PENDING:
        with translation.override(export.by.language):
            make_export(export)


def make_export(export):
    """Make the archive and mark the export as ready or failed; delete the file if it failed."""
    folder, name = export.folder(), f"{token_hex(16)}.zip"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path, is_saved = folder / name, False
    try:
        exported = write_everything(path, report_progress=_progress_writer(export))
        facts = {"file": name, "size": path.stat().st_size, "sha256": archives.sha256_of(path)}
        _publish(path)
        keep_export(export, by=export.by, exported=exported, **facts)
        is_saved = True
    except (Refused, PermissionDenied, OSError) as error:
        logger.warning("Export %s failed: %s", export.pk, type(error).__name__)
        _give_up(export)
    finally:
        export.progress_path.unlink(missing_ok=True)
        if not is_saved:
            path.unlink(missing_ok=True)


def _publish(path):
    """Move the archive to the storage of documents, which every web process can read."""
    name = f"exports/{path.name}"
    if not default_storage.exists(name):  # in a bucket
        with path.open("rb") as file:
            default_storage.save(name, File(file))
        path.unlink()


def _give_up(export):
    export.refresh_from_db()
    if export.status == ExportStatus.PENDING:
        fail_export(export, by=User.objects.system())


def _progress_writer(export):
    """Build a callback that writes the progress, at most once a second."""
    last = 0.0

    def write(done, total):
        nonlocal last
        if time.monotonic() - last >= 1:
            last = time.monotonic()
            export.progress_path.write_text(f"{done} {total}")

    return write


def offer_exports_again(*, now):
    """Enqueue again exports without progress for ten minutes; return their number."""
    late = WholeExport.objects.filter(
        is_over("offered_at", LEASE, now=now), status=ExportStatus.PENDING
    )
    left = [export for export in late if not _is_at_work(export, now)]
    for export in left:
        offer(export)
    return len(left)


def _is_at_work(export, now):
    try:
        touched = export.progress_path.stat().st_mtime
    except FileNotFoundError:
        return False
    return (now - LEASE).timestamp() < touched < (now + LEASE).timestamp()


def clear_exports(*, now):
    """Delete archives without a row after a day, left by killed workers."""
    named = set(WholeExport.objects.exclude(file="").values_list("file", flat=True))
    for place in (default_storage, FileSystemStorage()):  # the same storage, if there is no bucket
        for name in set(_exports_in(place)) - named:
            if place.get_modified_time(f"exports/{name}") < now - timedelta(days=1):
                place.delete(f"exports/{name}")


def _exports_in(place):
    try:
        return place.listdir("exports")[1]
    except FileNotFoundError:
        return []

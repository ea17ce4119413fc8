"""Request, store and delete full exports; only the requesting user can download them."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import IO

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.files.storage import open_to_stream
from core.models import Event
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation
from modules.whole_exports.archive import Exported
from modules.whole_exports.models import ExportStatus, WholeExport
from people.models import Recipient, User

RETENTION = timedelta(days=3)


@operation("desk.export_all")
def ask_export(*, by: User) -> WholeExport:
    """Request an export from a worker.

    Raises `Refused` while another export of the user is in progress.
    """
    if WholeExport.objects.requested_by(by).filter(status=ExportStatus.PENDING).exists():
        raise Refused(_("Your export is already being prepared."))
    export = WholeExport.objects.create(by=by)
    Event.objects.record("export.asked", export, by=by)
    return export


@operation("desk.export_all", locks=True)
def keep_export(
    export: WholeExport, *, by: User, file: str, size: int, sha256: str, exported: Exported
) -> WholeExport:
    """Record a finished archive, for the requesting user alone."""
    export.transition_to(ExportStatus.READY, file=file, size=size, sha256=sha256)
    counts = {"tables": exported.tables, "documents": exported.documents}
    Event.objects.record("export.ready", export, by=by, missing=exported.lacking, **counts)
    return export


@operation("desk.export_all", locks=True)
def fail_export(export: WholeExport, *, by: User) -> WholeExport:
    export.transition_to(ExportStatus.FAILED)
    Event.objects.record("export.failed", export, by=by)
    return export


def open_archive(export: WholeExport) -> IO:
    """Open the file of an export for sending. Raises `Refused` if it was deleted."""
    if export.status == ExportStatus.READY:
        with suppress(FileNotFoundError):
            return open_to_stream(export.stored)
    raise Refused(_("This export is no longer available: request another one."))


@operation("desk.export_all")
def note_download(export: WholeExport, *, by: User) -> WholeExport:
    """Record the download of an export before it starts."""
    Event.objects.record("export.downloaded", export, by=by)
    return export


@operation("desk.export_all")
def forget_exports(*, by: User, now: datetime) -> int:
    """Delete archives three days after they were ready; return their number."""
    late = WholeExport.objects.filter(status=ExportStatus.READY, status_since__lt=now - RETENTION)
    return _forget(late, by=by)


def forget_with_people(recipients: list[Recipient]) -> None:
    """Delete archives with personal data when any person is anonymised."""
    _forget(WholeExport.objects.filter(status=ExportStatus.READY), by=User.objects.system())


def _forget(late: QuerySet, *, by: User) -> int:
    exports = late.lock()
    names = [export.stored for export in exports]
    WholeExport.objects.filter(pk__in=[export.pk for export in exports]).transition_to(
        ExportStatus.FORGOTTEN, file=""
    )
    Event.objects.record_many("export.forgotten", [(export, {}) for export in exports], by=by)
    # A failed deletion is repeated later, as a file without a row (`clear_exports`).
    transaction.on_commit(lambda: [*map(default_storage.delete, names)], robust=True)
    return len(exports)


@operation("desk.export_all")
def note_export(*, by: User, exported: Exported) -> None:
    """Record the event of an export made by the command into a local file."""
    counts = {"tables": exported.tables, "documents": exported.documents}
    Event.objects.record("export.made", by, by=by, missing=exported.lacking, **counts)

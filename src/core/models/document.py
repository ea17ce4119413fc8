"""Documents: files, with their number and hash.

Retention is enforced by the document itself, not by each page that might show it, so that a new
page cannot forget the rule. Agreements and receipts are kept for five years after the end of the
loan, receipts of sales for ten; the day is fixed when they are archived, so that a later change of
terms does not shorten it.
"""

import hashlib

from django.core.files.base import ContentFile
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.files.storage import StoredFile, random_name
from core.models.fields import check, user_key
from core.text_input import line_of
from core.workflow import erasure_journal
from core.workflow.guards import frozen, never_deleted, only_forgotten
from core.workflow.lifecycle import Refused

PDF = "application/pdf"
PURGED = _("This document was deleted at the end of its legal retention period.")


def random_path(document, filename):
    """Return a random path, so that neither folder nor name reveals the content of a file."""
    return random_name()


class DocumentQuerySet(models.QuerySet):
    def store(self, content, *, kind, name, content_type, by):
        """Store these bytes under a random name with their SHA-256; return the document.

        An operation passes a `StoredFile`: nothing is written to the storage inside its
        transaction.
        """
        is_stored = isinstance(content, StoredFile) and not content.has_row
        document = self.create(
            file=content.name if is_stored else ContentFile(content, name="document"),
            sha256=hashlib.sha256(content).hexdigest(),
            size=len(content),
            kind=kind,
            name=line_of(name),
            content_type=content_type,
            by=by,
        )
        if is_stored:
            content.has_row = True  # another document with the same bytes gets its own file
        return document

    def store_paper(self, content, *, kind, of, by, content_type=PDF):
        """Store the PDF or JPEG of an object as a document named after its number."""
        name = f"{of}.{'pdf' if content_type == PDF else 'jpg'}"
        return self.store(content, kind=kind, name=name, content_type=content_type, by=by)

    def keep_apart(self, until):
        """Archive these documents until a day; return the number of documents.

        Only an administrator with a reason can open them.
        """
        return self.filter(purged_at=None, kept_until=None).update(kept_until=until)

    def archived(self):
        return self.filter(kept_until__isnull=False, purged_at=None)

    def purge_all(self):
        """Purge these documents; return the number of documents."""
        documents = list(self.filter(purged_at=None).select_for_update(of=("self",)))
        for document in documents:
            document.purge()
        return len(documents)


class Document(models.Model):
    """A stored file, verified by its SHA-256. It has no URL: the page of its owner serves it."""

    file = models.FileField(upload_to=random_path, blank=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=80)
    by = user_key()
    at = models.DateTimeField(default=timezone.now)
    purged_at = models.DateTimeField(null=True, editable=False)
    # Null: readable by users who may see its owner. A date: archived (restricted access) until
    # then.
    kept_until = models.DateField(null=True, editable=False)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        indexes = [
            models.Index(fields=["file"], condition=Q(purged_at=None), name="core_document_file"),
            models.Index(
                fields=["kept_until"],
                condition=Q(kept_until__isnull=False, purged_at=None),
                name="core_document_kept_apart",
            ),
        ]
        constraints = [
            check(
                "file_until_purged",
                Q(purged_at__isnull=True) & ~Q(file="") | Q(purged_at__isnull=False, file=""),
                _("A document must have a file until that file is deleted."),
            ),
            frozen(
                ["sha256", "size", "kind", "content_type", "by_id", "at"],
                _("A stored document cannot be changed."),
            ),
            only_forgotten("name", _("The name of a document cannot be changed.")),
            only_forgotten(
                "file", _("The file of a document can be deleted, but not replaced."), instead=""
            ),
            frozen(
                ["kept_until"],
                _("A document kept apart must stay apart until its retention period ends."),
                name="stays_apart",
                when="OLD.kept_until IS NOT NULL",
            ),
            never_deleted(_("A document must stay in the register: only its file can be deleted.")),
        ]

    def __str__(self):
        return self.name

    def purge(self):
        """Delete the file after the commit; the row and its SHA-256 remain."""
        stored, path = self.file.storage, self.file.name
        self.file, self.purged_at = "", timezone.now()
        self.save(update_fields=["file", "purged_at"])
        erasure_journal.note("core.Document", [self.pk])  # before its file is deleted
        # A file that cannot be deleted now is deleted later, as an orphan.
        transaction.on_commit(lambda: stored.delete(path), robust=True)

    def read(self):
        """Return the stored bytes; raise `Refused` if they are altered, purged, lost or
        archived.
        """
        if self.kept_until and not self.purged_at:
            raise Refused(
                gettext(
                    "This document is kept apart for the period required by law: only an "
                    "administrator can open it."
                )
            )
        return self.read_apart()

    def read_apart(self):
        """Return the stored bytes like `read`, even of an archived document.

        The caller checks the permission and the reason.
        """
        if self.purged_at:
            raise Refused(str(PURGED))
        try:
            with self.file.open("rb") as stored:
                content = stored.read()
        except FileNotFoundError as error:
            raise Refused(
                gettext("The file of this document is missing: restore it first.")
            ) from error
        if hashlib.sha256(content).hexdigest() != self.sha256:
            raise Refused(
                gettext("This document has been altered since it was stored: it is not shown.")
            )
        return content


@transaction.atomic
def purge_each(documents):
    """Delete the files of these documents again, after a backup brought them back."""
    for document in documents:
        document.purge()

"""Full export in one archive: all tables, their data dictionary, and files.

A full export is data, but is also opened in spreadsheets: texts that would run as formulas are
prefixed with an apostrophe, as in all our spreadsheets, and the read-me explains how to remove it;
numbers and dates are unchanged. Columns that look like a secret must be excluded by name, or a test
fails.
"""

import json
import mimetypes
from collections import Counter
from typing import NamedTuple

from django.core.files.storage import default_storage
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.models import Document, Identity
from desk.full_export import archives, dictionary
from desk.full_export.dictionary import LANGUAGES, sheet
from desk.full_export.tables import BATCH_SIZE, models, one_moment, write_table

HERE, PURGED, MISSING, ALTERED = "here", "purged", "missing", "altered"


class Exported(NamedTuple):
    tables: int
    rows: int
    documents: int
    lacking: int


def write_everything(path, *, report_progress=lambda done, total: None):
    """Write the complete, verified archive to `path`, all or nothing; return its content.

    All tables are read in one snapshot. `report_progress(done, total)` is called during the
    work.
    """
    with archives.written(path) as archive, one_moment():
        total = len(models()) + Document.objects.exclude(file="").count()
        counts = {}
        for done, model in enumerate(models()):
            report_progress(done, total)
            name = model._meta.db_table
            with archive.entry(f"tables/{name}.csv") as file:
                counts[name] = write_table(file, model)
        odd = _copy_documents(archive, lambda done: report_progress(len(counts) + done, total))
        states = _list_documents(archive, odd)
        exported = Exported(
            len(counts),
            sum(counts.values()),
            states[HERE] + states[ALTERED],
            states[MISSING] + states[ALTERED],
        )
        _write_words(archive, counts, exported)
    return exported


def _documents():
    """Yield each document, loaded in batches."""
    names = ["pk", "file", "sha256", "size", "content_type"]
    return Document.objects.order_by("pk").only(*names).iterator(chunk_size=BATCH_SIZE)


def _name_of(document):
    return f"documents/{document.pk}{mimetypes.guess_extension(document.content_type) or ''}"


def _copy_documents(archive, report_progress):
    """Add each file under the number of its document.

    Returns {id: state} of missing or altered files.
    """
    odd = {}
    for done, document in enumerate(d for d in _documents() if d.file):
        report_progress(done)
        state = _copy_document(archive, document)
        if state != HERE:
            odd[document.pk] = state
    return odd


def _copy_document(archive, document):
    try:
        with default_storage.open(document.file.name, "rb") as file:
            sha256 = archive.copy(_name_of(document), file)
    except FileNotFoundError:
        return MISSING
    return HERE if sha256 == document.sha256 else ALTERED


def _list_documents(archive, odd):
    """Add the list of documents with their files and states; return the counts of the states."""
    states = Counter()
    with archive.entry("documents.csv") as file:
        file.write(sheet([["id", "file", "sha256", "size", "state"]]))
        for document in _documents():
            state = odd.get(document.pk, HERE) if document.file else PURGED
            states[state] += 1
            name = _name_of(document) if state in {HERE, ALTERED} else ""
            file.write(sheet([[document.pk, name, document.sha256, document.size, state]]))
    return states


def _write_words(archive, counts, exported):
    """Add the explanations: manifest, dictionary, list of omissions."""
    manifest = {
        "association": str(Identity.cached()),
        "made_at": timezone.now().isoformat(),
        "tables": counts,
        "documents": exported.documents,
        "documents_missing_or_altered": exported.lacking,
    }
    archive.write("manifest.json", json.dumps(manifest, indent=1, ensure_ascii=False).encode())
    for language, (words, omitted, readme) in LANGUAGES.items():
        with translation.override(language):
            archive.write(f"{words}.csv", sheet([dictionary.headings(), *dictionary.rows()]))
            archive.write(f"{omitted}.csv", sheet(dictionary.omissions()))
            archive.write(f"{readme}.txt", read_me(words, omitted).encode())


def read_me(words, omitted):
    """The README of the archive, in the active language."""
    return "\n\n".join(
        [
            _("Everything that %(identity)s has recorded in Rebond.")
            % {"identity": Identity.cached()},
            _(
                "tables/: each table as CSV: UTF-8, commas, column names in the first "
                "line. Times are in UTC. An empty cell means no value."
            ),
            _(
                "A text that a spreadsheet would run as a formula (it begins with = + "
                "- @ or an apostrophe) is preceded by an extra apostrophe: remove it "
                "to get the original text."
            ),
            _("%(file)s.csv describes each table and each column.") % {"file": words},
            _("%(file)s.csv lists what is not exported, and why.") % {"file": omitted},
            _(
                "documents/: each file under the number of its document; documents.csv "
                "gives the SHA-256 of each one, and shows which files were deleted at "
                "the end of their retention period or are lost."
            ),
            _(
                "SHA256SUMS lets you verify every file of this archive: sha256sum "
                "--check SHA256SUMS. This archive contains people’s names: keep it as "
                "safely as their documents."
            ),
            "",
        ]
    )

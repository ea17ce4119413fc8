"""Archives with valid checksums but invalid content are refused, and nothing changes."""

import json
import re
import zipfile

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from desk.backups import create as making
from desk.backups.engines import engine
from desk.full_export import archives
from tests.desk.backups.conftest import everything

MANIFEST = {
    "format": making.FORMAT,
    "version": making.VERSION,
    "made_at": "2026-03-02T03:00:00+00:00",
    "engine": connection.vendor,
    "migrations": [],
    "keys": {},
    "documents": 0,
    "missing": 0,
    "has_files": True,
}
ROW = ["7", "2026-03-02T03:00:00+00:00", "ab/cd", "0" * 64, "5", "here"]
FILE = "documents/ab/cd"


def lacking(name):
    return {key: value for key, value in MANIFEST.items() if key != name}


def manifest(content):
    text = content if isinstance(content, str) else json.dumps(content)
    return {making.MANIFEST: text.encode()}


def row(**changes):
    fields = dict(zip(["id", "born", "path", "sha256", "size", "state"], ROW, strict=True))
    return {making.LISTING: ",".join((fields | changes).values()).encode(), FILE: b"%PDF-"}


FOREIGN = {
    "a manifest that is no JSON": manifest("{"),
    "that nests without end": manifest("[" * 100_000),
    "that is a list": manifest([MANIFEST]),
    "of another format": manifest(MANIFEST | {"format": "cake"}),
    **{f"without its {name}": manifest(lacking(name)) for name in MANIFEST},
    "of a moment that is none": manifest(MANIFEST | {"made_at": "soon"}),
    "of a moment nowhere": manifest(MANIFEST | {"made_at": "2026-03-02T03:00:00"}),
    "with so many files": manifest(MANIFEST | {"documents": "many"}),
    "with keys in a list": manifest(MANIFEST | {"keys": ["SECRET_KEY"]}),
    "with migrations of one word": manifest(MANIFEST | {"migrations": [["core"]]}),
    "with a number of migrations": manifest(MANIFEST | {"migrations": 7}),
    "a list of files that is none": {making.LISTING: b"\xff\xfe,\n"},
    "with too few columns": {making.LISTING: b"7,2026-03-02\n"},
    "a file above its folder": row(path="../../cd"),
    "a machine file": row(path="/etc/passwd"),
    "a file in an odd state": row(state="odd"),
    "a file without a moment": row(born="soon"),
    "a file without a number": row(id="first"),
    "a file that is not there": {making.LISTING: ",".join(ROW).encode()},
    "a file that no row names": {FILE: b"%PDF-"},
    "an entry above the folder": {"../above": b""},
    "an entry of the machine": {"/etc/cron.d/evil": b""},
    "no database": {engine().NAME: None},
}


def archive_of(folder, changes):
    """Create an archive with valid checksums, empty except for these entries; return its path."""
    usual = {engine().NAME: b"", making.LISTING: b"", **manifest(MANIFEST)}
    path = folder / "hostile.zip"
    with archives.written(path) as whole:
        for name, content in (usual | changes).items():
            if content is not None:
                whole.write(name, content)
    return path


# backups of another engine or of a later release
OTHERS = [
    ({"engine": "oracle"}, "oracle"),
    ({"version": making.VERSION + 1}, "newer Rebond"),
    ({"migrations": [["desk", "9999_tomorrow"]]}, "newer Rebond"),
]


@pytest.mark.django_db
def test_foreign_archives_are_refused(tmp_path, settings, english):
    settings.MEDIA_ROOT = tmp_path / "documents"
    cases = [
        (what, entries, r"hostile.zip is not a Rebond backup\.$")
        for what, entries in FOREIGN.items()
    ]
    cases += [(refusal, manifest(MANIFEST | changes), refusal) for changes, refusal in OTHERS]
    for what, entries, refusal in cases:
        archive = archive_of(tmp_path, entries)
        with pytest.raises(CommandError) as refused:
            call_command("restore", archive, replace=True, discard=True)
        assert re.search(refusal, str(refused.value)), (what, refused.value)
        assert [path.name for path in tmp_path.rglob("*")] == ["hostile.zip"], what


@pytest.mark.django_db
def test_zip_bombs_are_refused(tmp_path, english, monkeypatch):
    monkeypatch.setattr(archives, "MIN_BOMB_BYTES", 1000)
    archive = archive_of(tmp_path, {making.JOURNAL: b"\0" * 10_000_000})
    monkeypatch.setattr(zipfile.ZipFile, "open", None)
    with pytest.raises(
        CommandError, match="is unusually large once unpacked: nothing in it was used"
    ):
        call_command("restore", archive, check=True)


PURGED = "UPDATE core_document SET purged_at = '2026-01-01 00:00:00' WHERE file <> ''"
UNPURGED = "UPDATE core_document SET purged_at = NULL WHERE file <> ''"
STRANGER = "INSERT INTO people_user_sites (site_id, user_id) VALUES (999, 999)"
NO_STRANGER = "DELETE FROM people_user_sites WHERE site_id = 999"
# (label, SQL that breaks a site, SQL that repairs it, message)
EVERYWHERE = [
    ("table", "CREATE TABLE evil (id integer)", "DROP TABLE evil", "evil"),
    (
        "column",
        "ALTER TABLE people_site ADD COLUMN evil integer",
        "ALTER TABLE people_site DROP COLUMN evil",
        "people_site",
    ),
]
BROKEN = {
    "sqlite": [
        (
            "type",
            "PRAGMA ignore_check_constraints = ON; UPDATE people_site SET is_active = 'perhaps'",
            "UPDATE people_site SET is_active = 1",
            "people_site",
        ),
        ("rule", f"PRAGMA ignore_check_constraints = ON; {PURGED}", UNPURGED, "core_document"),
        ("reference", STRANGER, NO_STRANGER, "FOREIGN KEY"),
    ],
    "postgresql": [
        (
            "type",
            "ALTER TABLE people_site ALTER COLUMN is_active TYPE text USING 'perhaps'",
            "ALTER TABLE people_site ALTER COLUMN is_active TYPE boolean USING true",
            "people_site",
        ),
        (
            "rule",
            "ALTER TABLE core_document DROP CONSTRAINT core_document_file_until_purged; " + PURGED,
            UNPURGED,
            "core_document",
        ),
        (
            "reference",
            "DO $$ DECLARE name text; BEGIN FOR name IN SELECT conname FROM pg_constraint"
            " WHERE conrelid = 'people_user_sites'::regclass AND contype = 'f' LOOP"
            " EXECUTE 'ALTER TABLE people_user_sites DROP CONSTRAINT ' || name;"
            f" END LOOP; END $$; {STRANGER}",
            NO_STRANGER,
            "people_user_sites",
        ),
    ],
}
BACKUP = """
    import sys
    from pathlib import Path
    import django
    django.setup()
    from desk.backups.create import write_backup
    write_backup(Path(sys.argv[1]))
"""


@pytest.mark.audit
def test_rows_that_our_tables_refuse_are_not_restored(here, elsewhere, tmp_path):
    """A site is broken in several ways, backed up and repaired; each backup is refused."""
    call_command("backup", tmp_path / "sound.zip")
    elsewhere.restore(tmp_path / "sound.zip")
    before, files = everything(elsewhere), elsewhere.files()
    for what, broken, mended, message in [*EVERYWHERE, *BROKEN[connection.vendor]]:
        archive = tmp_path / f"{what}.zip"
        elsewhere.write(broken)
        made = elsewhere.run(archive, code=BACKUP)
        assert made.returncode == 0, made.stderr
        elsewhere.write(mended)
        done = elsewhere.run("restore", archive, "--replace", "--discard")
        last = done.stderr.splitlines()[-1]
        assert (done.returncode, last[:14], message in last) == (1, "CommandError: ", True), last
        assert "Traceback" not in done.stderr
        assert (everything(elsewhere), elsewhere.files()) == (before, files)

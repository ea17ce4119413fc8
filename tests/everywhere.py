"""All places where personal data could remain: tables, files, archives, the database files."""

import io
import json
import zipfile
from pathlib import Path

from django.contrib.sessions.models import Session
from django.db import connection

from core.folding import folded
from tests.leaks import simple, words_of

# Words about the family of `test_no_trace` that no other test uses.
WORDS = [
    "Wilhelmine",
    "Troadec",
    "06 39 98 13 57",
    "wilhelmine.t@example.org",
    "chemin des Hirondelles",
    "Plouézoc’h",
    "DOSSIER-9087",
    "Goulven Trividic",
    "06 39 98 24 68",
    "place du Lavoir",
    "Azenor",
]


def words_in(text):
    folded = simple(text)
    return [word for word in WORDS if simple(word) in folded]


def rows_of(table):
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        return cursor.fetchall()


def as_text(value):
    """Return a cell of any type as text."""
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("latin-1")
    text = str(value)
    try:
        return json.dumps(json.loads(text), ensure_ascii=False) + text
    except ValueError:
        return text


def in_tables():
    """Return {table: words found in its columns}; sessions are decoded."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
    words_by_table = {
        table: words_in("\n".join(as_text(value) for row in rows_of(table) for value in row))
        for table in tables
    }
    words_by_table["sessions, read"] = words_in(
        str([row.get_decoded() for row in Session.objects.all()])
    )
    return {table: words for table, words in words_by_table.items() if words}


def in_bytes(content):
    if content.startswith(b"%PDF"):
        try:
            return words_in(words_of(content)) or words_in(content.decode("latin-1"))
        except Exception:  # noqa: BLE001  (not a whole PDF)
            return words_in(content.decode("latin-1"))
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return [word for name in archive.namelist() for word in in_bytes(archive.read(name))]
    return words_in(content.decode("utf-8", "ignore")) or words_in(content.decode("latin-1"))


def in_files(folder, but=()):
    files = (path for path in Path(folder).rglob("*") if path.is_file() and path not in but)
    words_by_file = {path.name: in_bytes(path.read_bytes()) + words_in(path.name) for path in files}
    return {name: words for name, words in words_by_file.items() if words}


def in_the_database_file():
    """Return the words found in SQLite's files, including free pages; [] on PostgreSQL."""
    if connection.vendor != "sqlite":
        return []
    path = Path(connection.settings_dict["NAME"])
    raw = b"".join(
        file.read_bytes() for file in path.parent.glob(f"{path.name}*") if file.is_file()
    )
    spelled = {form for word in WORDS for form in (word, json.dumps(word).strip('"'), folded(word))}
    return [word for word in spelled if word.encode() in raw]

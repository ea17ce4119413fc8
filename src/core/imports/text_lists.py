"""Lists as text: CSV, TSV and the like, in the encodings and with the separators of offices."""

import codecs
import csv
import json
import re
from collections import Counter
from io import StringIO
from itertools import islice, pairwise

import charset_normalizer
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.text_input import visible
from core.workflow.lifecycle import Refused

DELIMITERS = {
    ";": gettext_lazy("semicolon"),
    ",": gettext_lazy("comma"),
    "\t": gettext_lazy("tab"),
    "|": gettext_lazy("vertical bar"),
}
ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
    "cp1252": "Windows (cp1252)",
    "mac_roman": "Mac (Mac Roman)",
    "cp850": "DOS (cp850)",
}
BOMS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
# Single-byte encodings, which only the plausibility of the words tells apart.
OFFICE = ["cp1252", "mac_roman", "cp850"]
CONTROL = re.compile(r"[\x01-\x08\x0e-\x1f\x7f]")
GUESSED_FROM = 100_000
SAMPLE = 50


def decode(content, encoding=""):
    """Decode a list into (text, encoding), with this encoding or the most likely one."""
    for name in [encoding] if encoding else _likely(content):
        try:
            text = _text_of(content, name)
        except UnicodeDecodeError:
            continue
        if not _is_binary(text):
            return text, name
    if encoding:
        raise Refused(
            _("This file is not encoded in %(encoding)s: choose another encoding.")
            % {"encoding": ENCODINGS[encoding]}
        )
    raise Refused(_("This file is not a table: send a CSV, .xlsx, .xls or .ods file."))


def _text_of(content, encoding):
    """Decode the bytes; in a single-byte encoding, lines that are valid UTF-8 are read as UTF-8.

    Lists made of two files have lines in both encodings.
    """
    if encoding not in OFFICE:
        return content.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    lines = content.splitlines(keepends=True)
    return "".join(line.decode("utf-8" if _is_utf8(line) else encoding) for line in lines)


def _is_utf8(line):
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _likely(content):
    """Encodings to try: the one of its byte order mark, or UTF-8, then those its words suggest."""
    marked = [encoding for bom, encoding in BOMS.items() if content.startswith(bom)]
    if marked:
        return marked
    if content[:1_000].count(b"\0") * 4 > len(content[:1_000]):
        is_little = content[:1_000:2].count(b"\0") < content[1:1_000:2].count(b"\0")
        return ["utf-16-le" if is_little else "utf-16-be"]
    return ["utf-8", *_by_words(content), "cp1252"]


def _by_words(content):
    """The single-byte encodings that give plausible words, the most likely first.

    Windows' encoding wins a tie: most offices have it.
    """
    odd = b"\n".join(line for line in content.splitlines() if not _is_utf8(line))[:GUESSED_FROM]
    matches = charset_normalizer.from_bytes(odd, cp_isolation=OFFICE)
    matches = [match for match in matches if match.encoding in OFFICE]
    ranked = sorted(matches, key=lambda match: (match.chaos, OFFICE.index(match.encoding)))
    return [match.encoding for match in ranked]


def _is_binary(text):
    return "\0" in text or len(CONTROL.findall(text)) * 100 > len(text)


def records_of(text, delimiter=""):
    """(delimiter, iterator of the records); blank lines are empty records."""
    text, hint = _without_hint(text)
    delimiter = delimiter or hint or delimiter_of(text)
    return delimiter, _records(text, delimiter, lines_above=1 if hint else 0)


def _records(text, delimiter, lines_above):
    """Yield the records; errors name a row as a spreadsheet counts it, or a line of the file."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    row = 1
    try:
        for record in reader:
            yield record
            row += 1
    except csv.Error as error:
        if "field limit" in str(error):
            raise Refused(too_long(row)) from error
        raise Refused(
            _("Line %(line)s: a quotation mark is opened or closed in the wrong place.")
            % {"line": reader.line_num + lines_above}
        ) from error


def json_lists(text):
    """{name: records} of the lists in a JSON text, records as {heading: text}; {} if not JSON."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    lists = content if isinstance(content, dict) else {"": content}
    return {
        str(name): [_texts(record) for record in records if isinstance(record, dict)]
        for name, records in lists.items()
        if isinstance(records, list)
    }


def _texts(record):
    texts = {}
    for name, value in record.items():
        parts = value if isinstance(value, list) else [value]
        text = ", ".join(str(part) for part in parts if part not in (None, ""))
        # JSON may contain half of a surrogate pair, which is not a character.
        texts[name] = visible(text.encode("utf-8", "replace").decode())
    return texts


def rows_of_records(records):
    """The rows of records, headings first."""
    headings = list(dict.fromkeys(name for record in records for name in record))
    return [headings, *([record.get(name, "") for name in headings] for record in records)]


def too_long(number):
    return _("Row %(row)s: a cell is longer than 32,767 characters.") % {"row": number}


def _without_hint(text):
    """Remove the line `sep=;` that gives Excel the delimiter."""
    hint = re.match(r"sep=(.)\r?\n", text, re.IGNORECASE)
    return (text[hint.end() :], hint[1]) if hint else (text, "")


def delimiter_of(text):
    """The delimiter that splits the most rows into the same number of cells.

    In less than a third of the lines, and never as often in two lines that follow one another, or
    in sentences, it is punctuation: the list has a single column.
    """
    best = max(DELIMITERS, key=lambda delimiter: _cuts(text, delimiter))
    lines = [line for line in text.splitlines()[:SAMPLE] if line.strip()]
    if best == "," and _are_sentences(lines):
        best = max(DELIMITERS.keys() - {","}, key=lambda delimiter: _cuts(text, delimiter))
    counts = [line.count(best) for line in lines]
    is_table = any(one == other > 0 for one, other in pairwise(counts))
    if is_table or sum(map(bool, counts)) * 3 >= len(lines):
        return best
    return next((delimiter for delimiter in DELIMITERS if delimiter not in text), ",")


def _are_sentences(lines):
    """Whether commas are punctuation: spaces follow them, and their number varies between lines."""
    counts = Counter(line.count(",") for line in lines if "," in line)
    is_spaced = not any(re.search(r",\S", re.sub(r"\d,\d", "", line)) for line in lines)
    is_greeted = any(re.fullmatch(r"\W*\w+(?: \w+)?,", line.strip()) for line in lines)
    return is_spaced and (is_greeted or max(counts.values()) * 4 <= counts.total() * 3)


def _cuts(text, delimiter):
    try:
        reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
        widths = Counter(len(record) for record in islice(filter(None, reader), SAMPLE))
    except csv.Error:
        return 0
    return max((count * (width - 1) for width, count in widths.items()), default=0)

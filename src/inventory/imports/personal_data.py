"""Withhold the cells of a list that look like personal data, until a coordinator restores them.

`ImportRow.withheld` is {column: text} of cells that are empty in `cells` meanwhile; the text is
None once a coordinator restored or reviewed the cell. The texts are deleted once the list is
written or dropped; the file, which still has them, is deleted at the end of its retention.
"""

import json

from catalogue.names import words_of_catalogue
from core.imports.kinds import ignored_headings
from core.imports.personal_cells import suspects
from core.imports.personal_data import Holds
from core.imports.trade_words import word_set
from inventory.imports.models import ImportRow
from inventory.imports.resources import COLUMNS

# fields with numbers: their digits are not a phone number, their letters not a name
NUMBERS = frozenset(["serial", "imei", "imei2", "quantity", "iccid", "tag"])
# fields with words of makers and products
PRODUCTS = word_set(
    "category brand model designation cpu ram storage storage_kind screen os licence"
)
HOLDS = dict.fromkeys(PRODUCTS, Holds.PRODUCT) | {"donor_tag": Holds.CODE}
# fields visible to everybody on the page of a device: in a list that names people, only these
# fields are checked
TEXTS = word_set(
    "category brand model designation remark known_limits fault condition collected_from"
    " accessories"
)


def suspicious_cells(batch, rows, *, people=(), own=(), trade=None):
    """Return {index of a row: {column: kinds}} for the cells of these rows to withhold.

    `people` are the cells of omitted columns that name people; `own`, those of each row's person.
    """
    cells = [row.cells for row in rows]
    columns = _columns_of(batch, max([len(batch.headings), *map(len, cells)]))
    if not columns:
        return {}
    trade = words_of_catalogue() if trade is None else trade
    holds = {column: HOLDS.get(batch.mapping.get(str(column))) for column in columns}
    names = {"people": people, "own": own, "holds": holds}
    found = suspects(batch.headings, cells, columns, trade=trade, **names)
    return {
        index: undecided
        for index, kinds in found.items()
        if (undecided := {c: k for c, k in kinds.items() if str(c) not in rows[index].withheld})
    }


def suspicious_fields(rows):
    """Yield (index of a row, field, kinds) for texts that look like personal data.

    Each row is {field: text}, as sent by another program.
    """
    fields = [name for name in COLUMNS if name not in NUMBERS]
    labels = [str(COLUMNS[name]) for name in fields]
    cells = [[row.get(name, "") for name in fields] for row in rows]
    holds = {column: HOLDS.get(name) for column, name in enumerate(fields)}
    trade = words_of_catalogue()
    found = suspects(labels, cells, range(len(fields)), holds=holds, trade=trade)
    for index, columns in found.items():
        for column, kinds in columns.items():
            yield index, fields[column], kinds


def _columns_of(batch, width):
    """Return the columns of a list to check for personal data."""
    kind = batch.list_kind
    if not kind.is_of_devices:
        return []
    fields = [batch.mapping.get(str(index), "") for index in range(width)]
    if batch.names_people:
        return [index for index, field in enumerate(fields) if field in TEXTS]
    ours = set(ignored_headings(batch.headings, kind))
    headings = [*batch.headings, *[""] * width]
    return [
        index
        for index, field in enumerate(fields)
        if field not in NUMBERS and (field or headings[index] not in ours)
    ]


def withhold(batch, rows, people=(), own=()):
    """Withhold cells of these rows, without saving; return whether there were any."""
    found = suspicious_cells(batch, rows, people=people, own=own)
    for index, kinds in found.items():
        row = rows[index]
        row.withheld = row.withheld | {str(column): row.cells[column] for column in kinds}
        row.cells = ["" if c in kinds else cell for c, cell in enumerate(row.cells)]
    count_withheld(batch, rows)
    return bool(found)


def count_withheld(batch, rows):
    """Store the number of withheld cells in the reading notes of the list."""
    count = sum(text is not None for row in rows for text in row.withheld.values())
    batch.reading = batch.reading | {"withheld": count}


def restore(row, columns):
    """Restore the withheld cells of these columns, without saving; return their number."""
    texts = {c: t for c, t in row.withheld.items() if t is not None and int(c) in columns}
    row.cells = [texts.get(str(c), cell) for c, cell in enumerate(row.cells)]
    row.withheld = row.withheld | dict.fromkeys(texts)
    return len(texts)


def anew(row):
    """Return a copy of this row without its id: blank cells of a stored row cannot be filled."""
    return ImportRow(
        sheet=row.sheet,
        number=row.number,
        cells=row.cells,
        withheld=row.withheld,
        is_forced=row.is_forced,
    )


def forget_withheld(batch):
    """Delete the texts of unrestored cells once the list is finished."""
    ids = {}
    for pk, withheld in batch.rows.exclude(withheld={}).values_list("pk", "withheld"):
        emptied = {column: None if text is None else "" for column, text in withheld.items()}
        if emptied != withheld:
            ids.setdefault(json.dumps(emptied), []).append(pk)
    for emptied, some in ids.items():
        batch.rows.filter(pk__in=some).update(withheld=json.loads(emptied))

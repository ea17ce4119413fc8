"""Cells of a list that look like personal data, compared with the words of the catalogue."""

from catalogue.models import Brand, DeviceModel
from core.imports.columns import plain
from core.imports.person_names import first_names
from core.imports.personal_data import suspects

# Fields whose cells are numbers: their digits are no phone, their letters no name.
NUMBERS = frozenset(["serial", "imei", "imei2", "quantity", "iccid", "tag"])


def words_of_catalogue():
    """The words of brands and models, folded: in a list they are no names of people.

    A first name in the name of a model stays one: a list may have proposed that model.
    """
    brands = " ".join(Brand.objects.values_list("name", flat=True))
    models = " ".join(DeviceModel.objects.values_list("name", flat=True))
    return frozenset(plain(brands).split()) | (frozenset(plain(models).split()) - first_names())


def suspicious_cells(headings, rows, mapping, *, people=(), trade=frozenset()):
    """{index of a row: {column: kinds}} of the cells of these rows to be withheld.

    `mapping` is {column as text: field}: columns of numbers are not looked at.
    """
    width = max([len(headings), *map(len, rows)])
    columns = [index for index in range(width) if mapping.get(str(index)) not in NUMBERS]
    return suspects(headings, rows, columns, people=people, trade=trade)

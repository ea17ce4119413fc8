"""Files of rows, as the pages give them."""

from core.downloads import to_keep
from loans.base.shortcuts import file_response


def document_file(_request, row):
    """The document of a row, to keep; raises `Refused` when it is purged or altered."""
    return to_keep(row.document.read(), row.document.name)


def paper_file(row, document):
    """A paper of ours under its number."""
    return file_response(document.read(), document, row.number)

"""Files of rows, as the pages give them."""

from django.http import HttpResponse

from core.http.downloads import to_keep
from loans.base.shortcuts import file_response


def document_file(_request, row):
    """The document of a row, to keep; raises `Refused` when it is purged or altered."""
    return to_keep(row.document.read(), row.document.name)


def photo_file(_request, photo):
    """A photo, which can do nothing but be seen."""
    return HttpResponse(photo.document.read(), content_type=photo.document.content_type)


def paper_file(row, document):
    """A paper of ours under its number."""
    return file_response(document.read(), document, row.number)

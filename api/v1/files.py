"""Files of rows, as on the pages."""

from django.http import HttpResponse

from core.http.downloads import to_keep
from loans.base.shortcuts import file_response


def document_file(_request, row):
    """Download of a document; raise `Refused` if it is purged or altered."""
    return to_keep(row.document.read(), row.document.name)


def photo_file(_request, photo):
    """Photo response, as on the pages: it can contain nothing active."""
    return HttpResponse(photo.document.read(), content_type=photo.document.content_type)


def paper_file(row, document):
    """A paper of ours, under its number."""
    return file_response(document.read(), document, row.number)

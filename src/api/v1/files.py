"""Files of rows, sent as the pages send them."""

from django.http import HttpResponse

from core.http.downloads import to_keep
from loans.base.shortcuts import file_response


def document_file(_request, row):
    """Send a document as a download; raise `Refused` if it is purged or altered."""
    return to_keep(row.document.read(), row.document.name)


def photo_file(_request, photo):
    """Send a photo, as the pages do; it contains no active content."""
    return HttpResponse(photo.document.read(), content_type=photo.document.content_type)


def paper_file(row, document):
    """Send one of our papers, named after its number."""
    return file_response(document.read(), document, row.number)

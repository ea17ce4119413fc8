"""Rows for the id in a URL, or 404; files as responses."""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from core.forms.actions import finder
from core.http.downloads import SANDBOX
from core.models.document import PDF
from loans.base.papers import SCAN
from loans.models import Loan, Request

# Uploaded files never run in the browser: a PDF of these kinds is downloaded.
SENT_IN = {SCAN, "attachment", "complaint", "convention"}
request_or_404 = finder(lambda user: Request.objects.visible_to(user).for_page())


def file_response(content, document, name):
    """Send a stored file under a name without personal data.

    The file is shown inline; an upload is sandboxed, and an uploaded PDF is downloaded.
    """
    is_pdf, is_sent_in = document.content_type == PDF, document.kind in SENT_IN
    place = "attachment" if is_pdf and is_sent_in else "inline"
    ending = "pdf" if is_pdf else "jpg"
    response = HttpResponse(content, content_type=document.content_type)
    response.headers["Content-Disposition"] = f'{place}; filename="{name}.{ending}"'
    if is_sent_in:
        response.headers["Content-Security-Policy"] = SANDBOX
    return response


def copy_response(paper):
    """Send the signed paper of a signatory without an account; 404 without its file."""
    document = paper.scan or paper.document
    try:
        content = document.read() if document else None
    except ValidationError:
        content = None
    if content is None:
        raise Http404
    response = file_response(content, document, paper.number)
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def loan_or_404(request, pk):
    """The loan with this id in any state, with the relations that its pages show; or 404."""
    loans = Loan.objects.visible_to(request.user).for_list()
    return get_object_or_404(loans.select_related("employer", "recipient__second_language"), pk=pk)

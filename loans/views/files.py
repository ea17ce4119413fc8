from django.http import HttpResponse

from core.models.document import PDF
from loans.papers import SCAN

# What others wrote is never shown by the browser: a PDF of these kinds is saved.
SENT_IN = {SCAN, "attachment", "complaint", "convention"}


def file_response(content, document, name):
    """Send a stored file under a name that says no one's: shown, or saved if it was sent in."""
    is_pdf = document.content_type == PDF
    place = "attachment" if is_pdf and document.kind in SENT_IN else "inline"
    ending = "pdf" if is_pdf else "jpg"
    response = HttpResponse(content, content_type=document.content_type)
    response.headers["Content-Disposition"] = f'{place}; filename="{name}.{ending}"'
    return response

"""Responses that download uploaded files: unchanged, never rendered as a page."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header

from core.workflow.lifecycle import Refused

# Uploaded files may contain anything: the browser must neither run nor load any of it. Not every
# browser shows a PDF in a sandbox (Chromium 156 does): the others have to save it.
SANDBOX = "default-src 'none'; sandbox"


def to_keep(content, name):
    """Response that the browser saves under this name instead of opening it."""
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=name),
        "Content-Security-Policy": SANDBOX,
    }
    return HttpResponse(content, content_type="application/octet-stream", headers=headers)


def document_to_keep(request, document, back):
    """Send a stored document; if its file is lost, redirect to the previous page with a message."""
    try:
        return to_keep(document.read(), document.name)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(back)

"""Public page for strangers who scan a code of ours."""

from django.conf import settings
from django.shortcuts import render
from django.utils.translation import get_language

# Functions (request, tag) of modules that answer a form posted from the page of a label, or None
POSTED = []


def label_page(request, status=200, **context):
    """Response with the page; `form` is a posted form with errors."""
    languages = sorted(dict(settings.LANGUAGES), key=lambda code: code != get_language())
    return render(request, "desk/label.html", context | {"languages": languages}, status=status)

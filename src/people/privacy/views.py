"""Public pages: privacy notice, legal notice and the licence of the program."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render

from people.privacy.notice import contact, notice, other_lines


@login_not_required
def privacy_notice(request):
    return render(request, "people/privacy/notice.html", notice() | {"others": other_lines()})


@login_not_required
def legal_notice(request):
    return render(request, "people/privacy/legal.html", {"contact": contact()})


@login_not_required
def licence(_request):
    """Show the licence of the program as plain text; it has no official translation."""
    words = (settings.PROJECT_DIR / "LICENSE").read_text()
    return HttpResponse(words, content_type="text/plain; charset=utf-8")

"""Public pages: privacy notice and legal notice."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render

from people.privacy.notice import contact, notice, other_lines


@login_not_required
def privacy_notice(request):
    return render(request, "people/privacy/notice.html", notice() | {"others": other_lines()})


@login_not_required
def legal_notice(request):
    return render(request, "people/privacy/legal.html", {"contact": contact()})

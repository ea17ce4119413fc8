"""Public check of an agreement by its code: genuine or not, and nothing else."""

import hashlib

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from core.bodies import takes_files
from core.rates import is_within, visitor_of
from core.uploads import MAX_BYTES
from loans.models import Agreement, Amendment, Loan

# Of one address; a person with a paper in hand asks once.
MAX_CHECKS, WINDOW = 30, 60
PAPERS = (Agreement, Amendment)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@takes_files
def agreement_check(request, token):
    """Whether a signed agreement has this code, and whether a file that is sent is that agreement.

    A file is hashed and forgotten. An unknown code looks like one of a paper that was not signed.
    Somebody of the house is taken to the loan.
    """
    if not is_within(f"agreement:{visitor_of(request)}", limit=MAX_CHECKS, seconds=WINDOW):
        return _public(request, {"is_waiting": True}, 429)
    loan = _loan_of(request.user, token)
    if loan and request.method != "POST":
        return redirect(loan.counter_url if request.user.has_perm("loans.hand_over") else loan)
    signed = (noun.objects.signed().opened_by(token).first() for noun in PAPERS)
    agreement = next(filter(None, signed), None)
    if agreement is None:
        return _public(request, {}, 404)
    return _public(request, {"seen": agreement, "verdict": _compared(request, agreement)}, 200)


def _loan_of(user, token):
    """The loan of this code, signed or not yet, for somebody who may see it; None for others."""
    if not user.is_authenticated:
        return None
    agreements, amendments = (noun.objects.opened_by(token).values("loan") for noun in PAPERS)
    theirs = Loan.objects.visible_to(user)
    return theirs.filter(Q(pk__in=agreements) | Q(pk__in=amendments)).first()


def _compared(request, agreement):
    """What a file that was sent is: "same", "other", "large"; "" without one."""
    upload = request.FILES.get("file")
    if upload is None:
        return ""
    if upload.size > MAX_BYTES:
        return "large"
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    return "same" if digest.hexdigest() == agreement.sha256 else "other"


def _public(request, context, status):
    languages = sorted(dict(settings.LANGUAGES), key=lambda code: code != get_language())
    response = render(
        request, "loans/agreement_check.html", {"languages": languages} | context, status=status
    )
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response

"""What a form with signatures is answered, to the script that sent it or to anybody else."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.shortcuts import redirect

from loans import operations
from loans.operations.briefing import check_briefed

SENT_BY_SCRIPT = "X-Sent-By-Script"


def go(request, url):
    """Take the person there; a script that sent the form is told where."""
    return JsonResponse({"go": url}) if SENT_BY_SCRIPT in request.headers else redirect(url)


def script_response(request, form):
    """What a script that sent this form is answered: why it is refused; None to anybody else."""
    if SENT_BY_SCRIPT not in request.headers:
        return None
    errors = [str(error) for errors in form.errors.values() for error in errors]
    return JsonResponse({"errors": errors}, status=422)


def show_latest(request, loan):
    """After an act: its amendment, drawn; to be signed at once, or only to print."""
    amendment = operations.draw_amendment(loan.amendments.latest("pk"), by=request.user)
    if amendment.is_to_sign and request.user.has_perm("loans.hand_over"):
        return redirect("amendment_sign", amendment.pk)
    return redirect(loan)


def issue_and_sign(request, loan):
    """Draw up the agreement of a prepared loan, or open the one that waits for a signature."""
    try:
        check_briefed(loan)
        agreement = operations.issue(loan, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(loan.counter_url)
    return redirect("agreement_sign", agreement.pk)

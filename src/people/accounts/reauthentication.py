"""Reauthentication: before a sensitive action, users prove their identity again.

The library django-allauth stores the form, asks for the password, a code or a passkey, and then
resubmits the form.
"""

import time
from functools import wraps

from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired

PROOF_SECONDS = 5 * 60  # validity of a proof of identity, such as a sign-in


def is_confirmed(request, *, within=PROOF_SECONDS):
    """Whether this session proved its user's identity within the last `within` seconds."""
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - records[-1]["at"] <= within


def confirmed(view):
    """Decorate `view` to ask for a proof of identity before a POST, unless a recent one exists."""

    @wraps(view)
    def asking(request, *args, **kwargs):
        if request.method == "POST" and not is_confirmed(request):
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return asking

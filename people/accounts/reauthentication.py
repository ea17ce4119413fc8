"""Reauthentication: before a sensitive act, users prove their identity again.

django-allauth asks for the password, a code or a passkey, stores the form meanwhile, and then sends
it.
"""

import time
from functools import wraps

from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired

PROOF_SECONDS = 5 * 60  # seconds that a proof remains valid, including the sign-in


def is_confirmed(request):
    """Whether this session proved its user's identity within the last `PROOF_SECONDS` seconds."""
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - records[-1]["at"] <= PROOF_SECONDS


def confirmed(view):
    """Ask for a proof before a POST to `view`, unless there is a recent one."""

    @wraps(view)
    def asking(request, *args, **kwargs):
        if request.method == "POST" and not is_confirmed(request):
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return asking

"""Reauthentication: before a sensitive act, a user proves again who they are.

django-allauth asks for the password, a code or a passkey, keeps the form meanwhile, and sends it
then.
"""

import time
from functools import wraps

from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired

FRESH_FOR = 5 * 60  # seconds that a proof is valid for, the sign-in itself included


def is_confirmed(request):
    """Whether this session proved who its user is within the last `FRESH_FOR` seconds."""
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - records[-1]["at"] <= FRESH_FOR


def confirmed(view):
    """Ask for a proof before a POST to `view`, unless there is a fresh one."""

    @wraps(view)
    def asking(request, *args, **kwargs):
        if request.method == "POST" and not is_confirmed(request):
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return asking

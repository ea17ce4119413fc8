"""Reauthentication: before a sensitive act, a user proves again who they are.

django-allauth asks for the password, a code or a passkey, keeps the form meanwhile, and sends it
then. A user who has none of these signs in again at their OpenID provider.
"""

import time
from functools import wraps

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY, resume_request
from allauth.core.exceptions import ReauthenticationRequired
from django.http import QueryDict
from django.utils.http import urlencode

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


def keep_form(request, user):
    """Keep the form that waits: a sign-in of `user` at a provider replaces their session."""
    if request.user == user:
        request.waiting_form = request.session.get(STATE_SESSION_KEY)


def resumed(request, address):
    """The response of the form that waited for a sign-in leading to `address`; None without one."""
    waiting = getattr(request, "waiting_form", None)
    if not waiting:
        return None
    request.session[STATE_SESSION_KEY] = waiting
    request.GET = QueryDict(urlencode({"next": address}))
    return resume_request(request)

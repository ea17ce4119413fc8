"""Helpers for sign-in tests: users with a password, authenticator codes."""

import base64
import hmac
import re
import struct
import time

from django.test import Client

from tests.factories import UserFactory

PASSWORD = "grue cobalt verger mica"


def somebody(**facts):
    """Create a user who can sign in with `PASSWORD`."""
    user = UserFactory(**facts)
    user.set_password(PASSWORD)
    user.save()
    return user


def typed_in(user, password=PASSWORD, client=None, address="127.0.0.1"):
    """Type these credentials in a new browser; return the browser and the response."""
    client = client or Client()
    data = {"login": user.email, "password": password}
    return client, client.post("/accounts/login/", data, REMOTE_ADDR=address)


def app_code(secret):
    """Return the current six digits of an authenticator app (RFC 6238: SHA-1, 30 seconds)."""
    digest = hmac.digest(
        base64.b32decode(secret), struct.pack(">Q", int(time.time()) // 30), "sha1"
    )
    offset = digest[-1] & 15
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def link_in(mail):
    """Return the path of the only link in a mail."""
    return re.search(r"https?://[^/\s]+(/\S+)", mail.body).group(1)

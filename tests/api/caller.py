"""Test client for the API, with a token and JSON bodies."""

import json

from django.test import Client

from tests.factories import TokenFactory


class Caller:
    """A client with a token of this user that sends and parses JSON."""

    def __init__(self, user, **token):
        TokenFactory(user=user, secret=f"of {user.pk}", **token)
        headers = {"Authorization": f"Bearer of {user.pk}", "accept-language": "en"}
        self.client = Client(headers=headers)

    def get(self, path, **headers):
        return self.client.get(path, headers=headers)

    def post(self, path, body=None, **headers):
        content = json.dumps(body or {})
        return self.client.post(path, content, content_type="application/json", headers=headers)

    def patch(self, path, body, **headers):
        content = json.dumps(body)
        return self.client.patch(path, content, content_type="application/json", headers=headers)

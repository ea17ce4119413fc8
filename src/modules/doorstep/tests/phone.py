"""The phone of a driver, without a browser: it takes papers along, and sends sealed answers."""

import json
import os
from base64 import b64encode

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.urls import reverse
from django.utils import timezone

from modules.doorstep.tests.conftest import PASSWORD


def take(client, *, agreements=(), loans=(), password=PASSWORD):
    data = {
        "agreement": [agreement.pk for agreement in agreements],
        "loan": [loan.pk for loan in loans],
        "password": password,
    }
    return client.post(reverse("doorstep_take"), data)


def sealed(paper, act="signed", **more):
    """The body of the answer to a paper."""
    content = {
        "act": act,
        "fields": {},
        "at": int(timezone.now().timestamp() * 1000),
        "offset": 0,
        "screens": paper["screens"],
    } | more
    iv = os.urandom(12)
    data = AESGCM(bytes.fromhex(paper["key"])).encrypt(iv, json.dumps(content).encode(), None)
    return {"id": paper["id"], "iv": b64encode(iv).decode(), "data": b64encode(data).decode()}


def send(client, body):
    return client.post(reverse("doorstep_send"), json.dumps(body), "text/plain")

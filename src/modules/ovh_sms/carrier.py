"""OVHcloud SMS: one signed POST to /sms/{service}/jobs for each text.

OVHcloud defines the signature: `$1$` and the SHA-1 of secret, consumer key, method, URL, body
and time, joined by `+`.
"""

import hashlib
import json
import time
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import quote, urlsplit

from django.conf import settings

from people.outbox.errors import NotSent, Unsure
from people.outbox.lifecycle import Trouble
from people.outbox.sms import SmsBackend
from people.outbox.sms.length import measure

TIMEOUT_SECONDS = 20
MAX_ANSWER_BYTES = 65_536  # maximum size of an answer, in bytes
TOO_MANY, UNAVAILABLE = 429, 503
OF_ACCESS = {401, 403, 404}


class Ovh(SmsBackend):
    needs = (
        "OVH_APPLICATION_KEY",
        "OVH_APPLICATION_SECRET",
        "OVH_CONSUMER_KEY",
        "OVH_SMS_SERVICE",
    )

    @property
    def name(self):
        return f"OVHcloud, {settings.OVH_SMS_SERVICE}"

    def send(self, number, text):
        job = {
            "message": text,
            "receivers": [number],
            "charset": "UTF-8",
            "coding": "7bit" if measure(text).is_gsm else "8bit",
            "noStopClause": True,  # not commercial, so “STOP” is not added
            "priority": "high",
        }
        sender = settings.OVH_SMS_SENDER
        job |= {"sender": sender} if sender else {"senderForResponse": True}
        status, answer = self._post(json.dumps(job))
        _judge(status, answer)

    def _post(self, body):
        """Post the body; return the status and the decoded answer; raise `NotSent` if offline."""
        service = quote(settings.OVH_SMS_SERVICE, safe="")
        url = f"{settings.OVH_ENDPOINT}/sms/{service}/jobs"
        parts = urlsplit(url)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        connection = kind(parts.netloc, timeout=TIMEOUT_SECONDS)
        try:
            connection.connect()
        except OSError as error:
            raise NotSent(Trouble.UNREACHABLE, later=True) from error
        try:
            connection.request("POST", parts.path, body.encode(), _headers(url, body))
            response = connection.getresponse()
            return response.status, _decoded(response.read(MAX_ANSWER_BYTES))
        except (OSError, HTTPException) as error:
            raise Unsure from error
        finally:
            connection.close()


def _headers(url, body):
    now = str(int(time.time()))
    keys = [settings.OVH_APPLICATION_SECRET, settings.OVH_CONSUMER_KEY]
    signed = "+".join([*keys, "POST", url, body, now])
    return {
        "Content-Type": "application/json; charset=utf-8",
        "X-Ovh-Application": settings.OVH_APPLICATION_KEY,
        "X-Ovh-Consumer": settings.OVH_CONSUMER_KEY,
        "X-Ovh-Timestamp": now,
        "X-Ovh-Signature": "$1$" + hashlib.sha1(signed.encode()).hexdigest(),  # noqa: S324
    }


def _decoded(content):
    try:
        answer = json.loads(content)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _judge(status, answer):
    """Raise `NotSent` unless OVHcloud accepted the text."""
    if status in {TOO_MANY, UNAVAILABLE}:
        raise NotSent(Trouble.UNREACHABLE, later=True)
    if status < 300:
        _judge_job(answer)
    elif status < 500:
        is_credit = "credit" in str(answer.get("message", "")).casefold()
        refused = Trouble.ACCESS if status in OF_ACCESS else Trouble.REFUSED
        raise NotSent(Trouble.NO_CREDIT if is_credit else refused)
    else:
        raise Unsure


def _judge_job(answer):
    if answer.get("ids") or answer.get("validReceivers"):
        return
    if answer.get("invalidReceivers"):
        raise NotSent(Trouble.BAD_ADDRESS)
    raise Unsure

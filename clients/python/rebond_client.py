"""A client of the REST API of Rebond, version 1: one file, the standard library of Python 3.11.

    rebond = Rebond("https://rebond.example.org", "rebond_…")
    device = rebond.find("devices", "RB2600001Y")
    rebond.post(f"devices/{device['id']}/move", place="A1")
    for event in rebond.each("events", since=1200):
        print(event["kind"], event["about"], event["subject"])

Addresses and fields are those of the page “API” of a Rebond, and of `/api/v1/openapi.json` there.
`verified` checks what a webhook brought.
"""

import base64
import hashlib
import hmac
import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode, urljoin
from uuid import uuid4

Row = dict[str, Any]
BUSY = (429, 503)  # try again in a moment
TRIES = 5
TOLERANCE = 5 * 60  # seconds between the clocks of both sides


class Refused(Exception):
    """Rebond refused: its `status`, the sentence of the page, and the sentences by field."""

    def __init__(self, status: int, problem: Row) -> None:
        super().__init__(f"{status}: {problem.get('detail', '')}")
        self.status = status
        self.detail: str = problem.get("detail", "")
        self.errors: dict[str, list[str]] = problem.get("errors", {})


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A token is shown to the server that it is for, and to no other."""

    def redirect_request(self, *_args: Any) -> None:
        return None


class Rebond:
    """A Rebond, read and written with a token."""

    def __init__(
        self, address: str, token: str, *, language: str = "en", timeout: float = 60
    ) -> None:
        if not address.startswith(("https://", "http://")):
            raise ValueError("The address begins with https://.")
        self.open = urllib.request.build_opener(_NoRedirects).open
        self.root = f"{address.rstrip('/')}/api/v1/"
        self.timeout = timeout
        self.headers = {"Authorization": f"Bearer {token}", "Accept-Language": language}

    def get(self, path: str, **query: Any) -> Row:
        """One row, or one page of a list."""
        return self._json("GET", path, query=query)[0]

    def each(self, path: str, **query: Any) -> Iterator[Row]:
        """Each row of a list, page by page."""
        page = self.get(path, **query)
        yield from page["items"]
        while page["next"]:
            page = self.get(urljoin(self.root, page["next"]))
            yield from page["items"]

    def changes(self, path: str, since: int = 0) -> tuple[list[Row], int]:
        """The rows that changed since a revision, and the revision for the next time."""
        page = self.get(path, since=since)
        rows, revision = page["items"], page["revision"]
        while page["next"]:
            page = self.get(urljoin(self.root, page["next"]))
            rows, revision = rows + page["items"], page["revision"]
        return rows, revision

    def find(self, path: str, code: str) -> Row | None:
        """The first row that a code names; None if there is none."""
        return next(iter(self.get(path, code=code)["items"]), None)

    def post(self, path: str, *, key: str = "", **fields: Any) -> Row:
        """Add a row or run an act: once for one `key`, however often it is sent.

        A field of bytes is sent as a file, a pair (name, bytes) as a file of this name.
        """
        headers = {"Idempotency-Key": key or str(uuid4())}
        if any(_is_file(value) for value in fields.values()):
            body, headers["Content-Type"] = _form(fields)
        else:
            body, headers["Content-Type"] = json.dumps(fields).encode(), "application/json"
        return self._json("POST", path, body, headers)[0]

    def change(self, path: str, **fields: Any) -> Row:
        """Change fields of a row as it is now; refused (412) if somebody changes it meanwhile."""
        _row, headers = self._json("GET", path)
        sent = {"If-Match": headers["ETag"], "Content-Type": "application/json"}
        return self._json("PATCH", path, json.dumps(fields).encode(), sent)[0]

    def file(self, path: str) -> bytes:
        """The content of a file, such as the PDF of an agreement."""
        return self._call("GET", path)[0]

    def _json(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, Any] | None = None,
    ) -> tuple[Row, Mapping[str, str]]:
        content, answered = self._call(method, path, body, headers, query)
        return json.loads(content), answered

    def _call(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, Any] | None = None,
    ) -> tuple[bytes, Mapping[str, str]]:
        url = urljoin(self.root, path) + (f"?{urlencode(query)}" if query else "")
        if not url.startswith(self.root):
            raise ValueError(f"{url} is not below {self.root}")
        sent = {**self.headers, **(headers or {})}
        request = urllib.request.Request(url, body, sent, method=method)  # noqa: S310  (see __init__)
        for tried in range(1, TRIES + 1):
            try:
                with self.open(request, timeout=self.timeout) as answer:
                    return answer.read(), answer.headers
            except urllib.error.HTTPError as error:
                if error.code not in BUSY or tried == TRIES:
                    raise Refused(error.code, _problem(error.read())) from None
                time.sleep(int(error.headers.get("Retry-After") or 1))
        raise AssertionError


def _problem(content: bytes) -> Row:
    try:
        problem = json.loads(content)
    except ValueError:
        return {}
    return problem if isinstance(problem, dict) else {}


def _is_file(value: Any) -> bool:
    return isinstance(value, bytes) or (isinstance(value, tuple) and isinstance(value[1], bytes))


def _form(fields: Mapping[str, Any]) -> tuple[bytes, str]:
    """The body and the type of a form with files."""
    boundary, parts = uuid4().hex, []
    for name, value in fields.items():
        for one in value if isinstance(value, list) else [value]:
            filename, content = one if isinstance(one, tuple) else (name, one)
            is_file = isinstance(content, bytes)
            about = f'name="{name}"' + (f'; filename="{filename}"' if is_file else "")
            content = content if is_file else str(content).encode()
            parts += [
                f"--{boundary}\r\nContent-Disposition: form-data; {about}\r\n\r\n".encode(),
                content + b"\r\n",
            ]
    body = b"".join([*parts, f"--{boundary}--\r\n".encode()])
    return body, f"multipart/form-data; boundary={boundary}"


def verified(body: bytes, headers: Mapping[str, str], secret: str) -> Row:
    """Verify the signature of a webhook and return its payload; raise `ValueError` if invalid.

    `body` must be the exact bytes received. Keep the `webhook-id` of `headers`: a repeated delivery
    has the same one.
    """
    found = {name.lower(): value for name, value in headers.items()}
    number, sent = found.get("webhook-id", ""), found.get("webhook-timestamp", "")
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = b".".join([number.encode(), sent.encode(), body])
    signature = base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
    given = [one.partition(",")[2] for one in found.get("webhook-signature", "").split()]
    if not any(hmac.compare_digest(signature, one) for one in given):
        raise ValueError("The signature is not that of this secret.")
    if abs(time.time() - int(sent)) > TOLERANCE:
        raise ValueError("This was signed too long ago.")
    content: Row = json.loads(body)
    return content

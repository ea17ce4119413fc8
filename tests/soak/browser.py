"""A browser of one user: keeps cookies, follows redirects, fills in forms."""

import json
import re
import time
from contextlib import closing
from html import unescape
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

from tests.soak.forms import Forms

MAX_REDIRECTS = 8
TIMEOUT = 90  # seconds, more than the server gives itself
BUSY, UNPROCESSABLE = 503, 422
HOST = "rebond.soak.test"  # also in SITE_URL
# A refused form, a message of the last act, a refused scan.
REFUSAL = re.compile(
    r'class="[^"]*error-summary|class="messages.{0,400}?alert-danger|data-sound="error"', re.DOTALL
)


class Gone(Exception):
    """The server could not be reached, or was killed before it answered."""


class Page:
    """A response, after its redirects."""

    def __init__(self, status, path, headers, body):
        self.status, self.path, self.headers, self.body = status, path, headers, body
        self._forms = None

    @property
    def text(self):
        return self.body.decode(errors="replace")

    def json(self):
        return json.loads(self.body)

    @property
    def is_busy(self):
        return self.status == BUSY

    @property
    def is_refused(self):
        """Whether the page says that nothing was done."""
        return self.status == UNPROCESSABLE or bool(REFUSAL.search(self.text))

    @property
    def is_done(self):
        return self.status in {200, 201, 204} and not self.is_refused

    @property
    def reason(self):
        """The text of the refusal."""
        start = REFUSAL.search(self.text)
        words = (
            self.text[start.end() : start.end() + 1500].partition(">")[2]
            if start
            else self.text[-800:]
        )
        return " ".join(unescape(re.sub(r"<[^>]*>?", " ", words)).split())[:300]

    @property
    def forms(self):
        if self._forms is None:
            self._forms = Forms(self.text, self.path).forms
        return self._forms

    def form(self, end="", field=""):
        """Return the form whose action ends so, or that has this field; None if there is none."""
        for form in self.forms:
            names = {*form.values, *form.choices, *(name for name, *_ in form.buttons)}
            action = urlsplit(form.action).path
            if form.method == "post" and action.endswith(end) and (not field or field in names):
                return form
        return None


class Browser:
    """HTTP client of one user; every answer is noted in `journal`."""

    def __init__(self, address, journal, name=""):
        self.address, self.journal, self.name = address, journal, name
        self.cookies, self.headers = {}, {}

    def get(self, path, **headers):
        return self._follow("GET", path, None, headers)

    def post(self, path, values=None, files=None, here="", **headers):
        """Send a form; `values` maps names to a value or to a list of values."""
        data = {**(values or {})}
        if "csrftoken" in self.cookies:
            data["csrfmiddlewaretoken"] = self.cookies["csrftoken"]
        body, kind = (
            multipart(data, files) if files else (urlencode(data, doseq=True).encode(), FORM)
        )
        headers |= {"Content-Type": kind, "Referer": f"http://{HOST}{here or path}"}
        return self._follow("POST", path, body, headers)

    def submit(self, page, form, files=None, button=None, **values):
        """Send a form of a page with these values instead of its own."""
        data = {**form.values, **{k: v for k, v in values.items() if v is not None}}
        main = [pressed for pressed in form.buttons if pressed[2]] or form.buttons
        if button:
            data[button[0]] = button[1]
        elif main and main[-1][0]:
            data.setdefault(main[-1][0], main[-1][1])
        return self.post(form.action, data, files, here=page.path)

    def fill(self, path, end="", field="", files=None, button=None, **values):
        """Open a page and send its form; return the answer, or the page if it lacks the form."""
        page = self.get(path)
        form = page.form(end, field)
        if form is None:
            return page
        return self.submit(page, form, files, button, **values)

    def call(self, method, path, body=None, token="", **headers):
        """Call the API; return the answer."""
        headers |= {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        content = None if body is None else json.dumps(body).encode()
        return self._once(method, path, content, headers)

    def _follow(self, method, path, body, headers):
        page = self._once(method, path, body, headers)
        for _redirect in range(MAX_REDIRECTS):
            target = page.headers.get("location") or page.headers.get("hx-redirect")
            if page.status not in {301, 302, 303} or not target:
                return page
            parts = urlsplit(target)
            path = (parts.path or page.path) + (f"?{parts.query}" if parts.query else "")
            page = self._once("GET", path, None, {})
        raise AssertionError(f"{path} redirects for ever.")

    def _once(self, method, path, body, headers):
        start = time.perf_counter()
        try:
            answer, content = self._send(method, path, body, headers)
        except (OSError, HTTPException) as error:
            self.journal.gone(method, path)
            raise Gone(f"{method} {path}: {error}") from error
        for cookie in answer.headers.get_all("set-cookie") or ():
            for name, morsel in SimpleCookie(cookie).items():
                self.cookies[name] = morsel.value
        headers = {name.lower(): value for name, value in answer.getheaders()}
        page = Page(answer.status, urlsplit(path).path, headers, content)
        self.journal.answered(self.name, method, path, page, time.perf_counter() - start)
        return page

    def _send(self, method, path, body, headers):
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items() if value)
        headers = (
            {"Host": HOST, "Cookie": cookies, "Accept-Language": "fr"} | self.headers | headers
        )
        # a connection each: a kept one may be closed by the server at any moment
        with closing(HTTPConnection(self.address, timeout=TIMEOUT)) as connection:
            connection.request(method, path, body, headers | {"Connection": "close"})
            answer = connection.getresponse()
            return answer, answer.read()

    def forget(self):
        """Close the browser: session cookies are gone."""
        self.cookies = {}


FORM = "application/x-www-form-urlencoded"
EDGE = "----soak-7f3a9c"


def multipart(data, files):
    """Return (body, content type); `files` maps names to (file name, content)."""
    parts = []
    for name, values in data.items():
        for value in values if isinstance(values, list) else [values]:
            head = f'--{EDGE}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
            parts.append(head.encode() + str(value).encode() + b"\r\n")
    for name, (file_name, content) in files.items():
        head = (
            f'--{EDGE}\r\nContent-Disposition: form-data; name="{name}"; filename="{file_name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        )
        parts.append(head.encode() + content + b"\r\n")
    return b"".join(parts) + f"--{EDGE}--\r\n".encode(), f"multipart/form-data; boundary={EDGE}"

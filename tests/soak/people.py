"""The users: an administrator opens the site and invites the others, who join and sign in."""

import base64
import hmac
import re
import struct
from datetime import timedelta

from tests.soak.browser import Browser

IDLE = timedelta(minutes=90)
PASSWORD = "grue cobalt verger mica lune"
STAFF = [
    ("admin", "Hugo Le Tallec", 3),
    ("coordinator", "Claire Guérin", 3),
    ("coordinator", "Idris Camara", 3),
    ("counter", "Fatou Ndiaye", 1),
    ("counter", "Inès Haddad", 2),
    ("counter", "Sacha Weiss", 3),
    ("technician", "Goran Novak", 1),
    ("technician", "Lina Kaya", 2),
    ("technician", "Omar Diarra", 3),
    ("volunteer", "Manon Besson", 1),
    ("volunteer", "Paul Evrard", 2),
    ("volunteer", "Lan Pham", 3),
]


def app_code(secret, seconds):
    """Return the six digits of an authenticator app (RFC 6238: SHA-1, 30 seconds)."""
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", int(seconds) // 30), "sha1")
    offset = digest[-1] & 15
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


class User:
    """A person with an account, and their browser."""

    def __init__(self, soak, email, name, role, place=None):
        self.soak, self.email, self.name, self.role, self.place = soak, email, name, role, place
        self.browser = Browser(soak.site.address, soak.journal, role)
        self.browser.headers["X-Forwarded-For"] = f"10.{len(soak.users) + 1}.0.1"
        self.secret, self.used = "", None

    def join(self, link):
        """Accept an invitation: choose a password, and set up a second factor if asked."""
        page = self.browser.get(link)
        form = page.form(field="again")
        answer = self.browser.submit(page, form, name=self.name, password=PASSWORD, again=PASSWORD)
        self.soak.journal.note("join", answer)
        self.used = self.soak.clock.now()  # joining signs in
        if self.role in {"admin", "coordinator"} or "/login/" in answer.path:
            self.sign_in()

    def sign_in(self):
        """Sign in; a code of an authenticator app is accepted once."""
        if self.secret:
            self.soak.clock.pass_minutes(1)
        self.browser.forget()
        page = self.browser.fill(
            "/accounts/login/", field="login", login=self.email, password=PASSWORD
        )
        if "/2fa/authenticate" in page.path:
            page = self.type_code(page, app_code(self.secret, self.soak.clock.stamp()))
            if "/2fa/authenticate" in page.path:  # the half minute was over meanwhile
                self.soak.clock.pass_minutes(1)
                page = self.type_code(page, app_code(self.secret, self.soak.clock.stamp()))
        elif self.role in {"admin", "coordinator"} and not self.secret:
            page = self.set_up_app()
        self.used = self.soak.clock.now()
        if not self.soak.journal.note("sign in", page) and not page.is_busy:
            self.soak.journal.find(f"{self.email} could not sign in: {page.path} {page.reason}")
        return page

    def type_code(self, page, code):
        form = next(form for form in page.forms if "code" in form.values and "2fa" in form.action)
        return self.browser.submit(page, form, code=code)

    def set_up_app(self):
        page = self.browser.get("/accounts/2fa/totp/activate/")
        self.secret = re.search(r'class="[^"]*secret[^"]*"[^>]*>([A-Z2-7 ]+)<', page.text)[1]
        self.secret = self.secret.replace(" ", "")
        form = next(form for form in page.forms if "code" in form.values and "2fa" in form.action)
        code = app_code(self.secret, self.soak.clock.stamp())
        return self.browser.submit(page, form, code=code)

    def at_work(self):
        """Return the browser, signed in; a session ends after two hours without use."""
        now = self.soak.clock.now()
        if self.used is None or not timedelta() <= now - self.used < IDLE:
            self.sign_in()
        self.used = self.soak.clock.now()
        return self.browser

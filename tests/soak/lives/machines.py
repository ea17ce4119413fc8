"""Programs of partners and of our own, which use the API with a token."""

import re

SECRET = re.compile(r"rebond_[A-Za-z0-9_-]{30,}")


def token_of(soak):
    """The token of the machine, which an administrator creates once."""
    if "token" not in soak.extra:
        admin = soak.users[0]
        admin.sign_in()
        page = admin.browser.get("/tokens/machine/")
        form = page.form(field="networks")
        scopes = form.choices["scopes"]
        facts = {"name": "Tableau de bord", "role": "coordinator", "scopes": scopes}
        page = admin.browser.submit(page, form, sites=form.choices["sites"], **facts)
        soak.do("create a token", page)
        secret = SECRET.search(page.text)
        soak.extra["token"] = secret[0] if secret else ""
    return soak.extra["token"]


def read(soak):
    """Read the lists of the API, and send something that it must refuse."""
    token = token_of(soak)
    if not token:
        return
    browser = soak.users[0].browser
    for name in ("devices", "loans", "requests", "events", "donations", "vouchers"):
        page = browser.call("GET", f"/api/v1/{name}?limit=50", token=token)
        soak.journal.note("read the API", page)
    page = browser.call("POST", "/api/v1/donations", {"donor": ""}, token=token)
    soak.journal.note("send nonsense to the API", page)
    page = browser.call("GET", "/api/v1/devices", token="stolen")
    soak.journal.note("call the API with a wrong token", page)

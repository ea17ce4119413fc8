"""The first days: the administrator sets the site up, and everybody joins."""

import re

from tests.soak.lives import donors
from tests.soak.people import STAFF, User

SITES = [
    ("Dépôt de Rennes", "35000 Rennes"),
    ("Escale de Saint-Malo", "35400 Saint-Malo"),
    ("Antenne de Vitré", "35500 Vitré"),
]
LEFT_OFF = {"sales", "receipts", "doorstep"}  # they ask for settings first
KINDS = ["association", "ccas", "mission_locale", "school", "shelter", "employer", "other"]
SHELVES = ["ARRIVEES", "A1", "A2", "B1", "DEPART"]
STATIONERY = {"charger-usbc-65": 200, "bag": 100, "mouse": 100}
# Mondays to Fridays, in the morning and in the afternoon, two people at a time.
HOURS = {
    f"{day}-{half}-{name}": value
    for day in range(5)
    for half, hours in enumerate([("09:00", "12:00"), ("14:00", "17:30")])
    for name, value in zip(
        ("opens_at", "closes_at", "minutes", "capacity"), (*hours, "30", "2"), strict=True
    )
}


def open_site(soak):
    """Set up the association, its sites, users and partners."""
    _code, output = soak.site.manage("first_admin")
    link = re.search(r"https?://[^/]+(/invitation/\S+)", output)[1]
    admin = User(soak, "admin@soak.test", "Hugo Le Tallec", "admin")
    soak.users = [admin]
    admin.join(link)
    browser = admin.browser
    do = soak.journal.note
    page = browser.fill(
        "/association/",
        field="tag_prefix",
        name="Les Claviers",
        address="3 rue des Ormes",
        town="35000 Rennes",
        email="contact@claviers.test",
        phone="02 61 91 00 10",
        signatory="Hugo Le Tallec",
    )
    do("set up", page)
    page = browser.get("/settings/modules/")
    form = page.form("/modules/")
    do(
        "set up",
        browser.submit(page, form, **{name: "on" for name in form.choices if name not in LEFT_OFF}),
    )
    soak.clock.pass_minutes(2)  # processes keep settings for a minute
    _open_places(soak, browser)
    _invite_staff(soak, browser)
    _invite_partners(soak, browser)
    for site in soak.sites * 2:
        donors.receive_lot(soak, site)


def _open_places(soak, browser):
    do = soak.journal.note
    for number, (name, town) in enumerate(SITES):
        facts = {"name": name, "town": town, "address": f"{number + 1} quai des Ormes"}
        if number == 0:
            [(first,)] = soak.site.rows("SELECT id FROM people_site")
            do("set up", browser.fill(f"/sites/{first}/", field="count_every", **facts))
        else:
            do("set up", browser.fill("/sites/add/", field="count_every", **facts))
    soak.sites = [row[0] for row in soak.site.rows("SELECT id FROM people_site ORDER BY id")]
    for number, site in enumerate(soak.sites):
        for shelf in SHELVES:
            code = f"{'RMV'[number]}-{shelf}"
            facts = {"site": site, "code": code, "name": f"Étagère {code}"}
            do("set up", browser.fill("/places/add/", end="/places/add/", **facts))
        do("set up", browser.fill(f"/sites/{site}/hours/", field="0-0-opens_at", **HOURS))
    for code, count in STATIONERY.items():
        kind = soak.site.value("SELECT id FROM catalogue_accessorykind WHERE code = ?", code)
        for site in soak.sites if kind else ():
            page = browser.fill(
                "/accessories/receive/", field="quantity", kind=kind, site=site, quantity=count
            )
            do("receive accessories", page)


def _invite_staff(soak, browser):
    for number, (role, name, sites) in enumerate(STAFF[1:]):
        user = User(soak, f"{role}{number}@soak.test", name, role)
        own = soak.sites[:sites]
        _invite(soak, browser, user, role=role, sites=own)
        user.sites = own
        soak.users.append(user)


def _invite_partners(soak, browser):
    for number in range(soak.partner_count):
        kind = KINDS[number % len(KINDS)]
        name = f"Structure {kind} no {number + 1}"
        facts = {"name": name, "kind": kind, "town": SITES[number % 3][1]}
        facts["email"] = f"structure{number}@soak.test"
        page = browser.fill("/organisations/add/", field="siret", **facts)
        soak.journal.note("enter a partner", page)
        key = soak.site.value("SELECT id FROM people_organisation WHERE name = ?", name)
        user = User(soak, f"partner{number}@soak.test", f"Contact {number}", "association", key)
        user.sites = soak.sites
        _invite(soak, browser, user, role="association", organisation=name, sites=[])
        soak.users.append(user)


def _invite(soak, browser, user, **facts):
    page = browser.fill("/users/invite/", field="role", name=user.name, email=user.email, **facts)
    soak.journal.note("invite", page)
    link = re.search(r"https?://[^/\s\"<]+(/invitation/[^\s\"<&]+)", page.text)
    if not link:
        soak.journal.find(f"No invitation for {user.email}: {page.reason}")
        return
    user.join(link[1])

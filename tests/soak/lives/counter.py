"""The counter: hand-overs, no-shows, returns, losses, renewals."""

import base64

from tests.soak.lives.partners import FAMILIES, NAMES
from tests.soak.site import ROOT

PIN = "2468"
READY_TO_GO = """
    SELECT DISTINCT r.id FROM loans_request r
    WHERE r.status = 'accepted' AND r.site_id = ? ORDER BY r.id LIMIT ?
"""
APPOINTMENTS = """
    SELECT id FROM loans_appointment
    WHERE status = 'booked' AND site_id = ? AND starts_at < ? ORDER BY starts_at LIMIT 8
"""
OUT = """
    SELECT d.id, d.asset_tag, i.id, i.loan_id FROM loans_loanitem i
    JOIN inventory_device d ON d.id = i.device_id JOIN loans_loan l ON l.id = i.loan_id
    WHERE i.status = 'open' AND l.site_id = ? AND l.status = 'active' AND l.kind = 'loan'
    ORDER BY i.id LIMIT 200
"""
SIGNATURE = ROOT / "src/demo/pictures/signature.png"


def signature():
    return "data:image/png;base64," + base64.b64encode(SIGNATURE.read_bytes()).decode()


def hand_over(soak, count):
    """Prepare and sign the hand-overs of accepted requests."""
    site = soak.site_today()
    user = soak.staff("counter", site)
    for (request,) in soak.site.rows(READY_TO_GO, site, count):
        browser = user.at_work()
        page = browser.get(f"/requests/{request}/")
        form = page.form("/prepare/") or page.form("/hand-over/")
        if form is None:
            soak.do("prepare a hand-over", page)
            continue
        page = browser.submit(page, form)
        soak.do("prepare a hand-over", page)
        parts = page.path.strip("/").split("/")
        if parts[0] == "hand-overs":
            _hand_over(soak, browser, int(parts[1]), site)


def walk_in(soak):
    """Somebody comes without a request: everything at the counter."""
    site = soak.site_today()
    browser = soak.staff("counter", site).at_work()
    partner = soak.partner()
    page = browser.get("/hand-overs/new/")
    form = page.form("/hand-overs/new/", field="site")
    if form is None:
        soak.do("begin a hand-over", page)
        return
    page = browser.submit(page, form, site=site, organisation=partner.place)
    soak.do("begin a hand-over", page)
    parts = page.path.strip("/").split("/")
    if parts[0] == "hand-overs" and parts[1].isdigit():
        _hand_over(soak, browser, int(parts[1]), site)


def _hand_over(soak, browser, loan, site):
    start = f"/hand-overs/{loan}"
    items = soak.site.value(
        "SELECT count(*) FROM loans_loanitem WHERE loan_id = ? AND status = 'reserved'", loan
    )
    if not items:
        _scan_one(soak, browser, loan, site)
    dice = soak.dice
    if not soak.site.value("SELECT recipient_id FROM loans_loan WHERE id = ?", loan):
        page = browser.fill(
            f"{start}/whom/",
            field="first_name",
            first_name=dice.choice(NAMES),
            last_name=f"{dice.choice(FAMILIES)} {soak.number()}",
            phone=f"06 39 98 {dice.randrange(100):02} {dice.randrange(100):02}",
            email=f"famille{soak.numbers}@soak.test" if soak.chance(0.6) else "",
            address=f"{dice.randint(1, 90)} rue du Moulin",
        )
        soak.do("write a person down", page)
    if soak.chance(0.3):
        page = browser.get(f"{start}/what/")
        if form := page.form("/accessory/"):
            soak.do("add an accessory", browser.submit(page, form))
    training = ("training", dice.choice(["declined", "at_ease", "not_asked"]))
    page = browser.fill(f"{start}/explained/", field="training", button=training, everything="on")
    soak.do("explain", page)
    _sign(soak, browser, loan)


def _scan_one(soak, browser, loan, site):
    tag = soak.site.value(
        "SELECT asset_tag FROM inventory_device WHERE status = 'ready' AND site_id = ?"
        " AND transfer_id IS NULL ORDER BY id",
        site,
    )
    here = f"/hand-overs/{loan}/what/"
    if soak.chance(0.2):
        page = browser.post(f"{here}scan/", {"code": "RB99999999"}, here=here)
        soak.do("scan a wrong code", page)
    if tag:
        soak.do("scan a device", browser.post(f"{here}scan/", {"code": tag}, here=here))


def _sign(soak, browser, loan):
    page = browser.get(f"/hand-overs/{loan}/sign/")
    form = page.form("/sign/")
    if form is None:
        soak.do("make an agreement", page)
        return
    page = browser.submit(page, form)
    soak.do("make an agreement", page)
    form = page.form("/sign/", field="turn")
    if form is None:
        return
    if soak.chance(0.04) and (no := page.form("/decline/")):
        soak.do("decline an agreement", browser.submit(page, no, because="think"))
        return
    page = browser.submit(page, form, pin=PIN, button=("turn", "1"))
    form = page.form(field="signature")
    if form is None:
        soak.do("sign", page)
        return
    signed = browser.submit(page, form, signature=signature())
    soak.do("sign", signed)
    if soak.chance(0.1):
        soak.do("sign twice", browser.submit(page, form, signature=signature()))
    unlock(soak, browser)


def unlock(soak, browser):
    """Take the screen back; sometimes with a wrong PIN first."""
    page = browser.get("/unlock/")
    form = page.form("/unlock/")
    if form is None:
        return
    if soak.chance(0.1):
        soak.do("unlock with a wrong code", browser.submit(page, form, secret="1111"))
    soak.do("unlock", browser.submit(page, form, secret=PIN))


def meet(soak):
    """Yesterday's appointments: kept or missed."""
    for site in soak.sites:
        for (appointment,) in soak.site.rows(APPOINTMENTS, site, soak.stored_time()):
            browser = soak.staff("counter", site).at_work()
            act = "missed" if soak.chance(0.25) else "came"
            page = browser.post(f"/appointments/{appointment}/{act}/", here="/appointments/day/")
            soak.do("note a no-show" if act == "missed" else "note a visit", page)


def take_back(soak, count):
    """Devices come back in one session of returns, with a wrong code and a double scan."""
    site = soak.site_today()
    rows = soak.site.rows(OUT, site)
    if not rows:
        return
    browser = soak.staff("counter", site).at_work()
    for _device, tag, _item, _loan in soak.dice.sample(rows, min(count, len(rows))):
        page = browser.post("/returns/put/", {"code": tag}, here="/returns/")
        soak.do("scan a return", page)
        if soak.chance(0.15):
            again = browser.post("/returns/put/", {"code": tag}, here="/returns/")
            soak.do("scan a return twice", again)
        form = page.form("/say/")
        if form:
            condition = soak.dice.choice(["good", "good", "worn", "damaged"])
            facts = {"condition": condition, "may_hold_data": "yes"}
            soak.do("describe a return", browser.submit(page, form, **facts))
    if soak.chance(0.3):
        page = browser.post("/returns/put/", {"code": "RB00000000"}, here="/returns/")
        soak.do("scan a wrong code", page)
    page = browser.get("/returns/finish/")
    form = page.form("/finish/")
    if form is None:
        soak.do("finish returns", page)
        return
    plain = next((b for b in form.buttons if b[0] is None), None)
    values = {"turn": None}
    if plain is None:
        values = {}
    form.buttons = [plain] if plain else form.buttons
    soak.do("finish returns", browser.submit(page, form, **values))


def report_loss(soak):
    """A device is lost or stolen; sometimes it is found again."""
    site = soak.site_today()
    rows = soak.site.rows(OUT, site)
    if not rows:
        return
    _device, _tag, item, _loan = soak.dice.choice(rows)
    browser = soak.staff("counter", site).at_work()
    page = browser.get(f"/loan-items/{item}/report/")
    form = next((f for f in page.forms if f.method == "post" and "kind" in f.choices), None)
    if form is None:
        soak.do("report an incident", page)
        return
    kind = soak.dice.choice([value for value in form.choices["kind"] if value])
    facts = {"kind": kind, "happened_on": soak.in_days(0), "note": "Dans le bus."}
    page = browser.submit(page, form, **facts)
    soak.do("report an incident", page)
    if form := page.form("/lose/"):
        soak.do("lose a device", browser.submit(page, form))


def extend(soak):
    """A partner asks to keep a device; a coordinator answers."""
    rows = soak.site.rows("SELECT id FROM loans_loan WHERE status = 'active' AND kind = 'loan'")
    if not rows:
        return
    (loan,) = soak.dice.choice(rows)
    browser = soak.staff("coordinator").at_work()
    page = browser.get(f"/loans/{loan}/renew/")
    form = page.form("/renew/")
    if form is None:
        soak.do("extend a loan", page)
        return
    soak.do("extend a loan", browser.submit(page, form, due_on=soak.in_days(200)))

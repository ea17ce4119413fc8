"""Partners ask for equipment; coordinators answer; appointments are booked."""

NAMES = ["Yvonne", "Amadou", "Lina", "Malik", "Grace", "Enzo", "Hana", "Olga", "Sacha", "Zoé"]
FAMILIES = ["Tréguier", "Ndiaye", "Okafor", "Le Goff", "Haddad", "Pham", "Novak", "Touré", "Weiss"]
PURPOSES = ["school", "job", "rights", "online", "housing"]
SENT = "SELECT id FROM loans_request WHERE status = 'sent' ORDER BY id LIMIT ?"
WITHOUT_APPOINTMENT = """
    SELECT r.id FROM loans_request r
    WHERE r.status = 'accepted' AND r.organisation_id = ? AND NOT EXISTS (
        SELECT 1 FROM loans_appointment a WHERE a.request_id = r.id
    ) ORDER BY r.id LIMIT 2
"""


def ask(soak):
    """A partner sends a request for a family, sometimes twice by a double click."""
    user = soak.partner()
    browser = user.at_work()
    page = browser.get("/requests/new/")
    form = page.form(field="household_size")
    if form is None:
        soak.do("send a request", page)
        return
    size = soak.dice.randint(1, 5)
    requested = {f"category_{soak.category('laptop')}": 1, "site": soak.site_today()}
    if soak.chance(0.3):
        requested[f"category_{soak.category('phone')}"] = 1
    requested |= {"household_size": size, "purpose": soak.dice.choice(PURPOSES)}
    button = ("send", "1") if soak.chance(0.95) else None
    answer = browser.submit(page, form, button=button, **requested)
    if soak.do("send a request", answer) and soak.chance(0.1):
        before = soak.site.value("SELECT count(*) FROM loans_request")
        again = browser.submit(page, form, button=button, **requested)
        soak.do("send a request twice", again)
        if soak.site.value("SELECT count(*) FROM loans_request") != before:
            soak.journal.find("A double submit made two requests.")


def answer(soak, count):
    """A coordinator answers the oldest requests; one in twelve is refused, some get a message."""
    browser = soak.staff("coordinator").at_work()
    for (request,) in soak.site.rows(SENT, count):
        if soak.chance(0.2):
            page = browser.fill(f"/requests/{request}/", field="text", text="Quel âge a l’élève ?")
            soak.do("write a message", page)
        if soak.chance(0.08):
            page = browser.fill(f"/requests/{request}/refuse/", end="/refuse/", usual="no_stock")
            soak.do("refuse a request", page)
            continue
        page = browser.get(f"/requests/{request}/accept/")
        form = page.form("/accept/")
        if form is None:
            soak.do("accept a request", page)
            continue
        browser.submit(page, form, button=("set_aside", "1"))  # it may say that stock is short
        soak.do("accept a request", browser.get(f"/requests/{request}/"))


def book(soak):
    """A partner books an appointment for the requests that were accepted."""
    user = soak.partner()
    for (request,) in soak.site.rows(WITHOUT_APPOINTMENT, user.place):
        browser = user.at_work()
        page = browser.get(f"/requests/{request}/appointment/")
        form = page.form("/appointment/", field="starts_at") or page.form("/appointment/")
        times = form and (
            form.choices.get("starts_at") or [v for n, v, _m in form.buttons if n == "starts_at"]
        )
        if not times:
            soak.do("book an appointment", page)
            continue
        chosen = soak.dice.choice([value for value in times if value][:12])
        soak.do("book an appointment", browser.submit(page, form, starts_at=chosen))

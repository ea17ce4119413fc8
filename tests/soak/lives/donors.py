"""Donations: announced, received, counted, entered device by device."""

DONORS = [
    ("Mairie de Kerbihan", "public"),
    ("Rectorat de Belvoir", "public"),
    ("Banque du Ponant", "company"),
    ("Assurances Cormoran", "company"),
    ("Transports Belvoir", "company"),
    ("Clinique des Genêts", "company"),
    ("Jeanne Cadoret", "individual"),
    ("Yann Lambert", "individual"),
]
MODELS = {
    "laptop": [("Lenovo", "ThinkPad T480"), ("Dell", "Latitude 5490"), ("HP", "EliteBook 840 G5")],
    "phone": [("Samsung", "Galaxy A40"), ("Apple", "iPhone 8")],
    "tablet": [("Samsung", "Galaxy Tab A8")],
    "monitor": [("Dell", "P2419H")],
}
LIST = "Type de matériel;Marque;Modèle;N° de série;Année;Panne constatée"


def receive_lot(soak, site=None):
    """A lot arrives: a coordinator announces it, a volunteer enters its devices."""
    site, dice = site or soak.site_today(), soak.dice
    donor, kind = dice.choice(DONORS)
    counts = {"laptop": dice.randint(2, 5), "phone": dice.randint(0, 2)}
    counts[dice.choice(["monitor", "tablet", "phone"])] = dice.randint(1, 2)
    announced = {f"category_{soak.category(code)}": n for code, n in counts.items()}
    page = (
        soak.staff("coordinator")
        .at_work()
        .fill(
            "/donations/add/",
            field="eraser",
            button=("here", ""),
            donor=donor,
            new_donor_kind=kind,
            site=site,
            **announced,
        )
    )
    if not soak.do("receive a lot", page):
        return
    lot = soak.site.value("SELECT max(id) FROM donations_donation")
    volunteer = soak.staff("volunteer", site).at_work()
    for code, count in filter(lambda row: row[1], counts.items()):
        brand, model = dice.choice(MODELS[code])
        page = volunteer.fill(
            f"/donations/{lot}/enter/",
            field="quantity",
            category=soak.category(code),
            quantity=count,
            brand=brand,
            model=model,
        )
        soak.do("enter devices", page)


def announce_lot(soak):
    """A donor announces a lot for another day; some are cancelled."""
    browser, dice = soak.staff("coordinator").at_work(), soak.dice
    donor, kind = dice.choice(DONORS)
    page = browser.fill(
        "/donations/add/",
        field="eraser",
        donor=donor,
        new_donor_kind=kind,
        site=soak.site_today(),
        collect_on=soak.in_days(dice.randint(2, 9)),
        **{f"category_{soak.category('laptop')}": dice.randint(3, 20)},
    )
    if soak.do("announce a lot", page) and soak.chance(0.3):
        lot = soak.site.value("SELECT max(id) FROM donations_donation")
        soak.do("cancel a lot", browser.post(f"/donations/{lot}/cancel/", here=page.path))


def receive_announced(soak):
    """The lots that were to be collected until today arrive."""
    rows = soak.site.rows(
        "SELECT id FROM donations_donation WHERE status = 'scheduled' AND collect_on <= ?",
        soak.clock.today().isoformat(),
    )
    for (lot,) in rows[:2]:
        browser = soak.staff("coordinator").at_work()
        soak.do("receive a lot", browser.post(f"/donations/{lot}/receive/"))


def import_list(soak):
    """A donor sends a list, with a row that is not ours and one that occurs twice."""
    lot = soak.site.value(
        "SELECT max(id) FROM donations_donation WHERE status IN ('received', 'scheduled')"
    )
    if not lot:
        return
    rows = [f"PC portable;Lenovo;ThinkPad T480;SOAK{soak.number():06};2021;" for _row in range(6)]
    rows += [rows[0], "Cafetière;Krups;Nespresso;KR1;2017;"]
    content = "\r\n".join([LIST, *rows, ""]).encode("cp1252")
    browser = soak.staff("coordinator").at_work()
    page = browser.fill(
        f"/donations/{lot}/import/", field="submission", files={"file": ("parc.csv", content)}
    )
    if not soak.do("send a list", page):
        return
    batch = soak.site.value("SELECT max(id) FROM inventory_importbatch")
    soak.wait_for_jobs()
    page = browser.get(f"/imports/{batch}/")
    form = page.form(f"/{batch}/start/")
    if form is None:
        soak.journal.note("write a list", page)
        return
    soak.do("write a list", browser.submit(page, form, partly="on", skip_refused="on"))
    soak.wait_for_jobs()

"""The warehouse: scanner bursts, transfers, stocktakes, exits, vouchers."""

from concurrent.futures import ThreadPoolExecutor

READY = """
    SELECT asset_tag FROM inventory_device
    WHERE status IN ('ready', 'received') AND site_id = ? AND transfer_id IS NULL
    ORDER BY id DESC LIMIT ?
"""
HTMX = {"HX-Request": "true", "HX-Target": "run"}


def shelve(soak, count):
    """A volunteer scans devices onto a shelf as fast as the scanner can, some of them twice."""
    site = soak.site_today()
    browser = soak.staff("volunteer", site).at_work()
    page = browser.get("/batch/new/shelve/")
    form = page.form("/batch/new/shelve/")
    if form is None:
        soak.do("begin a scan session", page)
        return
    page = browser.submit(page, form)
    if not soak.do("begin a scan session", page):
        return
    form = page.form("/scan/", field="code")
    shelf = soak.site.value(
        "SELECT code FROM inventory_place WHERE site_id = ? ORDER BY random()", site
    )
    codes = [shelf] + [tag for (tag,) in soak.site.rows(READY, site, count)]
    codes += ["RB99999999", *codes[1:4]]
    if form is None or not shelf:
        return
    with ThreadPoolExecutor(2) as pool:  # the next scan leaves before the last answer

        def scan(code):
            return browser.post(form.action, {"code": code}, here=page.path, **HTMX)

        first = scan(codes[0])
        soak.journal.note("scan a shelf", first)
        for answer in pool.map(scan, codes[1:]):
            soak.journal.note("scan in a burst", answer)
    soak.clock.pass_minutes(5)
    page = browser.get(page.path)
    for end in ("/end/",):
        if form := page.form(end):
            soak.do("end a scan session", browser.submit(page, form))


def transfer(soak, count):
    """Devices travel from one site to another."""
    origin = soak.sites[0]
    user = soak.staff("volunteer", soak.sites[-1])
    browser = user.at_work()
    destination = soak.sites[1 + soak.dice.randrange(len(soak.sites) - 1)]
    page = browser.fill("/transfers/add/", field="origin", origin=origin, destination=destination)
    if not soak.do("prepare a transfer", page):
        return
    key = soak.site.value("SELECT max(id) FROM inventory_transfer")
    here = f"/transfers/{key}/"
    for (tag,) in soak.site.rows(READY, origin, count):
        soak.do("load a device", browser.post(f"{here}scan/", {"code": tag}, here=here))
    page = browser.get(here)
    form = page.form("/send/")
    if form is None:
        soak.do("send a transfer", page)
        return
    soak.do("send a transfer", browser.submit(page, form))
    soak.clock.pass_minutes(60)
    rows = soak.site.rows("SELECT asset_tag FROM inventory_device WHERE transfer_id = ?", key)
    browser = user.at_work()
    for (tag,) in rows:
        soak.do("unload a device", browser.post(f"{here}scan/", {"code": tag}, here=here))
    page = browser.get(here)
    if form := page.form("/close/"):
        soak.do("close a transfer", browser.submit(page, form))


def count_stock(soak):
    """A stocktake of a site: most devices are found, then another user closes it."""
    site = soak.sites[-1]
    browser = soak.staff("coordinator").at_work()
    page = browser.get("/counts/new/")
    form = page.form("/counts/new/")
    if form is None:
        soak.do("begin a stocktake", page)
        return
    page = browser.submit(page, form, scope="site", site=site)
    if not soak.do("begin a stocktake", page):
        return
    here = page.path
    place = soak.site.value("SELECT max(id) FROM inventory_place WHERE site_id = ?", site)
    for (tag,) in soak.site.rows(READY, site, 12):
        page = browser.post(f"{here}scan/", {"code": tag, "place": place}, here=here)
        soak.do("count a device", page)
    page = browser.get(here)
    if form := page.form("/cancel/"):
        soak.do("cancel a stocktake", browser.submit(page, form))


def receive_vouchers(soak):
    """A batch of codes arrives; one code occurs twice."""
    browser = soak.staff("coordinator").at_work()
    page = browser.get("/vouchers/batches/add/")
    form = page.form("/add/", field="codes")
    if form is None:
        soak.do("receive vouchers", page)
        return
    product = form.chosen("product", "Recharge")
    codes = [f"SOAK{soak.number():08}" for _code in range(12)]
    if soak.chance(0.3):
        codes.append(codes[0])
    page = browser.submit(
        page,
        form,
        product=product,
        site=soak.site_today(),
        valid_until=soak.in_days(90),
        codes="\n".join(codes),
    )
    soak.do("send a list of vouchers", page)
    soak.wait_for_jobs()
    page = browser.get(page.path)
    if form := page.form("/enter/"):
        soak.do("put vouchers in stock", browser.submit(page, form))
        soak.wait_for_jobs()


def send_away(soak):
    """Retired devices leave for the recycler."""
    site = soak.sites[0]
    rows = soak.site.rows(
        "SELECT asset_tag FROM inventory_device WHERE status = 'retired' AND site_id = ? LIMIT 10",
        site,
    )
    if not rows:
        return
    browser = soak.staff("coordinator").at_work()
    page = browser.fill("/exits/add/", field="organism", site=site, organism="Recyclerie du Ponant")
    if not soak.do("open an exit", page):
        return
    here = page.path
    for (tag,) in rows:
        soak.do("put into an exit", browser.post(f"{here}scan/", {"code": tag}, here=here))
    page = browser.get(here)
    if form := page.form("/weigh/"):
        names = {n: "12.5" for n in form.values if "weight" in n or "kg" in n}
        page = browser.submit(page, form, **names)
        soak.do("weigh an exit", page)
    page = browser.get(here)
    if form := page.form("/send/"):
        soak.do("send an exit", browser.submit(page, form))

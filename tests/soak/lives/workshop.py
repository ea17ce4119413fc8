"""The workshop: check, erase, grade; some devices are repaired, retired or quarantined."""

WORK = """
    SELECT id FROM inventory_device
    WHERE status = 'received' AND site_id = ? AND transfer_id IS NULL ORDER BY id
"""
LEFT_ON_BENCH = """
    SELECT id FROM inventory_device
    WHERE status = 'refurbishing' AND site_id = ? AND transfer_id IS NULL ORDER BY id LIMIT 2
"""


def refurbish(soak, count):
    """A technician takes the oldest devices and makes them ready."""
    site = soak.site_today()
    user = soak.staff("technician", site)
    rows = soak.site.rows(LEFT_ON_BENCH, site) + soak.site.rows(WORK, site)
    for (device,) in rows[:count]:
        _make_ready(soak, user.at_work(), device)


def _make_ready(soak, browser, device):
    here = f"/devices/{device}/bench/"
    page = browser.get(here)
    if form := page.form("/refurbish/"):
        page = browser.submit(page, form)
        soak.do("take to the bench", page)
    if soak.chance(0.05):
        page = browser.post(f"/devices/{device}/finish/", {"grade": "A"}, here=here)
        soak.do("finish too early", page)
        page = browser.get(here)
    if form := page.form("/check/"):
        page = _check(soak, browser, page, form)
    page = _erase(soak, browser, page)
    if form := page.form("/finish/"):
        limits = "Charnière gauche un peu lâche." if soak.chance(0.2) else ""
        button = ("grade", soak.dice.choice("ABBBC"))
        page = browser.submit(page, form, button=button, known_limits=limits)
        if soak.do("finish a device", page):
            return
    if soak.chance(0.3):
        retire(soak, browser, device)


def _erase(soak, browser, page):
    """Erase each disk; a few erasures fail."""
    while (form := page.form("/erase/")) and (method := _method(form)):
        serial = form.values.get("medium_serial", [""])[0] or f"DISK{soak.number():06}"
        facts = {"tool": "nwipe", "tool_version": "0.37", "medium_serial": serial}
        result = "failed" if soak.chance(0.04) else "passed"
        page = browser.submit(page, form, button=("result", result), method=method, **facts)
        if not soak.do("erase a disk", page) or result == "failed":
            break
    return page


def _method(form):
    methods = [value for value in form.choices.get("method", []) if value]
    chosen = form.values.get("method", [""])[0]
    return chosen or next((m for m in methods if "sanitize" in m), methods[0] if methods else None)


def _check(soak, browser, page, form):
    """Answer the checklist: one point in thirty fails, the rest works."""
    answers = {}
    if "no_locks" in form.choices:
        answers["no_locks"] = "on"
    for name in form.choices:
        if name.startswith("item_") and soak.chance(1 / 60):
            answers[name] = "fail"
            answers[name.replace("item", "note")] = "jeu visible"
    for name in form.values:
        if name.startswith("value_"):
            options = [value for value in form.choices.get(name, []) if value]
            answers[name] = options[0] if options else "80"
            answers[name.replace("value", "item")] = "pass"
    page = browser.submit(page, form, button=("rest", "pass"), **answers)
    soak.do("check a device", page)
    return browser.get(page.path) if page.is_refused else page


def retire(soak, browser, device):
    """Put a device out of use, for parts or for the recycler."""
    page = browser.get(f"/devices/{device}/retire/")
    form = page.form("/retire/")
    if form is None:
        soak.do("retire a device", page)
        return
    reason = next(iter([v for v in form.choices.get("reason", []) if v]), None)
    page = browser.submit(page, form, reason=reason, note="carte mère oxydée")
    soak.do("retire a device", page)

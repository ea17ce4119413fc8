"""Every page as its lowest role sees it, checked by axe and by keyboard.

All elements that can be clicked are tab stops, in order, with visible focus. Daily, pages that
together have nearly every component are opened once, in the narrowest window, and repeated elements
are checked once; `make audit` opens every page in both languages and themes, in each width, also as
associations, and checks all elements.
"""

from itertools import groupby, product
from operator import itemgetter
from urllib.parse import urlsplit

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.urls import resolve

from core.modules.registry import is_url_on
from people.base.roles import LADDER, Role
from tests.access import PAGES, address
from tests.browser.conftest import DESK, PHONE
from tests.browser.inspection import Inspector
from tests.browser.scans import sign_in_as
from tests.factories import UserFactory
from tests.modules import use
from tests.of_modules import listed, merged
from tests.people.accounts.pages import PASSWORD
from tests.world import build_world

NOBODY = "nobody"
# Redirects, and pages during sign-in; `mfa_authenticate` is opened below.
PASSED_THROUGH = {
    "account_confirm_email",
    "account_confirm_login_code",
    "account_email",
    "account_email_verification_sent",
    "import_reading",  # in test_lists.py
    "loan_hand_over",
    "loan_report",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "request_book",  # its form is that of `loan_book`
    "return_finish",
    "signature_copy",
    "unlock",
    *listed("PASSED_THROUGH"),
}
# Pages about objects that have expired, were deleted, or never existed.
STATUS = {"invitation_accept": 410, "access_confirm": 410, "signature_remote": 404}
STATUS |= merged("CLOSED")
# Pages in the language of their URL, not that of the user.
WRITTEN_IN = {"agreementtext_listen": "fr"}
# Pages whose empty form is submitted, for the error messages of each kind of form.
SENT_EMPTY = {
    NOBODY: ["account_login"],
    Role.ASSOCIATION: ["request_new", "recipient_add"],
    Role.COUNTER: ["loan_new"],
    Role.TECHNICIAN: ["medium_erase", "device_retire"],
    Role.COORDINATOR: [
        "donor_add",
        "donation_add",
        "import_upload",
        "voucherbatch_add",
        "user_invite",
        "followup_list",
        *listed("SENT_EMPTY"),
    ],
    Role.ADMIN: ["reference_add", "identity_edit"],
}
# A desktop zoomed to 400 %, or the narrowest phone: no page may scroll sideways (WCAG 1.4.10).
NARROW = {"viewport": {"width": 320, "height": 844}, "has_touch": True}
SIZES = {"narrow": NARROW, "phone": PHONE, "desk": DESK}
EVERYDAY = ("fr", "light", "narrow")
# Pages that together have nearly every component, and the most used ones: opened daily.
VARIED = [
    *listed("WALKED"),
    "account_login",
    "agreement_check",
    "agreement_issue",
    "agreement_sign",
    "answer_queue",
    "appointment_rates",
    "device_bench",
    "device_detail",
    "device_list",
    "donation_add",
    "home",
    "label",
    "label_print",
    "loan_new",
    "loan_recipient",
    "loan_what",
    "machine_report",
    "message_list",
    "privacy_notice",
    "request_detail",
    "request_list",
    "request_new",
    "request_reserve",
    "reservation_list",
    "scan",
    "signature_remote",
    "transfer_detail",
    "voucherbatch_detail",
]
ALL = list(product(["fr", "en"], ["light", "dark"], SIZES))


def visitors_of(name):
    """Return the visitors of this page: the lowest role, and the association concerned."""
    page = PAGES[name]
    if name in PASSED_THROUGH or page.post or page.file or page.debug:
        return []
    if name == "account_logout":
        return [Role.ASSOCIATION]
    if page.public:
        return [NOBODY]
    if name == "home":
        return list(Role)
    if page.may_be_absent or name == "account_change_password":
        return [Role.ASSOCIATION]  # volunteers have no password and no second factor yet
    if name.startswith(("account_", "mfa_")):
        return [page.least]  # the page is the same for all
    return [page.least, Role.ASSOCIATION] if page.association else [page.least]


def once_each(visits, world):
    """Yield a visit of each view, by our team if possible, of empty forms, and of each home."""
    seen = set()
    for who, name in sorted(visits, key=lambda visit: visit[0] == Role.ASSOCIATION):
        view = resolve(urlsplit(address(name, world)).path).func
        if view not in seen or name == "home" or name in SENT_EMPTY.get(who, []):
            yield who, name
        seen.add(view)


@pytest.fixture
def world(site, monkeypatch):
    """The world, with a password and every second factor for an association."""
    monkeypatch.setattr(
        "people.accounts.reauthentication.PROOF_SECONDS", 60 * 60
    )  # slow machines need minutes
    world = build_world(site)
    staff = {role: UserFactory(role=role, sites=[site]) for role in LADDER}
    world.everyone = staff | {NOBODY: None, Role.ASSOCIATION: world.association_user}
    world.association_user.set_password(PASSWORD)
    world.association_user.save()
    TOTP.activate(world.association_user, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(world.association_user)
    return world


@pytest.fixture
def walk(visit, world, live_server):
    """`walk("fr", "light", "phone", PAGES)` opens these pages; returns their violations."""

    def walk(language, theme, size, names, **kwargs):
        page = visit(None, SIZES[size], language=language, theme=theme)
        inspector = Inspector(page, language, **kwargs)
        visits = sorted((who, name) for name in names for who in visitors_of(name))
        if not inspector.is_whole:
            visits = list(once_each(visits, world))
        for who, named in groupby(visits, key=itemgetter(0)):
            sign_in_as(page, world.everyone[who], language, live_server.url)
            for _who, name in named:
                spoken = WRITTEN_IN.get(name, language)
                path = address(name, world)
                inspector.open(f"{name}, {who}", path, STATUS.get(name, 200), spoken)
                if name in SENT_EMPTY.get(who, []):
                    inspector.send_empty(f"{name}, {who}")
            if who == Role.VOLUNTEER:
                inspector.open("404", "/nothing/", 404)
                inspector.open("403", address("identity_edit", world), 403)
        sign_in_as(page, None, language, live_server.url)
        inspector.sign_in_by_halves(world.association_user.email, PASSWORD)
        return inspector.faults

    return walk


@pytest.mark.audit
def test_no_component_has_an_axe_violation(walk):
    faults = walk(*EVERYDAY, VARIED)
    assert not faults, "\n".join(faults)


@pytest.mark.audit
def test_no_page_has_an_axe_violation_with_the_small_set_of_modules(walk):
    use()
    faults = walk(*EVERYDAY, [name for name in PAGES if is_url_on(name)])
    assert not faults, "\n".join(faults)


@pytest.mark.audit
@pytest.mark.parametrize(("language", "theme", "size"), ALL)
def test_no_page_has_an_axe_violation_in_any_language_theme_or_width(walk, language, theme, size):
    faults = walk(language, theme, size, PAGES, is_whole=True)
    assert not faults, "\n".join(faults)


ICON = settings.BASE_DIR / "static" / "icon.svg"
PLANTED = """<!doctype html><html lang="en"><title>Planted</title><main><h1>Planted</h1>
<img src="https://example.org/a.svg" alt="">
<p style="color: #aaa">pale</p><p style="color: #aaa">as pale</p><p>dark</p>
<button style="width: 9px; height: 9px; padding: 0; margin: 0" id="one" aria-label="one"></button
><button style="width: 9px; height: 9px; padding: 0; margin: 0" id="two" aria-label="two"></button>
</main></html>"""


def test_faults_are_found_and_repeated_ones_reported_once(visit, db):
    page = visit(None, DESK)
    inspector = Inspector(page, "en")
    headers = {"content-type": "text/html", "cross-origin-opener-policy": "same-origin"}
    page.context.route("**/planted/", lambda route: route.fulfill(body=PLANTED, headers=headers))
    page.context.route("**/a.svg", lambda route: route.fulfill(path=ICON))
    for _time in range(2):
        inspector.open("planted", "/planted/", 200)
    found = [fault.split(":")[1].strip() for fault in inspector.faults]
    small = ["button one is under 24 pixels", "button two is under 24 pixels"]
    each = ["target-size", "loads https"]
    assert found == [*small, "color-contrast", *each, *small, *each]
    assert inspector.faults[2].count("pale") == 1

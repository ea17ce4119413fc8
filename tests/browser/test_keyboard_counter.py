"""Two tasks from the home page to their end by keys alone, and the accessibility tree of pages."""

from itertools import pairwise
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from loans.base.lifecycle.loans import ItemStatus
from loans.models import Agreement, LoanItem
from people.base.lifecycle import ProofKind
from people.recipients.operations import see_proof
from tests.browser.conftest import DESK
from tests.browser.hands import AT_THE_PACE_OF_A_HAND, FAR, STILL, button, link, press, summary
from tests.browser.inspection import KEYS
from tests.browser.road import says
from tests.browser.test_counter_steps import person  # noqa: F401  (a fixture)
from tests.factories import (
    DeviceFactory,
    RequestFactory,
    RequestLineFactory,
)
from tests.people.accounts.pages import PASSWORD

CONTROLS = {"button", "link", "textbox", "searchbox", "combobox", "checkbox", "radio", "spinbutton"}
CONTROLS |= {"DisclosureTriangle"}  # the summary of details
# Keys from the home page on, including 42 of typed text in the hand-over.
MAX_HAND_OVER, MAX_ACCEPT = 133, 22
LANDMARKS = ["banner", "search", "complementary", "navigation", "main"]


class Keyboard:
    """Uses a page by keys alone: Tab to a control, then a key; no pointer, no script.

    Each control that it uses must show that it has the focus.
    """

    def __init__(self, page):
        page.add_init_script(path=KEYS)
        self.page = page
        self.presses = 0

    def key(self, key):
        self.page.keyboard.press(key)
        self.presses += 1

    def skip(self):
        """Follow the skip link, the first stop of each page."""
        self.to(link(self.page, "Skip to content"))
        self.key("Enter")
        expect(self.page.locator("main")).to_be_focused()

    def to(self, control):
        control.first.wait_for()
        self.page.wait_for_load_state()
        focused = control.and_(self.page.locator(":focus"))
        for _press in range(FAR):
            if focused.count():
                assert self.page.evaluate("keys.unseen(document.activeElement)") == "", control
                return
            self.key("Tab")
        raise AssertionError(f"Tab does not reach {control}")

    def press(self, control, key="Enter"):
        self.to(control)
        self.key(key)

    def write(self, control, text):
        self.to(control)
        self.page.evaluate(AT_THE_PACE_OF_A_HAND)
        self.page.keyboard.type(text)
        self.presses += len(text)


def tree_of(page):
    """Return [(role, name, properties)] of the accessibility tree in reading order."""
    page.wait_for_load_state()
    session = page.context.new_cdp_session(page)
    nodes = {node["nodeId"]: node for node in session.send("Accessibility.getFullAXTree")["nodes"]}
    session.detach()
    read, waiting = [], [next(iter(nodes))]
    while waiting:
        node = nodes[waiting.pop()]
        waiting += [child for child in reversed(node.get("childIds", [])) if child in nodes]
        if not node["ignored"]:
            given = {it["name"]: it["value"].get("value") for it in node.get("properties", [])}
            read.append((node["role"]["value"], node.get("name", {}).get("value", ""), given))
    return read


def outline_of(page):
    """Check landmarks, names, headings and live regions; return the headings and main controls."""
    tree = tree_of(page)
    roles = [role for role, _name, _given in tree]
    assert list(dict.fromkeys(role for role in roles if role in LANDMARKS)) == LANDMARKS
    assert [name for role, name, _given in tree if role == "navigation" and not name] == []
    assert [role for role, name, _given in tree if role in CONTROLS and not name] == []
    live = {given["live"] for _role, _name, given in tree if "live" in given}
    assert live == {"polite"}
    main = tree[roles.index("main") :]
    levels = [given["level"] for role, _name, given in main if role == "heading"]
    assert levels[0] == 1
    assert all(low <= high + 1 for high, low in pairwise(levels))
    return [name for role, name, _given in main if role in CONTROLS | {"heading"}]


def box_of(page):
    return page.locator("main [data-scan-target] input[name=code]")


def scan(page, code):
    """Type the code and Enter in the focused field, as a scanner does."""
    expect(box_of(page)).to_be_focused()
    page.keyboard.type(code)
    page.keyboard.press("Enter")


@pytest.mark.audit
def test_a_scan_session_is_started_scanned_and_undone(visit, technician, site):
    first, second = DeviceFactory.create_batch(2, received=True, site=site)
    page = visit(technician, DESK | STILL)
    keys = Keyboard(page)
    page.goto("/batch/")
    keys.skip()
    keys.press(page.locator('form[action="/batch/new/refurbish/"] button'))
    page.wait_for_url(lambda url: urlsplit(url).path.strip("/").split("/")[-1].isdigit())
    for device in (first, second):
        scan(page, device.asset_tag)
        expect(page.locator("#run .scans")).to_contain_text(device.asset_tag)
    press(page, button(page, f"Undo: {first}"))
    expect(page.locator("#run .scan-undone")).to_contain_text(first.asset_tag)
    expect(page.locator("#run")).to_be_focused()  # the button is gone, but its position remains
    page.keyboard.press("Tab")
    expect(page.locator("#undo-last")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#run .scan-undone")).to_have_count(2)


@pytest.mark.audit
@pytest.mark.papers
def test_a_hand_over_is_signed_from_sign_in_on(visit, counter, site, person, settings):  # noqa: F811
    settings.MFA_REQUIRED = False
    counter.language = "en"
    counter.set_password(PASSWORD)
    counter.save()
    see_proof(person, by=counter, kind=ProofKind.REFERRAL)
    device = DeviceFactory(ready=True, site=site)
    page = visit(None, DESK | STILL)
    keys = Keyboard(page)
    page.goto("/accounts/login/")
    keys.skip()
    keys.write(page.get_by_label("Email"), counter.email)
    keys.write(page.get_by_label("Password"), PASSWORD)
    keys.key("Enter")
    page.wait_for_url(lambda url: urlsplit(url).path == "/")
    keys.presses = 0
    keys.skip()
    keys.press(button(page, "New hand-over"))
    page.wait_for_url("**/whom/**")
    keys.skip()
    keys.write(page.get_by_label("Name, phone or reference"), "Tré")
    expect(page.get_by_role("status").filter(has_text="1 person found.")).to_be_visible()
    keys.press(button(page, "Choose Yvonne Tréguier"))
    page.wait_for_url("**/what/**")
    keys.write(box_of(page), device.asset_tag)  # focused as the page opens
    keys.key("Enter")
    says(page, f"Added: {device.asset_tag}")
    assert outline_of(page)[3:] == [
        "What leaves",
        "More",
        *["Who", "What", "Explained", "Terms", "Signature"],
        *["Scan or type any code", "Add", "Camera", "Photo", "No sound", "Undo this"],
        f"Remove {device.asset_tag}",
        *["Adapted equipment", "What does the person want?"],
        "Scan without a network",
        "Add an accessory or a voucher",
        *["Back", "Next: Explained"],
    ]
    keys.press(link(page, "Next: Explained"))
    page.wait_for_url("**/explained/**")
    keys.skip()
    keys.press(page.get_by_label("charging it"), "Space")
    keys.press(button(page, "Not asked"))
    page.wait_for_url("**/terms/**")
    keys.press(button(page, "Go to the signature"))
    page.wait_for_url("**/sign/**")
    keys.write(page.get_by_label("Choose a 4-digit PIN"), "2468")
    keys.press(button(page, "Give the screen to the person"))
    keys.press(summary(page, "I cannot draw: type the name instead"))
    keys.write(page.get_by_label("First name and last name"), "Yvonne Tréguier")
    keys.press(page.get_by_role("checkbox", name="I sign: my typed name"), "Space")
    keys.press(button(page, "I sign"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you, it is signed.")
    keys.write(page.get_by_label("4-digit PIN"), "2468")
    keys.press(button(page, "Continue"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Signed: the equipment can go")
    assert Agreement.objects.get().status == "signed"
    assert keys.presses <= MAX_HAND_OVER


@pytest.mark.usefixtures("english")
def test_a_request_is_accepted_and_set_aside_from_the_home_page(visit, coordinator, site):
    device = DeviceFactory(ready=True, site=site)
    waiting = RequestFactory(sent=True, site=site)
    RequestLineFactory(request=waiting, category=device.category, requested=1)
    page = visit(coordinator, DESK | STILL)
    keys = Keyboard(page)
    page.goto("/")
    keys.skip()
    keys.press(link(page, "Answer · 1 request to answer"))
    page.wait_for_url("**/requests/queue/")
    keys.press(page.locator(f'a[href="/requests/{waiting.pk}/accept/?queue=1"]'))
    page.wait_for_url("**/accept/**")
    kind = str(device.category).lower()
    outline = outline_of(page)
    top = len(outline) - 1 - outline[::-1].index("Requests to answer")  # below the tabs
    assert outline[top:] == [
        "Requests to answer",
        f"Accept request {waiting}",
        "Keyboard shortcuts",
        *[f"One fewer: {kind}", kind.capitalize(), f"One more: {kind}"],
        "Priority: 20",
        "Less than requested? Give the reason",
        *["Accept and set aside", "Accept without setting aside", "Refuse", "Next request"],
    ]
    shortcuts = summary(page, "Keyboard shortcuts")
    press(page, shortcuts)  # before the form, which has the focus
    expect(page.get_by_text("next request, without an answer")).to_be_visible()
    expect(shortcuts).to_be_focused()
    keys.press(button(page, "Accept and set aside"))
    says(page, "1 item is set aside")
    item = LoanItem.objects.get(loan__request=waiting)
    assert (item.device, item.status) == (device, ItemStatus.RESERVED)
    assert keys.presses <= MAX_ACCEPT


@pytest.mark.usefixtures("english")
def test_after_the_key_of_an_answer_the_next_request_is_selected(visit, coordinator, site):
    requests = RequestFactory.create_batch(4, sent=True, site=site)
    for waiting in requests:
        device = DeviceFactory(ready=True, site=site)
        RequestLineFactory(request=waiting, category=device.category, requested=1)
    page = visit(coordinator, DESK | STILL)
    page.goto("/requests/queue/")
    selected = page.locator("[data-shortcuts] > li:focus h2 a")
    names = page.locator(".case-summary h2 a")
    first, _second, third, _last = names.all_inner_texts()
    expect(selected).to_have_text(first)
    for keys, then in (("ja", third), ("ja", third), ("a", first)):
        for key in keys:
            page.keyboard.press(key)
        expect(selected).to_have_text(then)

"""Helpers for the end-to-end test: the donor's list, readers of PDFs, a drawn signature."""

import io
from datetime import timedelta

import pypdfium2
import zxingcpp
from django.utils import timezone
from PIL import Image, ImageDraw
from playwright.sync_api import expect

from tests.browser.hands import click, ready

# A donor's list as saved by Excel: French headings, semicolons, cp1252; two laptops have unusual
# brand names, one has no serial number, and coffee machines are never lent.
DONORS_LIST = """\
Type de matériel;Marque;Modèle;N° de série;Année;Panne constatée;Commentaires
PC portable;LENOVO;ThinkPad T480;PF-ROAD-01;2019;;Chargeur fourni, étiquette déchirée
Ordinateur portable;lenovo;ThinkPad T480;PF-ROAD-02;12/03/2019;Charnière usée;
Portable;Lenovo;ThinkPad T480;;2018;Écran cassé;
Cafetière;KRUPS;Nespresso;KR-1;2017;;
Mobile;samsung;Galaxy A40;R58-ROAD-04;2020;;
Écran;Dell;P2419H;CN-ROAD-05;2018;;
""".replace("\n", "\r\n").encode("cp1252")

SHEET_COLUMNS, SHEET_ROWS = 3, 7  # Avery L7160


def press(page, name, *, role="button"):
    click(page.get_by_role(role, name=name, exact=True))


def says(page, text):
    """Expect this text in a message on a loaded page."""
    message = page.locator(".messages .alert, [data-scan-log] li").filter(has_text=text)
    expect(message.first).to_be_visible()
    ready(message.first)


def scan(page, label, code):
    """Type a code and Enter in a field, as a USB scanner does."""
    field = ready(page.get_by_label(label, exact=True).last)
    field.fill(code)
    field.press("Enter")


def fetched(page, link):
    """Return the content of a link of a page, fetched with the browser's session."""
    answer = page.request.get(link.get_attribute("href"))
    assert answer.ok, answer.status
    return answer.body()


def downloaded(page, button):
    """Return the file behind this button, downloaded as on a phone instead of shown."""

    def keep(route):
        answer = route.fetch()
        headers = answer.headers | {"content-disposition": "attachment"}
        route.fulfill(response=answer, headers=headers)

    page.route(page.url, keep)
    with page.expect_download() as download:
        press(page, button)
    page.unroute(page.url)
    return download.value.path().read_bytes()


def text_of(content):
    """Return the text of a PDF without line breaks."""
    with pypdfium2.PdfDocument(content) as pdf:
        text = " ".join(page.get_textpage().get_text_bounded() for page in pdf)
    return " ".join(text.split())


def labels_of(content):
    """Return {number of the label on the first sheet: text of its code}, as read by a phone."""
    with pypdfium2.PdfDocument(content) as pdf:
        sheet = pdf[0].render(scale=300 / 72, grayscale=True).to_pil()
    return {_cell_of(barcode, sheet): barcode.text for barcode in zxingcpp.read_barcodes(sheet)}


def codes_of(content):
    """Return the contents of all codes of a PDF, in the order of the pages."""
    with pypdfium2.PdfDocument(content) as pdf:
        pages = [page.render(scale=300 / 72, grayscale=True).to_pil() for page in pdf]
    return [barcode.text for page in pages for barcode in zxingcpp.read_barcodes(page)]


def _cell_of(barcode, sheet):
    first, last = barcode.position.top_left, barcode.position.bottom_right
    column = (first.x + last.x) // 2 * SHEET_COLUMNS // sheet.width
    row = (first.y + last.y) // 2 * SHEET_ROWS // sheet.height
    return row * SHEET_COLUMNS + column + 1


def measure(page):
    """Answer each checklist item with a plausible value."""
    ready(page.get_by_role("button", name="Save: the rest works"))
    locks = page.get_by_label("I looked for each of these locks and found none")
    if locks.count():
        locks.check()
    fair = {"%": "92", "Mbit/s": "87", "cycles": "120", "W": "65", "″": "24"}
    for field in page.locator(".check-value select").all():
        field.select_option(index=1)
    for unit in page.locator(".check-unit").all():
        number = unit.locator("input")
        if number.count():
            number.fill(fair[unit.inner_text().strip()])
    for field in page.locator(".check-upload input").all():
        field.set_input_files(photo_of_paper())


def say_how_erased(page, disk):
    form = page.locator("form[action$='/erase/']")
    form.get_by_label("Method").select_option("ssd:ata_sanitize")
    form.get_by_label("Tool").first.fill("nwipe")
    form.get_by_label("Version").first.fill("0.36")
    form.get_by_label("Serial number of the medium").fill(disk)


def make_ready(hand):
    """Complete the checklist, the erasure and the grade at the bench, without faults."""
    page = hand.page
    measure(page)
    hand.presses("Save: the rest works")
    say_how_erased(page, "S3Z-1107")
    hand.count += 2  # the locks and the method
    hand.presses("Passed")
    hand.clicks(page.get_by_role("button", name="B: signs of use"))


def turn(page):
    """Turn the screen to the signing person; choose a PIN if the page asks for one."""
    onward = ready(page.get_by_role("button", name="Give the screen to the person"))
    pin = page.get_by_label("Choose a 4-digit PIN")
    if pin.count():
        pin.fill("2468")
    onward.click()


def give_back(page):
    """Take the screen back after the signature, and continue."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you, it is signed.")
    page.get_by_label("4-digit PIN").fill("2468")
    press(page, "Continue")


def sign(page):
    """Draw a signature in the frame with the mouse."""
    frame = ready(page.locator("canvas").first)
    frame.scroll_into_view_if_needed()
    box = frame.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.2, box["y"] + box["height"] * 0.7)
    page.mouse.down()
    for across, down in [(0.3, 0.2), (0.4, 0.8), (0.5, 0.3), (0.7, 0.6), (0.8, 0.4)]:
        page.mouse.move(box["x"] + box["width"] * across, box["y"] + box["height"] * down, steps=3)
    page.mouse.up()


def photo_of_paper():
    """Return a phone's photo of an agreement signed in ink."""
    paper = Image.new("RGB", (600, 848), "white")
    ImageDraw.Draw(paper).line([(80, 760), (160, 700), (220, 770), (330, 720)], "navy", width=4)
    jpeg = io.BytesIO()
    paper.save(jpeg, "JPEG")
    return {"name": "signed.jpg", "mimeType": "image/jpeg", "buffer": jpeg.getvalue()}


def upload_list(page):
    press(page, "Import the donor's list", role="link")
    page.get_by_label("File").set_input_files(
        {"name": "parc 2026.csv", "mimeType": "text/csv", "buffer": DONORS_LIST}
    )
    press(page, "Read the list")


def write_down(page, first_name, last_name):
    page.locator("details", has_text="Someone new").evaluate("details => { details.open = true }")
    page.get_by_label("first name").fill(first_name)
    page.get_by_label("last name").fill(last_name)
    page.get_by_label("phone").first.fill("06 00 00 00 00")
    page.get_by_text("Language, e-mail and other details").click()
    page.get_by_label("language of the documents").select_option("English")
    press(page, "Add and choose")


def explain(page):
    """Tick the items of the briefing, and answer about training."""
    page.get_by_label("charging it").check()
    press(page, "Offered and declined")


def in_days(number):
    return timezone.localdate() + timedelta(days=number)


class Hand:
    """Counts the clicks of a user on a page."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def clicks(self, locator, times=1):
        for _click in range(times):
            click(locator)
        self.count += times

    def presses(self, name, *, role="button"):
        self.clicks(self.page.get_by_role(role, name=name, exact=True))

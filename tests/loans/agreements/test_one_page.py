"""An agreement is a single signed page with its annex on the back, as printed."""

import ctypes
import re
from html import unescape
from types import SimpleNamespace

import pypdfium2
import pypdfium2.raw as raw
import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone, translation
from django.utils.html import strip_tags

from catalogue.models import Category
from core.forms.uploads import clean_signature
from core.models import Identity
from core.pdf import render
from inventory.models import Device
from loans.agreements.signing import page_of
from loans.allocation.operations import reservations as reservations_operations
from loans.base import papers as base_papers
from loans.base import text_values
from loans.base.papers import facts_of, render_agreement, second_text_for, text_for
from loans.models import Agreement, Loan, LoanItem
from people.models import Language
from tests.factories import (
    AccessoryKindFactory,
    DeviceChargerFactory,
    DeviceFactory,
    GuardianFactory,
    OpeningHoursFactory,
    OrganisationFactory,
    VoucherFactory,
)
from tests.loans.conftest import drawing

pytestmark = pytest.mark.papers

# Minimum font sizes in points: of the signed page, of a family's page, of the annex, and of the box
# of the legal guarantee beside it (size 8 of Didot, 3 mm)
LEAST, OF_FAMILIES, ON_THE_BACK, IN_THE_BOX = 11, 14, 10, 8.5
# Versions of Pango, and fonts, differ by 2 % in the room that a text takes: all papers here are
# rendered larger by this factor, so that they fit on other machines too.
SLACK = 1.02
DPI, EDGE = 100, (8, 5)  # resolution, and white margins in mm: at the sides, and above and below
KINDS = {
    "loan": {},
    "minor": {},
    "gift": {"kind": "gift", "due_on": None},
    "sale": {"kind": "gift", "due_on": None, "sale_price": 20},
    "staff": {"audience": "staff"},
    "staff_gift": {"audience": "staff", "kind": "gift", "due_on": None},
    "structure": {"audience": "structure", "recipient": None},
    "three_party": {"audience": "staff"},
}
OF_SALES = {
    "vat_mention": "TVA non applicable, article 293 B du CGI.",
    "mediator": "Si nous ne trouvons pas d’accord, vous pouvez saisir gratuitement notre médiateur"
    " de la consommation : Médiation Exemple, 3 rue du Port, 44000 Nantes, mediation.example.",
}
LIMITS = "la batterie tient une heure, le lecteur de cartes ne marche pas"


@pytest.fixture(autouse=True)
def larger(monkeypatch):
    """Render with all font sizes multiplied by `SLACK`; line heights follow them."""
    css, caches = render._css, (render._style, render.shared_pages)

    def enlarged(name):
        size = re.compile(r"(font(?:-size)?: (?:\w+ )*)([\d.]+)pt")
        return size.sub(lambda match: f"{match[1]}{float(match[2]) * SLACK:.3f}pt", css(name))

    monkeypatch.setattr(render, "_css", enlarged)
    for cached in caches:
        cached.cache_clear()
    yield
    for cached in caches:
        cached.cache_clear()


@pytest.fixture
def devices(reference, site, monkeypatch):
    """Seven devices, each with everything that a row of the table can show."""
    identity = Identity.load()
    identity.address, identity.town, identity.phone = (
        "14 rue des Genêts",
        "35000 Rennes",
        "02 61 91 00 12",
    )
    identity.signatory = "Nolwenn Le Guilvinec"
    identity.save()
    Identity.clear_cache()
    monkeypatch.setattr(text_values, "OF_MODULES", [lambda: OF_SALES])
    site.address, site.town = "14 rue des Genêts-Fleuris", "35000 Rennes"
    site.save()
    for weekday in range(1, 6):
        OpeningHoursFactory(site=site, weekday=weekday)
    facts = {"ready": True, "site": site, "grade": "B", "known_limits": LIMITS}
    devices = [DeviceFactory(serial=f"DEMO5CG7424X{n}", **facts) for n in range(7)]
    for device in devices:
        DeviceChargerFactory(own=True, device=device, connector="slim_tip", watts=65)
    return devices


@pytest.fixture
def paper(loan, devices, counter):
    """Factory `paper(kind, language, count)`, which renders the PDF of the loan.

    It has the second language of `loan`. Later calls may add items, but remove none.
    """

    def make(kind, language="fr", count=4, **signed):
        person = loan.recipient
        person.language, person.phone = language, "06 39 98 02 43"
        person.address, person.town = "46 chemin des Genêts-Fleuris", "35200 Rennes"
        person.save()
        if kind == "minor" and not person.guardians.exists():
            GuardianFactory(recipient=person, name="Malik Sauvage", relationship="father")
        more = devices[loan.items.count() : count]
        if more:
            reservations_operations.reserve(loan, by=counter, devices=more)
        fresh = Loan.objects.get(pk=loan.pk)
        for name, value in KINDS[kind].items():
            setattr(fresh, name, value)
        if kind == "three_party":
            fresh.employer = OrganisationFactory.build(name="Mutuelle des Trois Rives", pk=10**6)
        made = Agreement(loan=fresh, text=text_for(fresh), number="C26-00105", token="ab" * 16)
        make.agreement = made
        return render_agreement(made, facts_of(fresh, made.text, second_text_for(fresh)), **signed)

    return make


def on_screen(agreement, user):
    """Return the text of the page signed on a screen, and the text of its annex."""
    page = page_of(agreement)
    request = RequestFactory().get("/")
    request.user = user
    with translation.override(page.language):
        html = page.screen(request, page.form(None, by=user)).content.decode()
    shown, _details, annex = html.partition('<div class="kiosk-text">')[2].partition("<details")
    return [" ".join(unescape(strip_tags(part)).split()) for part in (shown, annex)]


def letters_of(text):
    return "".join(filter(str.isalnum, text))


def pages_of(content):
    with pypdfium2.PdfDocument(content) as pdf:
        return [page.get_textpage().get_text_bounded() for page in pdf]


def sizes_of(page):
    """Return {font size in points: letters} of a page, as printed without the `SLACK`."""
    words, matrix, sizes = page.get_textpage(), raw.FS_MATRIX(), {}
    for place in range(words.count_chars()):
        letter = chr(raw.FPDFText_GetUnicode(words, place))
        if letter.isspace():
            continue
        raw.FPDFText_GetMatrix(words, place, ctypes.byref(matrix))
        size = round(raw.FPDFText_GetFontSize(words, place) * abs(matrix.d) / SLACK, 1)
        sizes.setdefault(size, []).append(letter)
    return sizes


def check_edges(pdf):
    """Check that nothing is printed near or beyond the edge of any page."""
    for page in pdf:
        image = page.render(scale=DPI / 72, grayscale=True).to_pil()
        side, end = (round(edge * DPI / 25.4) for edge in EDGE)
        image.paste(255, (side, end, image.width - side, image.height - end))
        assert image.getextrema() == (255, 255)


def check_pages(paper, counter, kind, language):
    """Check the signed page, which equals the screen, and the page on its back, as printed."""
    case, content = (kind, language), paper(kind, language, count=2)
    signed, annex = pages_of(content)
    assert "…………" in signed, case
    assert "…………" not in annex, case
    assert ("L. 217-1" in annex) == (kind == "sale"), case
    assert ("mediation.example" in annex) == (kind == "sale"), case
    assert ("293 B du CGI. " in " ".join(signed.split())) == (kind == "sale"), case
    with pypdfium2.PdfDocument(content) as pdf:
        sizes, back = sizes_of(pdf[0]), sizes_of(pdf[1])
        check_edges(pdf)
    assert min(sizes) >= LEAST, (case, sizes)
    assert min(back) >= (IN_THE_BOX if kind == "sale" else ON_THE_BACK), (case, back)
    shown, back_of_screen = on_screen(paper.agreement, counter)
    assert letters_of(shown) in letters_of(signed), case
    assert ("L. 217-1" in back_of_screen) == (kind == "sale"), case
    if KINDS[kind].get("audience") is None:
        assert len(sizes[OF_FAMILIES]) > 300, case


def check_signed(paper, counter, kind):
    ink = clean_signature(drawing())
    signed = {"drawings": [ink], "ours": ink, "signer": counter, "is_remote": True}
    page, _annex = pages_of(paper(kind, count=2, signed_at=timezone.now(), **signed))
    text = " ".join(page.split())
    assert "Signature électronique simple" in text, kind
    assert "par délégation de Nolwenn Le Guilvinec" in text, kind
    assert "exemplaire" not in text, kind


def test_a_serial_number_of_any_width_leaves_no_blank_line_under_it(devices):
    device, rows = devices[0], []
    for count in range(LEAST * 5):  # one of these widths ends where a space does not fit
        device.serial = "i" * count + "Q9"
        row = render_to_string("papers/loans/agreements/_equipment_device.html", {"device": device})
        rows.append(f"<tr><td>{row}</td><td></td></tr>")
    table = f"<table class=equipment><tr><th>1<th>2</tr>{''.join(rows)}</table>"
    with pypdfium2.PdfDocument(render.draw(table, "paper.css", finish=None)) as pdf:
        for page in pdf:
            words = page.get_textpage()
            text = words.get_text_range()
            for end in re.finditer(r"Q9\s+", text):
                lines = [words.get_charbox(place)[1] for place in (end.start(), end.end())]
                assert lines[0] - lines[1] < 2 * LEAST, text[: end.end()]


def test_a_web_address_of_a_clause_is_on_one_line(db):
    lines = [f"{'i' * count} www.mediation-conso.example." for count in range(100)]
    blocks = [("p", line) for line in lines] + [("ul", lines)]
    text = render_to_string("papers/loans/agreements/_agreement_blocks.html", {"blocks": blocks})
    page = f"<html lang=fr><body class=annex-page><div class=annex-columns>{text}</div>"
    shown = "".join(pages_of(render.draw(page, "paper.css", finish=None)))
    assert shown.count("www.mediation-conso.example.") == 2 * len(lines)


def test_an_agreement_has_one_signed_page_and_one_on_the_back(paper, counter):
    for kind in ("sale", "three_party"):  # the longest kinds
        check_pages(paper, counter, kind, "fr")
    check_signed(paper, counter, "minor")
    Device.objects.update(known_limits="")
    signed, _annex = pages_of(paper("structure", count=5))
    assert "5 objets" not in signed  # five devices are on one sheet


@pytest.mark.audit
def test_every_kind_in_either_language_has_one_page_and_one_on_the_back(paper, counter):
    for kind in sorted(KINDS, key="minor".__eq__):  # minors last, since the parent stays
        for language in ("en", "fr"):
            check_pages(paper, counter, kind, language)
        check_signed(paper, counter, kind)


@pytest.fixture
def phone(paper, loan, monkeypatch):
    """A loan of a phone and a SIM card to a person who lives near two places of help."""
    places = [
        SimpleNamespace(
            label=name,
            address="12 boulevard de Yougoslavie, Rennes · lun-ven 09:00-12:00, 14:00-17:30;"
            " sam 09:00-12:00 · 02 99 00 00 00 · https://lieu.example.org/accueil",
        )
        for name in ("CCAS – Permanence", "France services du Blosne")
    ]
    monkeypatch.setattr(base_papers, "HELP", [lambda language, commune: places])
    voucher = VoucherFactory(reserved=True, sim=True)
    LoanItem.objects.create(loan=loan, voucher=voucher, status="reserved")
    Device.objects.update(category=Category.objects.get(code="phone"))


@pytest.mark.audit
def test_the_back_has_room_for_a_card_the_clauses_of_a_phone_and_places_near(paper, phone):
    titles = {
        "fr": ("La carte SIM", "Le téléphone", "de vos données", "cnil.fr", "CCAS"),
        "en": ("SIM card and top-up", "The phone", "cnil.fr", "CCAS"),
    }
    for kind, language in (("sale", "fr"), ("loan", "en"), ("loan", "fr")):
        signed, annex = pages_of(paper(kind, language, count=2))
        assert "…………" in signed, kind
        for title in titles[language]:
            assert title in annex, (kind, title)


def test_a_second_language_takes_the_place_of_the_french_advice_on_the_back(paper, phone, loan):
    for language in Language.objects.all():
        loan.recipient.second_language = language
        content = paper("loan", count=2)
        _signed, annex = pages_of(content)
        assert "Prendre soin" not in annex, language
        assert "cnil.fr" in annex, language
        assert "Yougoslavie" in annex, annex
        with pypdfium2.PdfDocument(content) as pdf:
            assert min(sizes_of(pdf[1])) >= ON_THE_BACK, language
            check_edges(pdf)
    assert "Юридичну силу має лише французький текст" in annex  # the last language


@pytest.mark.audit
def test_the_room_on_the_page_decides_how_close_its_lines_are(paper, devices):
    Device.objects.update(known_limits="")
    airy, _annex = pages_of(paper("loan", count=3))
    assert "Vos données." not in airy  # titles have a line of their own
    Device.objects.update(known_limits=LIMITS)
    full, _annex = pages_of(paper("loan", count=6))
    assert "Vos données." in full


@pytest.mark.audit
def test_ten_items_of_a_family_are_on_one_sheet(paper, devices, loan):
    paper("minor", count=5)
    for kind in AccessoryKindFactory.create_batch(4):
        LoanItem.objects.create(loan=loan, accessory=kind, quantity=2, status="reserved")
    LoanItem.objects.create(loan=loan, voucher=VoucherFactory(reserved=True), status="reserved")
    signed, _annex = pages_of(paper("minor", count=10))
    assert [device.asset_tag in signed for device in devices] == [True] * 5 + [False] * 2
    assert "…………" in signed


def test_more_devices_go_on_on_a_second_page_with_the_head_of_the_table(paper, devices, no_annex):
    content = paper("staff", count=7)
    signed, more = pages_of(content)
    rows = [[device.asset_tag in page for device in devices] for page in (signed, more)]
    here = sum(rows[0])
    assert here >= 4
    assert rows == [[True] * here + [False] * (7 - here), [False] * here + [True] * (7 - here)]
    assert "7 objets en tout" in signed
    assert "Matériel" in more
    assert "…………" in signed
    with pypdfium2.PdfDocument(content) as pdf:
        check_edges(pdf)


@pytest.mark.audit
def test_a_page_break_keeps_the_last_clause_beside_the_signatures(paper, devices, no_annex):
    identity = Identity.load()
    identity.name = "Association pour le réemploi solidaire en pays de Guérande"
    identity.address = "Pôle de l’économie sociale\nBâtiment des Genêts, porte B\n14 rue des Genêts"
    identity.save()
    Identity.clear_cache()
    Device.objects.update(known_limits=f"{LIMITS}, {LIMITS}")
    for kind, count in (("three_party", 6), ("loan", 7)):
        pages = pages_of(paper(kind, count=count))
        (signed,) = (page for page in pages if "Fait à Rennes" in page)
        assert "Nom :" in signed.replace("\xa0", " "), kind
        assert "Vos données" in signed, kind
    assert "la liste continue après les signatures" in " ".join(" ".join(pages).split())

"""Pages of label formats for administrators, and of printers for coordinators."""

from decimal import Decimal

import pypdfium2
import pytest
from django.core.management import call_command
from django.forms import model_to_dict
from django.urls import reverse

from core.models import Event
from inventory.models import LabelFormat, Printer
from modules.label_setup.forms import CalibrateForm, LabelFormatForm
from tests.factories import LabelFormatFactory, PrinterFactory, SiteFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
ADD = reverse("labelformat_add")
MEASURES = {
    "code": "L7160",
    "name": "Avery L7160",
    "is_active": "on",
    "page_width": "210",
    "page_height": "297",
    "columns": "3",
    "rows": "7",
    "width": "63.5",
    "height": "38.1",
    "pitch_x": "66",
    "pitch_y": "38.1",
    "left": "7.25",
    "top": "15.15",
    "margin_x": "1.5",
    "margin_y": "1.5",
    "dpi": "300",
    "shows_phone": "on",
}
TINY = {"width": "25.4", "height": "10", "columns": "7", "rows": "27", "pitch_x": "27.94"}


@pytest.fixture
def visitor(sign_in, site):
    return sign_in(UserFactory(admin=True, sites=[site], language="en"))


@pytest.fixture
def keeper(sign_in, site):
    return sign_in(UserFactory(coordinator=True, sites=[site], language="en"))


def text_of(answer):
    with pypdfium2.PdfDocument(b"".join(answer)) as pdf:
        return " ".join(pdf[0].get_textpage().get_text_bounded().split())


def test_a_sheet_is_added_and_its_code_size_is_checked(visitor):
    answer = visitor.post(ADD, MEASURES, follow=True)
    fmt = LabelFormat.objects.get()
    assert (fmt.per_sheet, fmt.left, fmt.shows_association, fmt.shows_phone) == (
        21,
        Decimal("7.25"),
        False,
        True,
    )
    assert "Saved. Phones can read its code: modules of 0." in answer.content.decode()
    assert Event.objects.about(fmt).get().kind == "labelformat.saved"


def test_a_preview_shows_what_is_typed_and_saves_nothing(visitor):
    data = MEASURES | {"line_1": "own", "own_line": "Prêt gratuit", "preview": "1"}
    assert "Prêt gratuit" in text_of(visitor.post(ADD, data))
    assert not LabelFormat.objects.exists()
    fmt = LabelFormatFactory()
    answer = visitor.post(reverse("labelformat_edit", args=[fmt.pk]), data)
    assert "Prêt gratuit" in text_of(answer)
    fmt.refresh_from_db()
    assert fmt.own_line == ""


def test_a_label_without_room_for_a_code_is_shown_as_text_alone(visitor):
    sent = MEASURES | TINY | {"pitch_y": "10", "left": "8.48", "top": "13.5"}
    answer = visitor.post(ADD, sent, follow=True)
    assert LabelFormat.objects.count() == 1
    assert "These labels are too small for a code that phones can read:" in answer.content.decode()
    assert "text only" in visitor.get(reverse("labelformat_list")).content.decode()


def test_empty_fields_are_computed(visitor):
    empty = dict.fromkeys(["pitch_x", "pitch_y", "left", "top"], "")
    visitor.post(ADD, MEASURES | empty | {"pitch_x": "66"})
    fmt = LabelFormat.objects.get()
    facts = (fmt.pitch_x, fmt.pitch_y, fmt.left, fmt.top)
    assert facts == (Decimal(66), Decimal("38.1"), Decimal("7.25"), Decimal("15.15"))


def test_a_roll_is_a_page_of_one_label(visitor):
    size = {"page_width": "62", "page_height": "29", "width": "62", "height": "29"}
    one = {"columns": "1", "rows": "1", "pitch_x": "", "pitch_y": "", "left": "", "top": ""}
    visitor.post(ADD, MEASURES | size | one | {"code": "DK-11209", "margin_y": "3.05"})
    fmt = LabelFormat.objects.get()
    assert (fmt.is_roll, fmt.left, fmt.top) == (True, 0, 0)


def test_lines_without_room_are_named_when_the_format_is_saved(visitor):
    size = {"page_width": "62", "page_height": "29", "width": "62", "height": "29"}
    one = {"columns": "1", "rows": "1", "pitch_x": "", "pitch_y": "", "left": "", "top": ""}
    lines = {"line_1": "model", "line_2": "grade", "line_3": "serial", "line_4": "own"}
    text = lines | {"own_line": "Lent by us", "shows_bars": "on"}
    sent = MEASURES | size | one | text | {"code": "DK-11209", "margin_y": "3.05"}
    answer = visitor.post(ADD, sent, follow=True)
    assert LabelFormat.objects.exists(), answer.context["form"].errors
    page = answer.content.decode()
    assert "These labels have no room for: " in page
    assert "Choose fewer lines, or a larger label." in page


def test_errors_are_on_their_field_and_the_input_stays(visitor):
    """These are errors of fields, and errors of the geometry as a whole."""
    narrow = {"margin_x": "20", "width": "40", "columns": "1", "left": "85"}
    for changes, field, sentence in (
        ({"columns": "4"}, "columns", "4 columns end at 268.75 mm: the page is 210 mm wide."),
        ({"rows": "8"}, "rows", "8 rows end at 319.95 mm: the page is 297 mm high."),
        ({"pitch_x": "60"}, "pitch_x", "Labels 63.5 mm wide, one every 60 mm, overlap."),
        ({"pitch_y": "30"}, "pitch_y", "Labels 38.1 mm high, one every 30 mm, overlap."),
        ({"left": "7"}, "left", "The left margin is 7 mm and the right margin 7.5 mm."),
        ({"top": "15.5"}, "top", "The top margin is 15.5 mm and the bottom margin 14.8 mm."),
        (narrow, "margin_x", "With these side margins, there is no room left to print."),
        (
            {"margin_y": "19.05"},
            "margin_y",
            "With these top and bottom margins, there is no room left to print.",
        ),
        ({"width": "0"}, "width", "greater than or equal to 0.1"),
        ({"left": "-1"}, "left", "greater than or equal to 0"),
        ({"columns": "13"}, "columns", "less than or equal to 12"),
        ({"width": "wide"}, "width", "Enter a number"),
        ({"code": "L 7160"}, "code", "valid"),
        ({"own_line": "Prêt"}, "own_line", "one of the four lines"),
    ):
        errors = LabelFormatForm(MEASURES | changes).errors
        assert set(errors) == {field}, changes
        assert sentence in " ".join(errors[field])
    answer = visitor.post(ADD, MEASURES | changes)
    page = answer.content.decode()
    assert sentence in page
    assert 'value="Prêt"' in page
    assert 'value="Avery L7160"' in page
    assert not LabelFormat.objects.exists()


def test_a_format_code_is_unique_and_frozen(visitor):
    fmt = LabelFormatFactory(code="L7160")
    answer = visitor.post(ADD, MEASURES)
    assert "Another format already has this code." in answer.content.decode()
    visitor.post(reverse("labelformat_edit", args=[fmt.pk]), MEASURES | {"code": "OTHER"})
    fmt.refresh_from_db()
    assert (fmt.code, fmt.name) == ("L7160", "Avery L7160")


def test_every_shipped_format_is_saved_again_unchanged():
    call_command("load_reference", verbosity=0)
    for fmt in LabelFormat.objects.all():
        before = model_to_dict(fmt)
        form = LabelFormatForm(instance=fmt)
        values = {field.html_name: field.value() for field in form}
        sent = {name: value for name, value in values.items() if value not in (None, False)}
        again = LabelFormatForm(sent, instance=fmt)
        assert again.is_valid(), again.errors
        assert model_to_dict(again.instance) == before


def test_a_sample_is_a_full_sheet_of_placeholders(keeper):
    fmt = LabelFormatFactory()
    text = text_of(keeper.get(reverse("labelformat_sample", args=[fmt.pk])))
    assert text.count("00000") == 21


def test_formats_are_changed_by_administrators_and_seen_by_coordinators(keeper):
    fmt = LabelFormatFactory()
    assert keeper.get(reverse("labelformat_list")).status_code == 200
    assert keeper.post(ADD, MEASURES).status_code == 403
    edit = reverse("labelformat_edit", args=[fmt.pk])
    assert keeper.post(edit, MEASURES | {"name": "Other"}).status_code == 403


def test_a_printer_is_added_then_calibrated(keeper, site):
    LabelFormatFactory(code="L7160")
    answer = keeper.post(
        reverse("printer_add"),
        {"site": site.pk, "name": "Accueil", "shift_x": 0, "shift_y": 0, "is_active": "on"},
    )
    printer = Printer.objects.get()
    calibrate = reverse("printer_calibrate", args=[printer.pk])
    assert answer.url == calibrate
    page = keeper.get(calibrate).content.decode()
    assert "A perfectly aligned printer gives 20 mm and 20 mm." in page
    keeper.post(calibrate, {"from_left": "21.5", "from_top": "19"})
    printer.refresh_from_db()
    assert (printer.shift_x, printer.shift_y) == (Decimal("-1.5"), Decimal(1))
    keeper.post(calibrate, {"from_left": "20,2", "from_top": "20"})
    printer.refresh_from_db()
    assert (printer.shift_x, printer.shift_y) == (Decimal("-1.7"), Decimal(1))
    text = keeper.get(calibrate).content.decode()
    assert "1.7 mm to the left, 1 mm down" in text


def test_a_measured_distance_is_validated(keeper, site):
    fmt = LabelFormatFactory(code="L7160")
    printer = PrinterFactory(site=site)
    for typed in ("", "x", "-3", "51", "20.55"):
        form = CalibrateForm({"from_left": typed, "from_top": "19.5"}, fmt=fmt)
        assert form.errors["from_left"], typed
    calibrate = reverse("printer_calibrate", args=[printer.pk])
    answer = keeper.post(calibrate, {"from_left": "45", "from_top": "19.5"})
    assert answer.context["form"].errors
    assert 'value="19.5"' in answer.content.decode()
    printer.refresh_from_db()
    assert printer.shift_x == 0


def test_a_corrected_printer_keeps_its_half_used_sheets(keeper, site):
    printer = PrinterFactory(site=site, free={"L7160": 4})
    sent = {"site": site.pk, "name": "Réserve", "shift_x": "0.5", "shift_y": "-2"}
    keeper.post(reverse("printer_edit", args=[printer.pk]), sent)
    printer.refresh_from_db()
    assert (printer.name, printer.shift_y, printer.free) == ("Réserve", -2, {"L7160": 4})


def test_printers_of_other_sites_are_not_found(sign_in, technician, keeper):
    elsewhere = PrinterFactory(site=SiteFactory())
    assert keeper.get(reverse("printer_edit", args=[elsewhere.pk])).status_code == 200
    assert sign_in(technician).get(reverse("printer_list")).status_code == 403


def test_without_any_format_there_is_nothing_to_calibrate(keeper, site):
    calibrate = reverse("printer_calibrate", args=[PrinterFactory(site=site).pk])
    assert "No sheet or roll of labels is in use." in keeper.get(calibrate).content.decode()
    assert keeper.get(calibrate, {"fmt": "L0000"}).status_code == 404

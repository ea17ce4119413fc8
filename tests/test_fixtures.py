"""Reference data can be loaded and is valid, and changed rows are not overwritten."""

import re
from decimal import Decimal
from itertools import groupby

import pytest
from django.core.management import call_command

from catalogue.models import Brand, Category, DeviceModel, Factor, FactorKind
from catalogue.names import faults_by_word, key_of, tidy
from core.templatetags.rebond import icon
from inventory.models import Checklist, ChecklistItem, LabelFormat
from loans.base.clauses import BLANKS, CONDITIONS, SENTENCES, articles_of, terms_of, unknown_blanks
from loans.base.lifecycle.loans import Audience, LoanKind
from loans.base.text_values import sample_values
from loans.models import AgreementText
from tests.reference import reference_models

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture
def texts():
    texts = AgreementText.objects.all()
    assert {text.language for text in texts} == {"ar", "en", "fr", "uk"}
    return texts


def sentences_of(text):
    words = re.sub(r"^(##|-) ", "", text.body, flags=re.MULTILINE)
    return [sentence for sentence in re.split(r"(?<=[.!?])\s|\n+", words) if sentence]


def shape_of(text):
    return [line[:2] for line in text.body.splitlines() if line.startswith(("## ", "- "))]


def test_every_row_is_valid():
    models = list(reference_models())
    assert models
    for model in models:
        rows = model.objects.all()
        assert rows, model
        for row in rows:
            row.full_clean()


def test_a_row_can_be_added_after_loading():
    brand = Brand.objects.create(name="Vedette", key="vedette")
    assert brand.pk > Brand.objects.exclude(pk=brand.pk).order_by("pk").last().pk


def test_loading_again_keeps_changes():
    Category.objects.filter(code="laptop").update(names={"fr": "PC portable"})
    before = [model.objects.count() for model in reference_models()]
    call_command("load_reference", verbosity=0)
    assert Category.objects.get(code="laptop").names["fr"] == "PC portable"
    assert [model.objects.count() for model in reference_models()] == before


def test_categories_with_storage_are_marked():
    holding = Category.objects.filter(holds_data=True).values_list("code", flat=True)
    assert set(holding) == {"laptop", "desktop", "tablet", "phone", "router"}
    assert set(Category.objects.values_list("code", flat=True)) - set(holding) == {"monitor"}


def test_icons_of_categories_exist():
    assert all("<svg" in icon(category.icon) for category in Category.objects.all())


def test_name_keys_match_those_of_imports():
    rows = [*Brand.objects.all(), *DeviceModel.objects.all()]
    assert [row.key for row in rows] == [key_of(row.name) for row in rows]
    assert [row.name for row in rows] == [tidy(row.name) for row in rows]


def test_factors_have_a_source():
    assert all(factor.source and factor.version for factor in Factor.objects.all())
    avoided = Factor.objects.filter(kind=FactorKind.CO2E_AVOIDED_YEAR)
    assert dict(avoided.values_list("category__code", "value")) == {
        "phone": Decimal("24.6"),
        "laptop": Decimal(27),
    }


def test_a_sheet_of_labels_is_symmetrical():
    for code in ("L7160", "L7159", "L7163", "L7651", "L4736", "L6011"):
        sheet = LabelFormat.objects.get(code=code)
        right = sheet.page_width - sheet.left - sheet.pitch_x * (sheet.columns - 1) - sheet.width
        bottom = sheet.page_height - sheet.top - sheet.pitch_y * (sheet.rows - 1) - sheet.height
        assert abs(right - sheet.left) <= Decimal("0.2"), code
        assert abs(bottom - sheet.top) <= Decimal("0.2"), code
        assert sheet.pitch_x >= sheet.width, code
        assert sheet.pitch_y >= sheet.height, code


def test_every_category_has_an_active_checklist():
    listed = Checklist.objects.filter(is_current=True).values_list("category__code", flat=True)
    assert set(listed) == set(Category.objects.values_list("code", flat=True))


LOCKS = {
    "laptop": {"bios-password", "mdm", "activation-lock"},
    "phone": {"icloud-lock", "google-lock", "mdm", "blacklist", "operator-lock"},
    "tablet": {"screen-lock", "icloud-lock", "google-lock", "mdm"},
    "router": {"factory-reset", "operator-lock"},
}


def test_lock_items_are_blocking():
    for category, blocking in LOCKS.items():
        items = ChecklistItem.objects.filter(checklist__category__code=category, is_blocking=True)
        assert blocking <= set(items.values_list("code", flat=True)), category


def test_each_agreement_kind_has_a_text():
    for kind in LoanKind:
        for audience in Audience:
            for language in ["fr", "en"]:
                assert AgreementText.objects.current(kind, audience, language).version == 1


def test_texts_have_known_placeholders_only(texts):
    for text in texts:
        assert unknown_blanks(text.body) == []


GAP = re.compile(r"[,:;(،]\s*[.,;)]|\(\s*\)|[:،,]\s*$|\s\.|\{")


def test_a_placeholder_without_a_value_leaves_no_gap(texts):
    """Its sentence is left out, and only that sentence."""
    whole = sample_values()
    assert all(value for name, value in whole.items() if name not in SENTENCES)
    for text in texts:
        for name in BLANKS:
            terms = terms_of(text, [], whole | {name: ""}, CONDITIONS)
            blocks = [block for _title, blocks in [*terms.signed, *terms.annex] for block in blocks]
            lines = [line for kind, part in blocks for line in (part if kind == "ul" else [part])]
            titles = [title for title, _blocks in [*terms.signed, *terms.annex]]
            assert [line for line in [*lines, *titles] if GAP.search(line)] == [], (text, name)


def test_a_sentence_beside_one_without_a_value_remains():
    values = sample_values() | {"association_phone": "", "site_address": ""}
    body = "## Care\n\nCall {association_phone}. Repair nothing.\nWhere: {site}, {site_address}."
    [(title, blocks)] = articles_of(body, values)
    assert (title, blocks) == ("Care", [("p", "Repair nothing.")])
    sale = "You pay {price}. {vat_mention} You get a receipt."
    [(_title, [(_kind, text)])] = articles_of(sale, values | {"vat_mention": ""})
    assert text.endswith("You get a receipt.")


def test_every_article_has_a_title_and_a_body(texts):
    for text in texts:
        terms = terms_of(text, [], sample_values(), CONDITIONS)
        articles = [*terms.signed, *terms.annex]
        is_of_employer = (text.kind, text.audience) == ("three_party", "structure")
        least = {"category": 1, "convention": 6}
        assert len(articles) >= (4 if is_of_employer else least.get(text.kind, 7))
        assert len(terms.pictures) == (0 if is_of_employer or text.kind in least else 5)
        assert all(title and blocks for title, blocks in articles)
        assert not any(
            "- " in content
            for _title, blocks in articles
            for kind, content in blocks
            if kind == "p"
        )


def test_all_languages_have_the_same_articles(texts):
    texts = texts.order_by("kind", "audience", "category")
    for _what, alike in groupby(texts, key=lambda text: (text.kind, text.audience, text.category)):
        shapes = [shape_of(text) for text in alike]
        assert len(shapes) > 1
        assert shapes == [shapes[0]] * len(shapes)


def test_texts_use_plain_words(texts):
    for text in texts:
        lengths = [len(sentence.split(" ")) for sentence in sentences_of(text)]
        assert max(lengths) <= 20
        assert sum(lengths) / len(lengths) <= 12
        assert not re.search(r"[&<>]|\betc\b|\b[A-Z]\.[A-Z]", text.body)


def test_french_texts_follow_french_typography(texts):
    for text in texts.filter(language="fr"):  # the fixture asserts that some exist
        assert not re.search(r"[^\u00a0][:;!?»]|«[^\u00a0]|'", text.body)


def test_open_repair_words_map_to_our_fault_types():
    compcat = """Boot|Case/chassis|Configuration|Integrated keyboard|Integrated pointing device|
        Integrated media component|Integrated screen|Internal damage|Integrated optical drive|
        Internal storage|Multiple|Operating system|Other|Overheating|Performance|
        Ports/slots/connectors|Power/battery|System board|Unknown|Virus/malware"""
    mobifix = """Screen|Unknown|Power/battery|Other|USB/charging port|Help/configuration|
        Software update|Storage problem|Other buttons|Camera|Speaker/amplifier|Stuck booting|
        On/Off button|Headphone jack|Internal damage|Sim card slot|Software issue|Microphone|
        Liquid damage|Charger|Volume buttons|External damage|Performance|Access issue|
        Memory card slot"""
    words = faults_by_word()
    unknown = [w for w in f"{compcat}|{mobifix}".split("|") if key_of(w) not in words]
    assert unknown == []
    assert {words[key_of(name)].code for name in ["Screen", "Integrated screen"]} == {"screen"}

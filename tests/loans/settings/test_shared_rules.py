"""Shared annexes of agreements are rendered once, without any difference on the paper."""

import ctypes
from datetime import timedelta

import pypdfium2
import pypdfium2.raw as raw
import pytest
import zxingcpp
from django.utils import translation

from core.pdf import render as drawing
from loans.agreements.operations import agreements as agreement_operations
from loans.allocation.operations.reservations import reserve
from loans.base.papers import annex_of, facts_of, text_for
from loans.models import Loan
from tests.factories import (
    DeviceFactory,
    LoanFactory,
    OrganisationFactory,
    SiteFactory,
    UserFactory,
)
from tests.visits import undone

pytestmark = pytest.mark.papers


@pytest.fixture(scope="module")
def agreements(_loaded, django_db_blocker):
    """Two agreements of families of the same organisation and site, rendered once."""
    drawing.shared_pages.cache_clear()
    with django_db_blocker.unblock(), undone(), translation.override("fr"):
        site, organisation = SiteFactory(), OrganisationFactory()
        counter = UserFactory(counter=True, sites=[site])
        drawn = []
        for _number in range(2):
            loan = LoanFactory(site=site, organisation=organisation)
            reserve(loan, by=counter, devices=[DeviceFactory(ready=True, site=site)])
            loan = Loan.objects.select_related("recipient__second_language").get(pk=loan.pk)
            agreement = agreement_operations.issue(loan, by=counter)
            drawn.append(agreement_operations.draw_agreement(agreement, by=counter))
        assert drawing.shared_pages.cache_info().misses == 1
        yield drawn


def pages_of(content):
    with pypdfium2.PdfDocument(content) as pdf:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in pdf]


def spoken_of(content):
    """Return the content for a screen reader, [(kind of element, text)], in order."""
    blocks = []
    with pypdfium2.PdfDocument(content) as pdf:
        assert raw.FPDFCatalog_IsTagged(pdf)
        for page in pdf:
            tree = raw.FPDF_StructTree_GetForPage(page)
            marked = marks_of(page)
            for place in range(raw.FPDF_StructTree_CountChildren(tree)):
                blocks += elements_of(raw.FPDF_StructTree_GetChildAtIndex(tree, place), marked)
            raw.FPDF_StructTree_Close(tree)
    return blocks


def marks_of(page):
    """Return {number: text} of the marked contents of a page."""
    words, texts = page.get_textpage(), {}
    for text_object in page.get_objects([raw.FPDF_PAGEOBJ_TEXT]):
        mark = raw.FPDFPageObj_GetMarkedContentID(text_object)
        length = raw.FPDFTextObj_GetText(text_object, words, None, 0)
        letters = (ctypes.c_ushort * (length // 2))()
        raw.FPDFTextObj_GetText(text_object, words, letters, length)
        texts[mark] = texts.get(mark, "") + bytes(letters).decode("utf-16-le").rstrip("\0")
    return texts


def elements_of(element, marked):
    kind = ctypes.create_string_buffer(64)
    length = raw.FPDF_StructElement_GetType(element, kind, 64)
    name = bytes(kind)[:length].decode("utf-16-le").rstrip("\0")
    count = max(0, raw.FPDF_StructElement_GetMarkedContentIdCount(element))
    marks = [raw.FPDF_StructElement_GetMarkedContentIdAtIndex(element, n) for n in range(count)]
    elements = [(name, marked[mark]) for mark in marks if mark >= 0 and mark in marked]
    for place in range(raw.FPDF_StructElement_CountChildren(element)):
        child = raw.FPDF_StructElement_GetChildAtIndex(element, place)
        if child:
            elements += elements_of(child, marked)
    return elements


def test_each_article_is_printed_once_in_order_and_tagged(db, agreements):
    agreement = agreements[0]
    content = agreement.document.read()
    printed = " ".join(pages_of(content))
    aloud = "".join(text for _kind, text in spoken_of(content)).replace("\xa0", " ")
    terms = facts_of(agreement.loan, agreement.text)["terms"]
    articles = [*terms.signed, *terms.annex]
    titles = [title.replace("\xa0", " ") for title, _blocks in articles]
    assert len(titles) > 5
    assert [printed.count(title) for title in titles] == [1] * len(titles)
    places = [printed.index(title) for title in titles]
    assert places == sorted(places)
    for _title, blocks in articles:
        assert all(line.split(". ")[0] in printed.replace("\xa0", " ") for line in lines_of(blocks))
    unspaced = "".join(aloud.split())
    assert all("".join(title.split()) in unspaced for title in titles)
    assert agreement.number not in aloud.partition("Prêt")[2]  # the footer is not read aloud


def lines_of(blocks):
    for _kind, content in blocks:
        for line in [content] if isinstance(content, str) else content:
            yield line.replace("\xa0", " ")[:40].rsplit(" ", 1)[0]


def test_every_page_has_number_and_page_and_the_code_opens_the_paper(db, agreements):
    for agreement in agreements:
        content = agreement.document.read()
        pages = pages_of(content)
        for place, page in enumerate(pages, 1):
            assert agreement.number in page
            assert f"{place} / {len(pages)}" in page
        with pypdfium2.PdfDocument(content) as pdf:
            picture = pdf[0].render(scale=3).to_pil()
        [code] = zxingcpp.read_barcodes(picture)
        assert agreement.token in code.text.lower()
    first, second = agreements
    assert first.number not in " ".join(pages_of(second.document.read()))


def test_agreements_that_say_the_same_share_the_pages_of_their_rules(db, agreements):
    loans = [Loan.objects.get(pk=agreement.loan_id) for agreement in agreements]
    text = text_for(loans[0])
    same, later = facts_of(loans[0], text), facts_of(loans[1], text)
    assert annex_of(same) == annex_of(later)  # the fixture rendered the annex once
    loans[1].due_on += timedelta(days=1)
    assert annex_of(facts_of(loans[1], text)) != annex_of(same)

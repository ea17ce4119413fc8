"""A second language beside French in a paper, of which only the French text is binding."""

import unicodedata

import pypdfium2
import pytest

from core.pdf.fonts import missing_letters
from core.workflow.lifecycle import Refused
from loans.agreements.operations import agreements as agreement_operations
from loans.agreements.operations import texts as text_operations
from loans.allocation.operations import reservations as reservations_operations
from loans.base.clauses import articles_of, terms_of, unknown_blanks
from loans.base.lifecycle.agreements import TextFor, TextKind
from loans.base.papers import facts_of, fingerprint, second_text_for, text_for
from loans.base.text_values import beside_values, values_of
from loans.handovers import operations as handover_operations
from loans.handovers.forms import SecondLanguageForm
from loans.models import AgreementText
from people.models import Language
from people.recipients.operations import set_second_language
from tests.factories import (
    AgreementTextFactory,
    CategoryFactory,
    DeviceFactory,
    LanguageFactory,
)

pytestmark = pytest.mark.papers

ARABIC = "## الأساسي\n\n- نعيركم معدات مجانا.\n\n## الغرض\n\nالوثيقة تحدد قواعد الإعارة."  # noqa: RUF001


def words_of(pdf):
    with pypdfium2.PdfDocument(pdf) as opened:
        text = " ".join(page.get_textpage().get_text_bounded() for page in opened)
    return " ".join(text.split())


@pytest.fixture
def arabic(person, counter, coordinator):
    """A second language, so that the person's papers have an Arabic text beside the French."""
    language = LanguageFactory(arabic=True)
    text_operations.write_text(
        by=coordinator,
        base=AgreementText(kind="loan", audience="family", language="ar"),
        body=ARABIC,
    )
    set_second_language(person, by=counter, language=language)
    person.refresh_from_db()
    return language


def test_both_languages_are_printed_and_state_which_is_binding(
    loan, device, counter, texts, arabic
):
    person = loan.recipient
    person.refresh_from_db()
    reservations_operations.reserve(loan, by=counter, devices=[device])
    agreement = agreement_operations.issue(loan, by=counter)
    agreement_operations.draw_agreement(agreement, by=counter)
    assert (agreement.text.language, agreement.second_text.language) == ("fr", "ar")
    text = words_of(agreement.document.read())
    assert arabic.binding in unicodedata.normalize("NFKC", text) or "ﺺﻨﻟﺍ" in text
    assert "الوثيقة" in text or "ﺔﻘﻴﺛﻮﻟا" in text
    facts = facts_of(loan, agreement.text, agreement.second_text)
    assert facts["second"].direction == "rtl"
    assert fingerprint(facts) != fingerprint(facts_of(loan, agreement.text))
    values = beside_values(values_of(loan), loan, facts["second"].direction)  # numbers are isolated
    assert values["due_date"] == f"\u2066{loan.due_on:%d/%m/%Y}\u2069"
    assert beside_values(values_of(loan), loan, "ltr")["due_date"] == f"{loan.due_on:%d/%m/%Y}"

    handover_operations.set_terms(loan, by=counter, kind="gift")  # without a second text
    assert text_for(loan).language == "fr"
    assert second_text_for(loan) is None
    loan.recipient.second_language = None
    offered = SecondLanguageForm(loan=loan).fields["language"].queryset
    assert not offered.exists()
    loan.kind = "loan"
    assert list(SecondLanguageForm(loan=loan).fields["language"].queryset) == [arabic]


def test_characters_without_a_font_and_unknown_conditions_are_refused(coordinator):
    base = AgreementText(kind="loan", audience="family", language="zz")
    for body, named in (("## \U0001f5ff\n\nx", "\U0001f5ff"), ("## [fax] A\n\nb", r"\[fax\]")):
        with pytest.raises(Refused, match=named):
            text_operations.write_text(by=coordinator, base=base, body=body)
    with pytest.raises(Refused):
        text_operations.save_language(
            Language(code="zz", name="\U0001f5ff", french_name="x", binding="x"), by=coordinator
        )
    assert not AgreementText.objects.exists()


def test_characters_with_a_font_are_accepted():
    for text in ("Été à l’œuvre : « 10 € »", "Українська", "العربية\u200f", "Tiếng Việt", "☐ №"):
        assert missing_letters(text) == []


def test_a_line_of_dashes_ends_the_signed_part_and_the_annex_list_has_pictures():
    body = "## A\n\na\n\n---\n\n- un\n- deux\n\n## B\n\nb"
    terms = terms_of(AgreementText(kind="loan", body=body), [], {})
    assert [title for title, _blocks in terms.signed] == ["A"]
    assert terms.pictures == [("hand", "un"), ("care", "deux")]
    assert [title for title, _blocks in terms.annex] == ["B"]


def test_an_article_with_a_condition_is_printed_only_if_that_is_so():
    body = "## A\n\na\n\n## [sim] B\n\nb\n\nc\n\n## C\n\nd"
    text = AgreementText(kind="loan", body=body)
    assert [title for title, _blocks in terms_of(text, [], {}).signed] == ["A", "C"]
    with_sim = terms_of(text, [], {}, {"sim"}).signed
    assert [title for title, _blocks in with_sim] == ["A", "B", "C"]


def test_a_line_with_a_condition_is_printed_only_if_that_is_so():
    body = "## A\n\n- one\n- [charger] with it\n- [no_charger] without"
    text = AgreementText(kind="loan", body=body)
    assert terms_of(text, [], {}, {"charger"}).signed == [("A", [("ul", ["one", "with it"])])]
    assert terms_of(text, [], {}, {"no_charger"}).signed == [("A", [("ul", ["one", "without"])])]
    assert unknown_blanks("- [chargers] x") == ["[chargers]"]
    wrong = "{site}, {mon prénom}, {name, {Site }, a } {date}"
    assert unknown_blanks(wrong) == ["{mon prénom}", "{name", "{Site }", "}"]


def test_a_line_of_which_every_blank_is_empty_is_not_printed():
    body = "## A\n\nOuvert.\nHoraires : {site_hours}.\nAppelez."
    assert articles_of(body, {"site_hours": ""}) == [("A", [("p", "Ouvert. Appelez.")])]


def test_the_clauses_of_a_category_end_the_annex_once(loan, counter, texts, site, coordinator):
    phone = CategoryFactory()
    AgreementTextFactory(
        kind=TextKind.CATEGORY, audience=TextFor.ANYBODY, category=phone, body="## Verrou\n\nCode."
    )
    devices = [DeviceFactory(ready=True, site=site, category=phone) for _number in range(3)]
    text = text_for(loan)
    text_operations.write_text(
        by=coordinator, base=text, body="## Soin\n\nb\n\n---\n\n## Retour\n\nc"
    )
    reservations_operations.reserve(loan, by=counter, devices=devices)
    facts = facts_of(loan, text_for(loan))
    assert [title for title, _blocks in facts["terms"].signed] == ["Soin"]
    assert [title for title, _blocks in facts["terms"].annex] == ["Retour", "Verrou"]


def test_the_first_version_of_a_text_is_written_once(coordinator):
    first = AgreementText(kind="loan", audience="family", language="ar")
    text = text_operations.write_text(by=coordinator, base=first, body=ARABIC)
    assert (text.version, text.is_current) == (1, True)
    again = AgreementText(kind="loan", audience="family", language="ar")
    with pytest.raises(Refused):
        text_operations.write_text(by=coordinator, base=again, body=ARABIC)

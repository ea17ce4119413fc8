"""Texts of agreements: versioned clauses, languages, usual loan terms.

The signed text and its annex are a single plain text, with a line between them. Clauses of a
category are texts too; they are appended to the annex once, however many devices of the category
are lent.
"""

from django.utils.translation import gettext as _

from core.forms.reserved_terms import check_words
from core.models import Event
from core.pdf.fonts import missing_letters
from core.text_input import not_placeholders
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation, save_valid
from loans.base.clauses import blanks_in_use, blocks_in, place_of, unknown_blanks
from loans.models import AgreementText, LoanTerm, Rules
from people.models import Language, User

MAX_TEXT_BLOCKS = 400  # per text, so that it is rendered in less than a second


def check_body(body: str) -> None:
    """Raise `Refused` for clauses with reserved terms, unknown placeholders or too many blocks."""
    check_words(body)
    check_letters(body)
    blocks = blocks_in(body)
    if blocks > MAX_TEXT_BLOCKS:
        raise Refused(
            _(
                "This text has %(count)s titles, paragraphs and list items: %(most)s "
                "at most, or its document would take too long to create."
            )
            % {"count": blocks, "most": MAX_TEXT_BLOCKS}
        )
    unknown = unknown_blanks(body)
    if unknown:
        places = [f"{part} ({place_of(part, body)})" for part in unknown]
        raise Refused(not_placeholders(places, map(str, blanks_in_use().values())))


@operation("loans.change_agreementtext")
def write_text(*, by: User, base: AgreementText, body: str) -> AgreementText:
    """Save a new version of the text `base`; existing agreements keep theirs.

    An unsaved `base` identifies the text of a first version.
    """
    check_body(body)
    same = AgreementText.objects.like(base)
    latest = same.select_for_update(of=("self",)).order_by("-version").first()
    if (latest.pk if latest else None) != base.pk:
        raise Refused(_("Someone wrote a newer version in the meantime: open it again."))
    same.filter(is_current=True).update(is_current=False)
    text = AgreementText.objects.create(
        kind=base.kind,
        audience=base.audience,
        category=base.category,
        language=base.language,
        version=latest.version + 1 if latest else 1,
        body=body,
        by=by,
    )
    Event.objects.record("agreementtext.written", text, by=by, version=text.version)
    return text


def check_letters(*texts: str) -> None:
    """Raise `Refused` for characters missing from all fonts, which would print as boxes."""
    missing = missing_letters("".join(texts))
    if missing:
        raise Refused(
            _(
                "No font on this server has these letters, so they would be printed as "
                "boxes: %(letters)s. Ask the person who maintains the server to "
                "install one (such as fonts-noto-core)."
            )
            % {"letters": " ".join(missing[:40])}
        )


@operation("loans.change_agreementtext")
def save_language(language: Language, *, by: User) -> Language:
    """Add or correct a language for papers; its special characters must be printable."""
    check_letters(language.name, language.binding, language.french_name)
    save_valid(language)
    Event.objects.record("language.saved", language, by=by)
    return language


@operation("loans.change_rules")
def save_durations(*, by: User, terms: list[LoanTerm]) -> Rules:
    """Set the loan terms by purpose; a purpose without a term gets the default of a year."""
    LoanTerm.objects.exclude(purpose__in=[term.purpose for term in terms]).delete()
    for term in terms:
        LoanTerm.objects.update_or_create(purpose=term.purpose, defaults={"months": term.months})
    rules = Rules.objects.get_or_create(pk=1)[0]
    Event.objects.record("terms.saved", rules, by=by)
    return rules

"""The text of an agreement in large print: to read, while the signed paper stays the proof."""

from django.conf import settings
from django.utils import timezone, translation

from core.formatting import full_date
from core.pdf.render import render_pdf
from loans.base.lifecycle.loans import AgreementStatus, LoanStatus
from loans.base.papers import facts_of, notice_for, second_text_for, text_for
from loans.models import Loan

READ = [LoanStatus.PREPARED, LoanStatus.ACTIVE]
STANDING = [AgreementStatus.SIGNED, AgreementStatus.ISSUED]


def facts_to_read(loan):
    """The content of the agreement of a loan: as issued, or else as it would be issued now.

    Raises `Refused` if there is no text for it.
    """
    paper = loan.agreements.filter(status__in=STANDING).order_by("-pk").first()
    text, second = (paper.text, paper.second_text) if paper else (None, None)
    text = text or text_for(loan)
    second = second if paper else second_text_for(loan)
    return text, facts_of(loan, text, second)


def render_large_print(loan):
    """The PDF (bytes) of an agreement in large print, in the language of its text."""
    text, facts = facts_to_read(loan)
    with translation.override(text.language):
        context = facts | notice_for(loan) | {"day": full_date(timezone.localdate())}
        return render_pdf("equipment_features/agreement.html", context)


def path_to_hear(loan):
    """The page that reads the agreement of a loan aloud, on the address that the visitor uses."""
    _text, facts = facts_to_read(loan)
    return facts["listen"].removeprefix(settings.SITE_URL)


def loans_to_read(person):
    """The loans of a person whose agreement they may read: prepared, or under way."""
    return Loan.objects.filter(recipient=person, status__in=READ).order_by("-pk")

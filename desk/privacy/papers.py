from django.utils import timezone, translation

from core.formatting import full_date
from core.models import Identity
from core.pdf.render import render_pdf
from desk.privacy.dossier_paper import parts_of
from desk.privacy.retention_report import staying
from people.base.lifecycle import RecipientKind
from people.models import Retention
from people.privacy.notice import notice
from people.privacy.processing_record import register


def _frame():
    identity = Identity.cached()
    today = timezone.localdate()
    return {
        "identity": identity,
        "logo": identity.logo_uri,
        "today": full_date(today),
        "terms": Retention.cached(),
    }


def render_dossier(dossier):
    """PDF (bytes) of everything stored about a person, in the active language."""
    person = dossier.person
    code = "staff" if person.kind == RecipientKind.STAFF else "families"
    facts = notice(code, organisation=person.organisation)
    facts |= {"dossier": dossier, "parts": parts_of(dossier)}
    return render_pdf("papers/desk/privacy/dossier.html", _frame() | facts)


def render_erasure(person):
    """PDF (bytes) of the letter to an anonymised person, in the language of their papers."""
    with translation.override(person.language):
        stays = staying(person, timezone.localdate())
        return render_pdf(
            "papers/desk/privacy/erasure.html", _frame() | {"person": person, "stays": stays}
        )


def render_register():
    """PDF (bytes) of the record of processing, in the active language."""
    return render_pdf("papers/desk/privacy/register.html", _frame() | {"lines": register()})

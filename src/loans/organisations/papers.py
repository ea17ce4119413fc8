from datetime import timedelta

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.formatting import full_date
from core.models import Identity
from core.pdf.render import render_pdf
from loans.base.clauses import articles_of
from loans.base.lifecycle.agreements import TextKind
from loans.base.lifecycle.loans import Audience
from loans.base.papers import text_in_use
from loans.base.text_values import association_values
from loans.models import Convention
from loans.organisations.quotas import forbidden_in, shares_of
from people.models import Organisation


def render_convention(convention, text=None):
    """The PDF (bytes) of a convention: parties, quotas, clauses in use, signature lines.

    The language is that of `text`, which may be unsaved, or else the active language.
    """
    if text is None:
        text = text_in_use(TextKind.CONVENTION, Audience.STAFF, translation.get_language())
    with translation.override(text.language):
        identity = Identity.cached()
        values = association_values() | {
            "organisation": convention.organisation.name,
            "starts_on": full_date(convention.starts_on),
            "ends_on": full_date(convention.ends_on),
            "date": full_date(timezone.localdate()),
        }
        facts = values | {
            "convention": convention,
            "organisation": convention.organisation,
            "identity": identity,
            "logo": identity.logo_uri,
            "shares": shares_of(convention) if convention.pk else [],
            "forbidden": forbidden_in(convention) if convention.pk else [],
            "articles": articles_of(text.body, values),
        }
        return render_pdf("papers/loans/organisations/convention.html", facts)


def render_specimen(text):
    """The PDF (bytes) of an example convention with this text; nothing is stored."""
    today = timezone.localdate()
    convention = Convention(
        number=_("EXAMPLE"),
        organisation=Organisation(name=_("Example organisation")),
        starts_on=today,
        ends_on=today + timedelta(days=365),
    )
    return render_convention(convention, text)

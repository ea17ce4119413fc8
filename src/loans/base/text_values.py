"""Values of the placeholders of clauses, for a loan, a preview or a text that is read aloud.

Values in a text of another direction are isolated (Unicode TR 9); otherwise Arabic would reverse a
phone number.
"""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from core.formatting import full_date, unbroken
from core.models import Identity
from core.numbers import euros
from core.templatetags.rebond import with_town
from loans.base.clauses import BLANKS
from loans.base.week import hours_in_words
from people.models import Retention, Site

A_YEAR = timedelta(days=365)


def sample_values():
    """Placeholder values to preview a text: those of our association, and invented ones."""
    today = timezone.localdate()
    usual = {"association_address": _("12, Example street"), "association_phone": "01 99 00 12 34"}
    ours = {name: value for name, value in association_values().items() if value}
    return (
        dict.fromkeys(BLANKS, "")
        | usual
        | ours
        | {
            "organisation": _("Example organisation"),
            "borrower": _("First name Last name"),
            "employer": _("Example employer"),
            "price": euros(20),
            "due_date": full_date(today + A_YEAR),
            "starts_on": full_date(today),
            "ends_on": full_date(today + A_YEAR),
            "date": full_date(today),
            "site": _("Example site"),
            "site_address": _("12, Example street"),
            "site_hours": _("Monday to Friday, 9:00–17:00"),
        }
    )


def values_of(loan):
    """The placeholder values of a loan's clauses, in the active language."""
    return (
        association_values()
        | {
            "organisation": loan.organisation.name,
            "borrower": str(loan.borrower),
            "employer": loan.employer.name if loan.employer else "",
            "price": euros(loan.sale_price) if loan.sale_price else "",
            "due_date": full_date(loan.due_on) if loan.due_on else "",
            "date": full_date(timezone.localdate()),
        }
        | values_of_site(loan.site)
    )


def values_of_site(site):
    """The placeholder values about a site: its name, address and opening hours."""
    return {"site": site.name, "site_address": address_of(site), "site_hours": hours_in_words(site)}


def address_of(site):
    """The address of a site on papers; that of the association for its only site; else ""."""
    lines = lines_of(site)
    if not lines and not Site.objects.filter(is_active=True).exclude(pk=site.pk).exists():
        lines = lines_of(Identity.cached())
    return ", ".join(lines)


def values_to_listen(site, days, direction):
    """The placeholder values of a text read aloud to anybody; they identify nobody."""
    nobody = dict.fromkeys(BLANKS, "")
    where = values_of_site(site) if site else {}
    figures = {name: f"{day:%d/%m/%Y}" for name, day in days.items() if day}
    return in_direction(nobody | association_values() | where | figures, direction)


def beside_values(values, loan, direction):
    """The values for a second text: dates in figures, each value isolated from its direction."""
    days = {"due_date": loan.due_on, "date": timezone.localdate()}
    figures = {name: f"{day:%d/%m/%Y}" if day else "" for name, day in days.items()}
    return in_direction(values | figures | {"site_hours": ""}, direction)


def in_direction(values, direction):
    """Isolate the values so that a text of this direction does not reorder them."""
    if direction != "rtl":
        return values
    return {name: isolated(value) for name, value in values.items()}


def isolated(value):
    """Isolate a text from the direction of the surrounding text (Unicode TR 9)."""
    return f"\N{LEFT-TO-RIGHT ISOLATE}{value}\N{POP DIRECTIONAL ISOLATE}" if value else value


# Functions of modules: {placeholder: value}, the same for every agreement.
OF_MODULES: list = []


def association_values():
    identity, retention = Identity.cached(), Retention.cached()
    return {
        "association": identity.name,
        "association_address": " ".join(identity.address.split()),
        "association_phone": unbroken(identity.phone),
        "family_months": str(retention.family_months),
        "agreement_years": str(retention.agreement_years),
        "vat_mention": "",
        "mediator": "",
    } | {name: value for values in OF_MODULES for name, value in values().items()}


def lines_of(of):
    """The address lines of a site, person or organisation, with the town once, at the end."""
    lines = with_town(of.address, of.town).splitlines()
    return [line.strip() for line in lines if line.strip()]

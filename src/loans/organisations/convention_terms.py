"""Current terms of an organisation, for pages."""

from django.utils import timezone

from core.modules.registry import is_on
from loans.models import Convention, Rules
from loans.organisations.eligibility import may_ask, standing
from loans.organisations.lateness import exemption_of, late_loans
from loans.organisations.quotas import allowed_in, shares_of


def convention_of(organisation, today):
    """The convention in force of `organisation`, or None; None while conventions are disabled."""
    if not is_on("conventions"):
        return None
    conventions = Convention.objects.filter(organisation=organisation).in_force(today)
    return conventions.select_related("terms_from").first()


def allowed_to(user, organisation):
    """The result of `allowed_in` for `organisation`; without limits for our team."""
    is_bound = user.organisation_id is not None
    return allowed_in(convention_of(organisation, timezone.localdate()) if is_bound else None)


def terms_of(organisation):
    """Context: whether `organisation` may request, its convention in force, its quota shares."""
    today = timezone.localdate()
    convention = convention_of(organisation, today)
    return {
        "asking": may_ask(organisation, today),
        "standing": standing(organisation, today),
        "convention": convention,
        "shares": shares_of(convention) if convention else [],
    }


def lateness_of(organisation):
    """Context: the late loans of `organisation`, the limit, and its exemption."""
    today = timezone.localdate()
    return {
        "late": late_loans(organisation, today),
        "late_limit": Rules.cached().late_limit,
        "exemption": exemption_of(organisation, today),
    }

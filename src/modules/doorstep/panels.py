"""Parts that the module adds to other pages: those of “Work without network”, and of a loan."""

from loans.base.lifecycle.loans import AgreementStatus, LoanStatus
from modules.doorstep.forms import ResolveForm
from modules.doorstep.models import SIGN, Visit


def visits_to_follow(user, _subject):
    """Visits that are out, or whose answer is to be resolved."""
    visits = Visit.objects.visible_to(user).to_follow().select_related("by", "loan")[:200]
    for visit in visits:
        visit.form = ResolveForm(auto_id=f"{visit.pk}_%s")
    return {"visits": visits} if visits else None


def at_the_door(user, loan):
    """Link from a loan to its preparation for the door, and its answers kept or discarded."""
    if not user.has_perm(SIGN):
        return None
    is_to_sign = loan.status == LoanStatus.PREPARED and not loan.sale_price
    is_to_sign = is_to_sign and loan.agreements.filter(status=AgreementStatus.ISSUED).exists()
    is_out = loan.status == LoanStatus.ACTIVE and user.has_perm("loans.take_back")
    visits = Visit.objects.filter(loan=loan).select_related("resolved_by")
    kept = visits.exclude(evidence=None, reason="")
    facts = {"is_to_sign": is_to_sign, "is_out": is_out, "kept": kept}
    return facts if any(facts.values()) else None

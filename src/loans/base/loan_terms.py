"""Term of a loan: the end of the school year, or a number of months by purpose."""

from calendar import monthrange
from datetime import date, timedelta

from loans.models import LoanTerm, Rules

DEFAULT_LOAN_DAYS = 365
MIN_LOAN_DAYS = 30  # a loan made just before school ends lasts until the end of the next year


def school_end(today):
    """The last day of the school year for a loan made today, according to the rules."""
    rules = Rules.cached()
    end = date(today.year, rules.school_ends_month, rules.school_ends_day)
    is_too_near = end < today + timedelta(days=MIN_LOAN_DAYS)
    return end.replace(year=today.year + 1) if is_too_near else end


def usual_end(purpose, today):
    """The usual last day of a loan for this purpose; a year from now unless a rule differs."""
    term = LoanTerm.objects.filter(purpose=purpose).first() if purpose else None
    if term is None:
        return today + timedelta(days=DEFAULT_LOAN_DAYS)
    return after_months(today, term.months) if term.months else school_end(today)


def after_months(day, months):
    """The same day this number of months later, or the last day of a shorter month."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))

from loans.filters.afterwards import IncidentFilter, OverdueFilter
from loans.filters.appointments import AppointmentFilter
from loans.filters.loans import LoanFilter, RecallFilter
from loans.filters.people import OrganisationFilter, RecipientFilter
from loans.filters.referrals import ReferralFilter
from loans.filters.requests import RequestFilter

__all__ = [
    "AppointmentFilter",
    "IncidentFilter",
    "LoanFilter",
    "OrganisationFilter",
    "OverdueFilter",
    "RecallFilter",
    "RecipientFilter",
    "ReferralFilter",
    "RequestFilter",
]

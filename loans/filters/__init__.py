from loans.filters.loans import LoanFilter
from loans.filters.people import OrganisationFilter, RecipientFilter
from loans.filters.requests import RequestFilter

__all__ = ["LoanFilter", "OrganisationFilter", "RecipientFilter", "RequestFilter"]

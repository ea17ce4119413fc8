from loans.tables.loans import LoanTable
from loans.tables.people import OrganisationTable, RecipientTable
from loans.tables.requests import RequestTable

__all__ = ["LoanTable", "OrganisationTable", "RecipientTable", "RequestTable"]

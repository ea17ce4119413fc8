from loans.models.agreement import Agreement, AgreementText
from loans.models.loan import Loan, LoanItem
from loans.models.request import Request, RequestLine

__all__ = ["Agreement", "AgreementText", "Loan", "LoanItem", "Request", "RequestLine"]

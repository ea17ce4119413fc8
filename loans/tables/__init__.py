from loans.tables.loans import LoanTable

__all__ = ["LoanTable"]

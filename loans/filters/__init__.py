from loans.filters.loans import LoanFilter

__all__ = ["LoanFilter"]

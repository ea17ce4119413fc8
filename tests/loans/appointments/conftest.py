import pytest

from tests.factories import LoanItemFactory, RequestFactory
from tests.loans.appointments.ready import with_something


@pytest.fixture
def accepted_request(accepted_request):
    return with_something(accepted_request)


@pytest.fixture
def loan(loan):
    LoanItemFactory(loan=loan, of_accessories=True)
    return loan


@pytest.fixture
def bare_request(organisation, person, site):
    """An accepted request for which nothing is set aside."""
    return RequestFactory(accepted=True, organisation=organisation, recipient=person, site=site)

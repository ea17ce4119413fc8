"""Phones with a service worker, for the tests of this folder."""

import pytest

from loans.agreements.operations.agreements import issue
from tests.browser.conftest import (  # noqa: F401  (fixtures)
    browser_type_launch_args,
    pytest_collection_modifyitems,
)
from tests.browser.phones import mortal_phone, network, phone  # noqa: F401  (fixtures)
from tests.factories import BriefingFactory, LoanFactory, LoanItemFactory, RecipientFactory

NAME = "Kerzauzon"


@pytest.fixture
def agreements(site, counter):
    return [_issued(site, counter, f"Awa{number}") for number in range(5)]


def _issued(site, counter, first_name):
    person = RecipientFactory(first_name=first_name, last_name=NAME, language="en")
    loan = LoanFactory(site=site, organisation=person.organisation, recipient=person)
    LoanItemFactory(reserved=True, loan=loan, device__site=site)
    BriefingFactory(loan=loan)
    return issue(loan, by=counter)

"""Database rules of visits."""

import pytest

from modules.doorstep.tests.factories import VisitFactory
from tests.law import refused, write


@pytest.mark.django_db
def test_a_visit_has_a_known_outcome_and_is_resolved_with_a_reason():
    visit = VisitFactory(open=True)
    with refused("doorstep_visit_outcome"):
        write(visit, outcome="other")
    with refused("doorstep_visit_resolved"):
        write(visit, outcome="resolved")
    write(visit, outcome="resolved", reason="Signée au comptoir")

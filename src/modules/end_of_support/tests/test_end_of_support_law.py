"""Database rules of ends of updates."""

import pytest

from modules.end_of_support.tests.factories import SupportEndFactory
from tests.law import copy, refused, write

pytestmark = pytest.mark.django_db


def test_a_version_of_a_known_system_is_listed_once_and_kept():
    end = SupportEndFactory()
    with refused("end_of_support_supportend_once"):
        copy(end)
    with refused("end_of_support_supportend_system"):
        write(end, system="amiga")
    with refused("end_of_support_supportend_kept"):
        end.delete()

"""Database rules of help resources."""

import pytest

from modules.local_help.tests.factories import ResourceLinkFactory
from tests.law import copy, refused, write

pytestmark = pytest.mark.django_db


def test_help_is_printed_once():
    link = ResourceLinkFactory()
    with refused("local_help_resourcelink_once"):
        copy(link)


def test_help_to_print_says_where():
    with refused("local_help_resourcelink_found"):
        write(ResourceLinkFactory(), address="")

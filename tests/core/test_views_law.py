"""Database rules of saved views: unique titles per owner and list, one choice per user and list."""

import pytest

from tests.factories import ListChoiceFactory, SavedViewFactory
from tests.law import copy, refused, write

pytestmark = pytest.mark.django_db


def test_a_saved_view_name_is_unique_for_its_owner():
    view = SavedViewFactory(name="Ready")
    with refused("core_savedview_named"):
        write(view, name="")
    with refused("core_savedview_name_once"):
        copy(view, name="READY")
    copy(view, list_name="loan_list")


def test_a_user_has_one_column_choice_for_a_list():
    choice = ListChoiceFactory()
    with refused("core_listchoice_once"):
        copy(choice, columns=[])
